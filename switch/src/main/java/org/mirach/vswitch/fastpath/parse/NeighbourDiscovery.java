package org.mirach.vswitch.fastpath.parse;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u48;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Target, flags and link-layer options of a neighbour solicitation or advertisement (RFC 4861, sections 4.3, 4.4 and
 * 4.6). Stateless.
 */
final class NeighbourDiscovery {
    private static final int SOLICIT = 135;
    private static final int ADVERT = 136;
    private static final int OPTIONS = 24;
    private static final int OPTION_SOURCE = 1;
    private static final int OPTION_TARGET = 2;

    private NeighbourDiscovery() {}

    /** @param header of a complete ICMPv6 header of {@code remaining} bytes */
    static void parse(MemorySegment memory, long header, int remaining, long[] key, int base) {
        int type = u8(memory, header);
        if (u8(memory, header + 1) != 0 || type != SOLICIT && type != ADVERT) {
            return;
        }
        key[base + KeyLayout.W_IPV4] = (long) u32(memory, header + 4) << 32;
        if (remaining < OPTIONS) {
            return;
        }
        if (options(memory, header, remaining, key, base)) {
            key[base + KeyLayout.W_ND_TARGET] = u64(memory, header + 8);
            key[base + KeyLayout.W_ND_TARGET + 1] = u64(memory, header + 16);
        } else {
            key[base + KeyLayout.W_ARP_SHA] = 0;
            key[base + KeyLayout.W_ARP_THA] = 0;
        }
    }

    /** False where an option is given twice: then no address of the message counts. */
    private static boolean options(MemorySegment memory, long header, int remaining, long[] key, int base) {
        int at = OPTIONS;
        int first = 0;
        while (remaining - at >= 8) {
            int option = u8(memory, header + at);
            int optionBytes = u8(memory, header + at + 1) * 8;
            if (optionBytes == 0 || optionBytes > remaining - at) {
                break;
            }
            if (optionBytes == 8 && (option == OPTION_SOURCE || option == OPTION_TARGET)) {
                int word = base + (option == OPTION_SOURCE ? KeyLayout.W_ARP_SHA : KeyLayout.W_ARP_THA);
                if (key[word] != 0) {
                    return false;
                }
                key[word] = u48(memory, header + at + 2) << 16;
                if (first == 0) {
                    first = option;
                    key[base + KeyLayout.W_L4] |= option << 16;
                }
            }
            at += optionBytes;
        }
        return true;
    }
}
