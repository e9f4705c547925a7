package org.mirach.vswitch.fastpath.execute;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.flow.KeyLayout;

/** Parses a packet again whose bytes changed, and keeps what is not in them. Stateless; allocates nothing. */
public final class KeyRefresh {
    private KeyRefresh() {}

    /**
     * Fills the wire zone of {@code key[base ..]} anew, NSH with it; in_port, recirc_id, tunnel_id and the rest of the
     * state zone stay. The first header is what the key's packet type says. The parser has the offsets then.
     */
    public static void parse(PacketParser parser, MemorySegment memory, long offset, int length, long[] key, int base) {
        long port = key[base + KeyLayout.W_IN_PORT];
        long tunnel = key[base + KeyLayout.W_TUNNEL_ID];
        int packetType = (int) (key[base + KeyLayout.W_TYPE_HASH] >>> 32);
        key[base + KeyLayout.W_NSH] = 0;
        key[base + KeyLayout.W_NSH_CONTEXT] = 0;
        key[base + KeyLayout.W_NSH_CONTEXT + 1] = 0;
        if (packetType == 0) {
            parser.parse(memory, offset, length, 0, key, base);
        } else {
            parser.parseBare(memory, offset, length, packetType, 0, key, base);
        }
        key[base + KeyLayout.W_IN_PORT] = port;
        key[base + KeyLayout.W_TUNNEL_ID] = tunnel;
    }
}
