package org.mirach.openflow.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.message.ErrorMessage;
import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Version negotiation (OpenFlow 1.3.5, 6.3.1 and 7.5.1): with a version bitmap where the peer has one. */
final class Hello {
    private static final int BITMAP_ELEMENT = 1;
    private static final int HEADER = 8;

    private Hello() {}

    /** Our hello: the highest version in the header, all of them in the bitmap. */
    static ByteBuf greeting(Set<OFVersion> versions) {
        OFVersion highest =
                EnumSet.copyOf(versions).stream().reduce((a, b) -> b).orElseThrow();
        boolean plain = highest == OFVersion.OF_10;
        ByteBuf out = Unpooled.buffer(16);
        out.writeByte(highest.getWireVersion())
                .writeByte(0)
                .writeShort(plain ? HEADER : 16)
                .writeInt(0);
        if (!plain) {
            out.writeShort(BITMAP_ELEMENT).writeShort(HEADER).writeInt(bitmap(versions));
        }
        return out;
    }

    private static int bitmap(Set<OFVersion> versions) {
        int bits = 0;
        for (OFVersion version : versions) {
            bits |= 1 << version.getWireVersion();
        }
        return bits;
    }

    /** The highest version that both have, or null. */
    static OFVersion agree(Set<OFVersion> versions, byte[] hello) {
        int common = bitmap(versions) & peerBitmap(hello);
        OFVersion best = null;
        for (OFVersion version : OFVersion.values()) {
            if ((common & 1 << version.getWireVersion()) != 0) {
                best = version;
            }
        }
        return best;
    }

    /** Without a bitmap a peer has every version up to that of its header. */
    private static int peerBitmap(byte[] hello) {
        int at = HEADER;
        while (at + HEADER <= hello.length) {
            int type = u16(hello, at);
            int length = u16(hello, at + 2);
            if (length < 4) {
                break;
            }
            if (type == BITMAP_ELEMENT && length >= HEADER) {
                return u16(hello, at + 4) << 16 | u16(hello, at + 6);
            }
            at += length + 7 & ~7;
        }
        return (1 << hello[0] + 1) - 2;
    }

    private static int u16(byte[] from, int at) {
        return (from[at] & 0xff) << 8 | from[at + 1] & 0xff;
    }

    /** What to say to a peer without a common version. */
    static ErrorMessage incompatible(Set<OFVersion> versions, byte[] hello) {
        OFVersion speak = hello[0] == OFVersion.OF_10.getWireVersion() ? OFVersion.OF_10 : OFVersion.OF_13;
        return ErrorMessage.of(
                speak,
                0,
                OfError.OFPHFC_INCOMPATIBLE,
                Bytes.wrap(complaint(versions, hello).getBytes(StandardCharsets.US_ASCII)));
    }

    static String complaint(Set<OFVersion> versions, byte[] hello) {
        return "no common OpenFlow version: this end has " + names(bitmap(versions)) + ", the peer "
                + names(peerBitmap(hello));
    }

    private static String names(int bitmap) {
        return EnumSet.allOf(OFVersion.class).stream()
                .filter(version -> (bitmap & 1 << version.getWireVersion()) != 0)
                .map(version -> "1." + (version.getWireVersion() - 1))
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
