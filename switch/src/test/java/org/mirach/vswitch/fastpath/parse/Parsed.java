package org.mirach.vswitch.fastpath.parse;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mirach.vswitch.flow.KeyLayout;

/** A packet parsed for a test: it lies at the very end of its segment, so that any read past its end throws. */
record Parsed(long[] key, int l3, int l4) {
    static Parsed of(byte[] packet) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(packet.length + 7L);
            MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, 7, packet.length);
            long[] key = new long[KeyLayout.PACKET_WORDS + 3];
            PacketParser parser = new PacketParser();
            parser.parse(memory, 7, packet.length, 9, key, 3);
            long[] words = new long[KeyLayout.PACKET_WORDS];
            System.arraycopy(key, 3, words, 0, words.length);
            return new Parsed(words, parser.l3Offset(), parser.l4Offset());
        }
    }

    int inPort() {
        return (int) (key[KeyLayout.W_IN_PORT] >>> 32);
    }

    long ethDst() {
        return key[KeyLayout.W_ETH_DST_TYPE] >>> 16;
    }

    int ethType() {
        return (int) key[KeyLayout.W_ETH_DST_TYPE] & 0xffff;
    }

    long ethSrc() {
        return key[KeyLayout.W_ETH_SRC_TCI] >>> 16;
    }

    int tci() {
        return (int) key[KeyLayout.W_ETH_SRC_TCI] & 0xffff;
    }

    int tpid() {
        return (int) (key[KeyLayout.W_VLAN] >>> 48);
    }

    int innerTpid() {
        return (int) (key[KeyLayout.W_VLAN] >>> 32) & 0xffff;
    }

    int innerTci() {
        return (int) (key[KeyLayout.W_VLAN] >>> 16) & 0xffff;
    }

    int label() {
        return (int) (key[KeyLayout.W_IP] >>> 32);
    }

    int proto() {
        return (int) (key[KeyLayout.W_IP] >>> 24) & 0xff;
    }

    int tos() {
        return (int) (key[KeyLayout.W_IP] >>> 16) & 0xff;
    }

    int ttl() {
        return (int) (key[KeyLayout.W_IP] >>> 8) & 0xff;
    }

    int frag() {
        return (int) key[KeyLayout.W_IP] & 0xff;
    }

    int ipv4Src() {
        return (int) (key[KeyLayout.W_IPV4] >>> 32);
    }

    int ipv4Dst() {
        return (int) key[KeyLayout.W_IPV4];
    }

    int tpSrc() {
        return (int) (key[KeyLayout.W_L4] >>> 48);
    }

    int tpDst() {
        return (int) (key[KeyLayout.W_L4] >>> 32) & 0xffff;
    }

    int tcpFlags() {
        return (int) key[KeyLayout.W_L4] >>> 16;
    }
}
