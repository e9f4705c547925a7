package org.mirach.vswitch.fastpath.parse;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.flow.KeyLayout;

/** Network service header (RFC 8300, section 2): where its fields lie. Stateless. */
public final class NshHeader {
    /** Bytes of base and service path header. */
    public static final int BASE_BYTES = 8;
    /** Bytes of a header of type 1: four words of context. */
    public static final int TYPE_1_BYTES = 24;

    public static final int NEXT_IPV4 = 1;
    public static final int NEXT_IPV6 = 2;
    public static final int NEXT_ETHERNET = 3;
    public static final int NEXT_NSH = 4;

    private NshHeader() {}

    /** Length of the header in bytes, as it says: at most 252. */
    public static int bytes(MemorySegment memory, long at) {
        return (u16(memory, at) & 0x3f) * 4;
    }

    /** Next protocol. */
    public static int next(MemorySegment memory, long at) {
        return u8(memory, at + 3);
    }

    /**
     * Whether a header stands there whole, of the version that is known, and of the length that its type asks for.
     *
     * @param remaining bytes from there to the packet's end
     */
    public static boolean isSound(MemorySegment memory, long at, int remaining) {
        if (remaining < BASE_BYTES) {
            return false;
        }
        int bytes = bytes(memory, at);
        int type = u8(memory, at + 2);
        return (u16(memory, at) & 0xc000) == 0
                && bytes >= BASE_BYTES
                && bytes <= remaining
                && (type != 1 || bytes == TYPE_1_BYTES);
    }

    /**
     * Fills {@link KeyLayout#W_NSH} and {@link KeyLayout#W_NSH_CONTEXT}; false, and nothing, where the header is not
     * sound. Context of other types than 1 is left zero, as in Open vSwitch.
     */
    static boolean parse(MemorySegment memory, long at, int remaining, long[] key, int base) {
        if (!isSound(memory, at, remaining)) {
            return false;
        }
        int word = u16(memory, at);
        long flags = word >>> 12 & 3;
        long ttl = word >>> 6 & 0x3f;
        long type = u8(memory, at + 2);
        key[base + KeyLayout.W_NSH] = flags << 56
                | ttl << 48
                | type << 40
                | (long) next(memory, at) << 32
                | u32(memory, at + 4) & 0xffffffffL;
        if (type == 1) {
            key[base + KeyLayout.W_NSH_CONTEXT] = u64(memory, at + 8);
            key[base + KeyLayout.W_NSH_CONTEXT + 1] = u64(memory, at + 16);
        }
        return true;
    }
}
