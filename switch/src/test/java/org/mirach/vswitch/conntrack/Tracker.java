package org.mirach.vswitch.conntrack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirach.vswitch.fastpath.execute.ConnectionTracker;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

/** A connection tracker with a clock that the test moves, and packets as byte arrays. */
final class Tracker {
    private static final int FRAME = 1 << 17;
    private static final int START = 256;
    private static final String[] STATES = {"new", "est", "rel", "rpl", "inv", "trk", "snat", "dnat"};

    final Conntrack conntrack;
    long nowMs = 1_000_000;

    private final MemorySegment memory = Arena.ofAuto().allocate(FRAME);
    private final PacketParser parser = new PacketParser();

    Tracker() {
        this(new ConntrackSettings(3_000_000, 42));
    }

    Tracker(ConntrackSettings settings) {
        conntrack = new Conntrack(settings);
    }

    /** A packet after ct. */
    record Packet(byte[] frame, long[] key, boolean held, List<Packet> released) {
        /** As ovs-ofctl writes ct_state: {@code new|trk}. */
        String state() {
            int bits = (int) (key[KeyLayout.W_CT] >>> 32);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < STATES.length; i++) {
                if ((bits >>> i & 1) != 0) {
                    names.add(STATES[i]);
                }
            }
            return String.join("|", names);
        }

        int zone() {
            return (int) key[KeyLayout.W_CT] >>> 16 & 0xffff;
        }

        int mark() {
            return (int) key[KeyLayout.W_MARK];
        }

        long labelHi() {
            return key[KeyLayout.W_CT_LABEL];
        }

        long labelLo() {
            return key[KeyLayout.W_CT_LABEL + 1];
        }

        /** {@code proto src:port>dst:port} of the original direction. */
        String original() {
            long proto = key[KeyLayout.W_CT] >>> 8 & 0xff;
            long ports = key[KeyLayout.W_CT_TP];
            long ipv4 = key[KeyLayout.W_CT_IPV4];
            String src = ipv4 != 0
                    ? Ipv6Text.dotted((int) (ipv4 >>> 32))
                    : Ipv6Text.format(key[KeyLayout.W_CT_IPV6_SRC], key[KeyLayout.W_CT_IPV6_SRC + 1]);
            String dst = ipv4 != 0
                    ? Ipv6Text.dotted((int) ipv4)
                    : Ipv6Text.format(key[KeyLayout.W_CT_IPV6_DST], key[KeyLayout.W_CT_IPV6_DST + 1]);
            return proto + " " + src + ":" + (ports >>> 48) + ">" + dst + ":" + (ports >>> 32 & 0xffff);
        }
    }

    /** A packet's first ct. */
    Packet send(DatapathAction.Ct ct, byte[] frame) {
        load(frame);
        long[] key = new long[KeyLayout.PACKET_WORDS];
        parser.parse(memory, START, frame.length, 1, key, 0);
        return run(ct, frame.length, key);
    }

    /** Another ct of a packet that had one. */
    Packet again(DatapathAction.Ct ct, Packet packet) {
        load(packet.frame());
        long[] key = new long[KeyLayout.PACKET_WORDS];
        parser.parse(memory, START, packet.frame().length, 1, key, 0);
        System.arraycopy(
                packet.key(), KeyLayout.WIRE_WORDS, key, KeyLayout.WIRE_WORDS, key.length - KeyLayout.WIRE_WORDS);
        return run(ct, packet.frame().length, key);
    }

    private void load(byte[] frame) {
        MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, START, frame.length);
    }

    private Packet run(DatapathAction.Ct ct, int length, long[] key) {
        int l3 = parser.l3Offset();
        int l4 = parser.l4Offset();
        int after = conntrack.track(ct, memory, START, length, FRAME - START, l3, l4, key, 0, nowMs * 1_000_000);
        boolean held = after == ConnectionTracker.HELD;
        int bytes = held ? length : after;
        byte[] frame = memory.asSlice(START, bytes).toArray(ValueLayout.JAVA_BYTE);
        List<Packet> released = new ArrayList<>();
        for (var f = conntrack.takeReleased(); f != null; f = f.next) {
            released.add(new Packet(Arrays.copyOf(f.bytes, f.length), f.key, false, List.of()));
        }
        return new Packet(frame, key, held, released);
    }

    /** Time goes on, and the engine turns. */
    void pass(long ms) {
        nowMs += ms;
        for (int i = 0; i < 64; i++) {
            nowMs++;
            conntrack.expire(nowMs * 1_000_000);
        }
    }

    static DatapathAction.Ct ct(int zone) {
        return new DatapathAction.Ct(false, false, zone, 0, 0, 0, 0, 0, 0, 0, null);
    }

    static DatapathAction.Ct commit(int zone) {
        return new DatapathAction.Ct(true, false, zone, 0, 0, 0, 0, 0, 0, 0, null);
    }

    static DatapathAction.Ct commit(int zone, DatapathAction.Nat nat) {
        return new DatapathAction.Ct(true, false, zone, 0, 0, 0, 0, 0, 0, 0, nat);
    }

    static DatapathAction.Ct commitHelper(int zone, int port, DatapathAction.Nat nat) {
        return new DatapathAction.Ct(true, false, zone, 0, 0, 0, 0, 0, 0, port, nat);
    }

    /** {@code nat} without arguments. */
    static DatapathAction.Ct nat(int zone) {
        return new DatapathAction.Ct(
                false, false, zone, 0, 0, 0, 0, 0, 0, 0, new DatapathAction.Nat(0, false, 0, 0, 0, 0, 0, 0));
    }

    static DatapathAction.Nat snat(String min, String max, int portMin, int portMax) {
        return range(NatChooser.SRC, min, max, portMin, portMax);
    }

    static DatapathAction.Nat dnat(String min, String max, int portMin, int portMax) {
        return range(NatChooser.DST, min, max, portMin, portMax);
    }

    private static DatapathAction.Nat range(int flags, String min, String max, int portMin, int portMax) {
        byte[] from = org.mirach.vswitch.fastpath.Packets.ip(min);
        byte[] to = org.mirach.vswitch.fastpath.Packets.ip(max);
        boolean ipv6 = from.length == 16;
        return new DatapathAction.Nat(
                flags, ipv6, word(from, 0), word(from, 8), word(to, 0), word(to, 8), portMin, portMax);
    }

    private static long word(byte[] address, int from) {
        if (address.length == 4) {
            return from == 0
                    ? 0
                    : Integer.toUnsignedLong(java.nio.ByteBuffer.wrap(address).getInt());
        }
        return java.nio.ByteBuffer.wrap(address).getLong(from);
    }
}
