package org.mirach.controller.app;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Frames for tests. */
public final class Frames {
    private Frames() {}

    /** {@code 0a:00:00:00:00:01} as a number. */
    public static long mac(String text) {
        return Long.parseLong(text.replace(":", ""), 16);
    }

    /** An untagged frame with this payload, 60 octets at least. */
    public static byte[] ethernet(String dst, String src, int etherType, byte[] payload) {
        byte[] frame = new byte[Math.max(60, 14 + payload.length)];
        ByteBuffer.wrap(frame)
                .put(HexFormat.ofDelimiter(":").parseHex(dst))
                .put(HexFormat.ofDelimiter(":").parseHex(src))
                .putShort((short) etherType)
                .put(payload);
        return frame;
    }

    /** The same with an 802.1Q tag. */
    public static byte[] tagged(String dst, String src, int vlanVid, int etherType) {
        return ethernet(
                dst,
                src,
                0x8100,
                ByteBuffer.allocate(4)
                        .putShort((short) vlanVid)
                        .putShort((short) etherType)
                        .array());
    }

    /** An ARP request. */
    public static byte[] arp(String src, int[] sender, int[] target) {
        ByteBuffer arp = ByteBuffer.allocate(28)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1)
                .put(HexFormat.ofDelimiter(":").parseHex(src));
        for (int octet : sender) {
            arp.put((byte) octet);
        }
        arp.put(new byte[6]);
        for (int octet : target) {
            arp.put((byte) octet);
        }
        return ethernet("ff:ff:ff:ff:ff:ff", src, 0x0806, arp.array());
    }
}
