package org.mirach.vswitch.slowpath;

import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * The part of a key that a packet does not carry through the engine, and that is kept for it while it is there: in_port
 * as the pipeline sees it, the tunnel's fields, metadata and registers (struct frozen_metadata of Open vSwitch).
 */
public final class PipelineWords {
    private static final int TUNNEL_WORDS = KeyLayout.W_NSH - KeyLayout.W_TUNNEL;
    private static final int PIPELINE_WORDS = KeyLayout.W_ACTSET_CONJ - KeyLayout.PACKET_WORDS;
    private static final int COUNT = 2 + TUNNEL_WORDS + PIPELINE_WORDS;

    private PipelineWords() {}

    /** Copies them from a whole key. */
    public static long[] save(long[] key) {
        long[] saved = new long[COUNT];
        saved[0] = key[KeyLayout.W_IN_PORT] >>> 32;
        saved[1] = key[KeyLayout.W_TUNNEL_ID];
        System.arraycopy(key, KeyLayout.W_TUNNEL, saved, 2, TUNNEL_WORDS);
        System.arraycopy(key, KeyLayout.PACKET_WORDS, saved, 2 + TUNNEL_WORDS, PIPELINE_WORDS);
        return saved;
    }

    /** Writes them to a whole key. */
    public static void restore(long[] saved, long[] key) {
        key[KeyLayout.W_IN_PORT] = key[KeyLayout.W_IN_PORT] & 0xffffffffL | saved[0] << 32;
        key[KeyLayout.W_TUNNEL_ID] = saved[1];
        System.arraycopy(saved, 2, key, KeyLayout.W_TUNNEL, TUNNEL_WORDS);
        System.arraycopy(saved, 2 + TUNNEL_WORDS, key, KeyLayout.PACKET_WORDS, PIPELINE_WORDS);
    }

    /** {@code packet} with them written to it. */
    public static FlowKey restore(long[] saved, FlowKey packet) {
        long[] key = packet.toArray();
        restore(saved, key);
        return FlowKey.copyOf(key);
    }
}
