package org.mirach.vswitch.slowpath.translate;

import java.nio.ByteBuffer;
import java.util.List;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.model.Action;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The NSH header (RFC 8300) of a packet: made, rewritten, and as the datapath actions so far have left it.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class NshEdits {
    private static final int CLASS_NSH = 4;
    private static final int PROPERTY_MD_TYPE = 1;
    private static final int PROPERTY_TLV = 2;
    private static final int DEFAULT_TTL = 63;
    private static final int DEFAULT_INDEX = 255;
    private static final int BASE_BYTES = 8;
    private static final int CONTEXT_BYTES = 16;
    private static final int MAX_TLV_BYTES = 248;
    private static final long[] FIELDS = {0xffL << 56, 0xffL << 48, 0xffffffL << 8, 0xffL};

    private final long[] key;
    private final long[] lookedAt;
    private final long[] base;
    /** TLVs of MD type 2 of the header that is about to be pushed. */
    private byte[] tlvs = new byte[0];

    NshEdits(long[] key, long[] lookedAt, long[] base) {
        this.key = key;
        this.lookedAt = lookedAt;
        this.base = base;
    }

    /** NSH's number of a packet type, or -1 where NSH can't carry it. */
    static int nextProtocol(int packetType) {
        return switch (packetType) {
            case 0 -> 3;
            case 0x1_0000 | EtherType.IPV4 -> 1;
            case 0x1_0000 | EtherType.IPV6 -> 2;
            case HeaderEdits.TYPE_NSH -> 4;
            default -> -1;
        };
    }

    /** The packet type of an NSH number, or -1. */
    static int packetType(int nextProtocol) {
        return switch (nextProtocol) {
            case 1 -> 0x1_0000 | EtherType.IPV4;
            case 2 -> 0x1_0000 | EtherType.IPV6;
            case 3 -> 0;
            case 4 -> HeaderEdits.TYPE_NSH;
            default -> -1;
        };
    }

    /** Puts a header in front of a packet, in the key: all behind it is not seen any more. */
    void encapsulate(int nextProtocol, List<Action.EncapProperty> properties) {
        int mdType = 1;
        ByteBuffer options = ByteBuffer.allocate(2 * MAX_TLV_BYTES + 64);
        for (Action.EncapProperty property : properties) {
            if (property.propertyClass() == CLASS_NSH && property.type() == PROPERTY_MD_TYPE) {
                mdType = property.data().at(0) & 0xff;
            } else if (property.propertyClass() == CLASS_NSH && property.type() == PROPERTY_TLV) {
                addTlv(options, property);
            }
        }
        boolean fits = mdType == 2 && options.position() <= MAX_TLV_BYTES;
        tlvs = fits ? java.util.Arrays.copyOf(options.array(), options.position()) : new byte[0];
        for (int word = KeyLayout.W_ETH_DST_TYPE; word < KeyLayout.WIRE_WORDS; word++) {
            key[word] = 0;
        }
        key[KeyLayout.W_ETH_DST_TYPE] = EtherType.NSH;
        key[KeyLayout.W_TYPE_HASH] = key[KeyLayout.W_TYPE_HASH] & 0xffffffffL | (long) HeaderEdits.TYPE_NSH << 32;
        key[KeyLayout.W_NSH] =
                (long) DEFAULT_TTL << 48 | (long) (mdType & 0xf) << 40 | (long) nextProtocol << 32 | DEFAULT_INDEX;
        key[KeyLayout.W_NSH_CONTEXT] = 0;
        key[KeyLayout.W_NSH_CONTEXT + 1] = 0;
    }

    /** Class (2), type (1), length (1), then so many octets, filled up to a multiple of 4. */
    private static void addTlv(ByteBuffer options, Action.EncapProperty property) {
        int length = Math.min(property.data().size() - 4, property.data().at(3) & 0xff);
        if (options.remaining() < length + 8) {
            return;
        }
        for (int i = 0; i < 4 + length; i++) {
            options.put(property.data().at(i));
        }
        options.position(options.position() + (-length & 3));
    }

    /** The action that pushes the header that the key shows. */
    DatapathAction push() {
        long word = key[KeyLayout.W_NSH];
        boolean fixed = (word >>> 40 & 0xf) == 1;
        int bytes = BASE_BYTES + (fixed ? CONTEXT_BYTES : tlvs.length);
        ByteBuffer header = ByteBuffer.allocate(bytes);
        int flags = (int) (word >>> 56) & 3;
        int ttl = (int) (word >>> 48) & 0x3f;
        header.putShort((short) (flags << 12 | ttl << 6 | bytes / 4));
        header.put((byte) (word >>> 40 & 0xf)).put((byte) (word >>> 32)).putInt((int) word);
        if (fixed) {
            header.putLong(key[KeyLayout.W_NSH_CONTEXT]).putLong(key[KeyLayout.W_NSH_CONTEXT + 1]);
        } else {
            header.put(tlvs);
        }
        return new DatapathAction.PushNsh(new DatapathAction.Header(header.array()));
    }

    int ttl() {
        lookedAt[KeyLayout.W_NSH] |= 0xffL << 48;
        return (int) (key[KeyLayout.W_NSH] >>> 48) & 0xff;
    }

    void ttl(int ttl) {
        key[KeyLayout.W_NSH] = key[KeyLayout.W_NSH] & ~(0xffL << 48) | (long) ttl << 48;
    }

    /** What the header carries, looked at. */
    int nextProtocol() {
        lookedAt[KeyLayout.W_NSH] |= 0xffL << 32;
        return (int) (key[KeyLayout.W_NSH] >>> 32) & 0xff;
    }

    void commit(List<DatapathAction> actions) {
        if (((int) key[KeyLayout.W_ETH_DST_TYPE] & 0xffff) != EtherType.NSH) {
            return;
        }
        long mask = 0;
        for (long field : FIELDS) {
            mask |= ((key[KeyLayout.W_NSH] ^ base[KeyLayout.W_NSH]) & field) == 0
                    ? 0
                    : lookedAt[KeyLayout.W_NSH] & field;
        }
        long mask12 = contextMask(KeyLayout.W_NSH_CONTEXT);
        long mask34 = contextMask(KeyLayout.W_NSH_CONTEXT + 1);
        if ((mask | mask12 | mask34) != 0) {
            actions.add(new DatapathAction.SetNsh(
                    key[KeyLayout.W_NSH] & mask,
                    mask,
                    key[KeyLayout.W_NSH_CONTEXT] & mask12,
                    mask12,
                    key[KeyLayout.W_NSH_CONTEXT + 1] & mask34,
                    mask34));
            System.arraycopy(key, KeyLayout.W_NSH, base, KeyLayout.W_NSH, 3);
        }
    }

    private long contextMask(int word) {
        long differing = key[word] ^ base[word];
        return ((differing & -1L << 32) == 0 ? 0 : lookedAt[word] & -1L << 32)
                | ((differing & 0xffffffffL) == 0 ? 0 : lookedAt[word] & 0xffffffffL);
    }
}
