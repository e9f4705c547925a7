package org.mirach.vswitch.conntrack;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.put16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u32;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u64;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mirach.vswitch.fastpath.execute.ConnectionTracker.Fragment;
import org.mirach.vswitch.fastpath.parse.Checksum;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Keeps fragments until their packet is whole, so that it can be tracked; then they go on as they came, with what tracking
 * said of the packet, and with its translated addresses and ports.
 *
 * <p><i>Bounds</i>, as in Open vSwitch: {@link #maxFragments} in all; none but the last may be shorter than the minimum,
 * which stops those that make work; overlapping ones are invalid (RFC 5722), as is a packet that would be too long. What is
 * not whole after 15 s goes on as invalid with the next packet at the same place of the pipeline, and is dropped where there
 * is none for 10 s more.
 *
 * <p><b>Threads:</b> the engine's. Allocates: fragments are rare, and copied.
 */
final class Reassembler {
    /** What {@link #offer} answers. */
    enum Outcome {
        /** Taken: the packet is not whole yet. */
        HELD,
        /** Taken: {@link #whole} is the packet, {@link #release} follows. */
        COMPLETED,
        /** Not to be tracked. */
        INVALID
    }

    static final int MIN_FRAGMENT_FLOOR = 400;
    static final int MAX_FRAGMENTS_CEILING = 5000;

    private static final long PATIENCE_MS = 15_000;
    private static final long PURGE_AFTER_MS = 10_000;
    private static final int MAX_PACKET = 65_535;
    private static final int MAX_IPV4_HEADER = 60;
    private static final int BUCKETS = 1024;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int OFFSET_BITS = 0x1fff;
    private static final int FRAGMENT_HEADER_BYTES = 8;
    /** Where the whole packet begins in the scratch: some room in front, as in a frame. */
    private static final int START = 256;

    private static final int SCRATCH = 1 << 17;

    private final long salt;
    private final FragmentList[] buckets = new FragmentList[BUCKETS];
    private final FragmentList.Key key = new FragmentList.Key();
    private final FragmentCounters counters4 = new FragmentCounters();
    private final FragmentCounters counters6 = new FragmentCounters();
    private FragmentList oldest;
    private FragmentList youngest;
    private int held;
    private boolean enabled4 = true;
    private boolean enabled6 = true;
    private int minBytes4 = 1200;
    private int minBytes6 = 1280;
    private int maxFragments = 1000;

    private MemorySegment scratch;
    private final TrackedPacket whole = new TrackedPacket();
    private FragmentList completed;

    // Of the fragment in hand.
    private int start;
    private boolean last;

    Reassembler(long salt) {
        this.salt = salt;
    }

    /**
     * Takes a fragment.
     *
     * @param l4 offset of its transport header from the packet's first byte, 0 where it has none
     */
    Outcome offer(TrackedPacket packet, int zone, int l4, long nowMs) {
        if (!(packet.ipv6 ? enabled6 : enabled4) || packet.l4Bytes <= 0 || !valid(packet)) {
            return Outcome.INVALID;
        }
        if (held >= maxFragments) {
            return Outcome.INVALID;
        }
        readKey(packet, zone);
        FragmentList list = find();
        int maxOfPacket = packet.ipv6 ? MAX_PACKET : maxFragmentsOfIpv4();
        if (list != null && (list.failed || list.count() >= maxOfPacket)) {
            return Outcome.INVALID;
        }
        int end = start + packet.l4Bytes;
        if (list != null && list.overlaps(start, end)) {
            counters(packet.ipv6).overlapped++;
            return Outcome.INVALID;
        }
        if (list == null) {
            list = open(nowMs);
        }
        list.add(copy(packet, l4), start, end, (int) (packet.l4 - packet.start), last);
        held++;
        counters(packet.ipv6).accepted++;
        if (!list.isWhole()) {
            return Outcome.HELD;
        }
        return build(list) ? Outcome.COMPLETED : Outcome.HELD;
    }

    private boolean valid(TrackedPacket packet) {
        MemorySegment memory = packet.memory;
        int ipBytes = (int) (packet.l4 - packet.l3) + packet.l4Bytes;
        if (packet.ipv6) {
            long header = fragmentHeader(memory, packet.l3);
            int bits = u16(memory, header + 2);
            start = bits & 0xfff8;
            last = (bits & 1) == 0;
            key.id = u32(memory, header + 4);
        } else {
            if (Checksum.fold(Checksum.sum(memory, packet.l3, (int) (packet.l4 - packet.l3))) != 0xffff) {
                return false;
            }
            int bits = u16(memory, packet.l3 + 6);
            start = (bits & OFFSET_BITS) * 8;
            last = (bits & MORE_FRAGMENTS) == 0;
            key.id = u16(memory, packet.l3 + 4);
        }
        if (!last && ipBytes < (packet.ipv6 ? minBytes6 : minBytes4)) {
            counters(packet.ipv6).tooSmall++;
            return false;
        }
        return true;
    }

    /** There is one: the packet is a fragment, and its headers are whole. */
    private static long fragmentHeader(MemorySegment memory, long ip) {
        int next = u8(memory, ip + 6);
        long at = ip + Ethernet.IPV6_HEADER_BYTES;
        while (next != Ethernet.PROTO_FRAGMENT) {
            int units = u8(memory, at + 1);
            int bytes = next == Ethernet.PROTO_AH ? (units + 2) * 4 : (units + 1) * 8;
            next = u8(memory, at);
            at += bytes;
        }
        return at;
    }

    private int maxFragmentsOfIpv4() {
        int each = minBytes4 - MAX_IPV4_HEADER;
        return (MAX_PACKET - MAX_IPV4_HEADER + each - 1) / each;
    }

    private void readKey(TrackedPacket packet, int zone) {
        MemorySegment memory = packet.memory;
        key.ipv6 = packet.ipv6;
        key.zone = zone;
        key.recircId = (int) packet.key[packet.base + KeyLayout.W_IN_PORT];
        if (packet.ipv6) {
            key.proto = 0;
            key.srcHi = u64(memory, packet.l3 + 8);
            key.srcLo = u64(memory, packet.l3 + 16);
            key.dstHi = u64(memory, packet.l3 + 24);
            key.dstLo = u64(memory, packet.l3 + 32);
        } else {
            key.proto = packet.proto;
            key.srcHi = 0;
            key.srcLo = u32(memory, packet.l3 + 12);
            key.dstHi = 0;
            key.dstLo = u32(memory, packet.l3 + 16);
        }
    }

    private FragmentList find() {
        FragmentList list = buckets[key.hash(salt) & BUCKETS - 1];
        while (list != null && !list.key.same(key)) {
            list = list.nextInBucket;
        }
        return list;
    }

    private FragmentList open(long nowMs) {
        FragmentList list = new FragmentList(key.copy(), nowMs + PATIENCE_MS);
        int bucket = key.hash(salt) & BUCKETS - 1;
        list.nextInBucket = buckets[bucket];
        buckets[bucket] = list;
        if (youngest == null) {
            oldest = list;
        } else {
            youngest.nextByAge = list;
        }
        youngest = list;
        return list;
    }

    private static Fragment copy(TrackedPacket packet, int l4) {
        Fragment fragment = new Fragment();
        fragment.length = packet.length;
        fragment.bytes = packet.memory.asSlice(packet.start, packet.length).toArray(ValueLayout.JAVA_BYTE);
        fragment.l3 = (int) (packet.l3 - packet.start);
        fragment.l4 = l4;
        fragment.key = new long[KeyLayout.PACKET_WORDS];
        System.arraycopy(packet.key, packet.base, fragment.key, 0, KeyLayout.PACKET_WORDS);
        return fragment;
    }

    /** Puts the packet together in the scratch; false where it would be too long. */
    private boolean build(FragmentList list) {
        int headerBytes = list.dataOffset(0) - list.at(0).l3;
        int ipBytes = headerBytes + list.totalBytes();
        if (ipBytes - (list.key.ipv6 ? Ethernet.IPV6_HEADER_BYTES : 0) > MAX_PACKET) {
            list.failed = true;
            return false;
        }
        if (scratch == null) {
            scratch = Arena.ofAuto().allocate(SCRATCH);
        }
        Fragment first = list.at(0);
        int at = START + list.dataOffset(0);
        MemorySegment.copy(first.bytes, 0, scratch, ValueLayout.JAVA_BYTE, START, list.dataOffset(0));
        for (int i = 0; i < list.count(); i++) {
            int bytes = list.dataBytes(i);
            MemorySegment.copy(list.at(i).bytes, list.dataOffset(i), scratch, ValueLayout.JAVA_BYTE, at, bytes);
            at += bytes;
        }
        unfragment(START + first.l3, headerBytes, ipBytes, list.key.ipv6);
        long[] words = new long[KeyLayout.PACKET_WORDS];
        System.arraycopy(first.key, 0, words, 0, words.length);
        whole.begin(scratch, START, at - START, SCRATCH - START, first.l3, words, 0);
        completed = list;
        return true;
    }

    private void unfragment(long ip, int headerBytes, int ipBytes, boolean ipv6) {
        if (ipv6) {
            put16(scratch, ip + 4, ipBytes - Ethernet.IPV6_HEADER_BYTES);
            put16(scratch, fragmentHeader(scratch, ip) + 2, 0);
        } else {
            put16(scratch, ip + 2, ipBytes);
            put16(scratch, ip + 6, u16(scratch, ip + 6) & ~MORE_FRAGMENTS);
            put16(scratch, ip + 10, Checksum.ipv4Header(scratch, ip, headerBytes));
        }
    }

    /** The packet that {@link #offer} completed; track it in place. */
    TrackedPacket whole() {
        return whole;
    }

    /** Gives back the fragments of {@link #whole}, after it was tracked. */
    Fragment release() {
        FragmentList list = completed;
        completed = null;
        for (int i = 0; i < list.count(); i++) {
            apply(list.at(i), list.dataOffset(i), i == 0 ? list.dataBytes(0) : 0);
        }
        counters(list.key.ipv6).completed += list.count();
        forget(list);
        return list.chain(null);
    }

    /** Writes what was said of the whole packet to a fragment, and the beginning of the payload to the first. */
    private void apply(Fragment fragment, int dataOffset, int payloadBytes) {
        long[] said = whole.key;
        for (int word = KeyLayout.W_CT; word <= KeyLayout.W_CT_TP; word++) {
            fragment.key[word] = said[word];
        }
        fragment.key[KeyLayout.W_CT] &= ~0xffL; // the connection's name is the whole packet's
        fragment.key[KeyLayout.W_CT_TP] &= 0xffffffff_00000000L;
        fragment.key[KeyLayout.W_MARK] =
                fragment.key[KeyLayout.W_MARK] & 0xffffffff_00000000L | said[KeyLayout.W_MARK] & 0xffffffffL;
        int addressAt = whole.ipv6 ? 8 : 12;
        int addressBytes = whole.ipv6 ? 32 : 8;
        MemorySegment bytes = MemorySegment.ofArray(fragment.bytes);
        if (!whole.ipv6) {
            long was = beWord(fragment.bytes, fragment.l3 + addressAt);
            long is = u64(scratch, whole.l3 + addressAt);
            int check = (fragment.bytes[fragment.l3 + 10] & 0xff) << 8 | fragment.bytes[fragment.l3 + 11] & 0xff;
            check = Checksum.update64(check, was, is);
            fragment.bytes[fragment.l3 + 10] = (byte) (check >>> 8);
            fragment.bytes[fragment.l3 + 11] = (byte) check;
            fragment.key[KeyLayout.W_IPV4] = is;
        } else {
            System.arraycopy(said, KeyLayout.W_IPV6_SRC, fragment.key, KeyLayout.W_IPV6_SRC, 4);
        }
        MemorySegment.copy(scratch, whole.l3 + addressAt, bytes, fragment.l3 + addressAt, addressBytes);
        if (payloadBytes > 0) {
            MemorySegment.copy(scratch, whole.l4, bytes, dataOffset, payloadBytes);
            fragment.key[KeyLayout.W_L4] = said[KeyLayout.W_L4];
        }
    }

    private static long beWord(byte[] bytes, int at) {
        long word = 0;
        for (int i = at; i < at + 8; i++) {
            word = word << 8 | bytes[i] & 0xff;
        }
        return word;
    }

    /** The fragments of one packet that waited too long at this place of the pipeline, as invalid; or null. */
    Fragment expired(TrackedPacket packet, int zone, long nowMs) {
        if (oldest == null || nowMs <= oldest.expiresMs) {
            return null;
        }
        int recircId = (int) packet.key[packet.base + KeyLayout.W_IN_PORT];
        for (FragmentList list = oldest; list != null && nowMs > list.expiresMs; list = list.nextByAge) {
            if (list.key.zone == zone && list.key.recircId == recircId && list.key.ipv6 == packet.ipv6) {
                for (int i = 0; i < list.count(); i++) {
                    long[] words = list.at(i).key;
                    words[KeyLayout.W_CT] = (long) CtState.INVALID << 32 | words[KeyLayout.W_CT] & 0xffffffffL;
                }
                counters(list.key.ipv6).expired += list.count();
                forget(list);
                return list.chain(null);
            }
        }
        return null;
    }

    /** Drops what waited longer still. */
    void purge(long nowMs) {
        while (oldest != null && nowMs >= oldest.expiresMs + PURGE_AFTER_MS) {
            counters(oldest.key.ipv6).purged += oldest.count();
            forget(oldest);
        }
    }

    private void forget(FragmentList gone) {
        held -= gone.count();
        int bucket = gone.key.hash(salt) & BUCKETS - 1;
        FragmentList before = null;
        FragmentList list = buckets[bucket];
        while (list != gone) {
            before = list;
            list = list.nextInBucket;
        }
        if (before == null) {
            buckets[bucket] = gone.nextInBucket;
        } else {
            before.nextInBucket = gone.nextInBucket;
        }
        unlinkByAge(gone);
    }

    private void unlinkByAge(FragmentList gone) {
        FragmentList before = null;
        FragmentList list = oldest;
        while (list != gone) {
            before = list;
            list = list.nextByAge;
        }
        if (before == null) {
            oldest = gone.nextByAge;
        } else {
            before.nextByAge = gone.nextByAge;
        }
        if (youngest == gone) {
            youngest = before;
        }
    }

    FragmentCounters counters(boolean ipv6) {
        return ipv6 ? counters6 : counters4;
    }

    /** Fragments held. */
    int held() {
        return held;
    }

    boolean enabled(boolean ipv6) {
        return ipv6 ? enabled6 : enabled4;
    }

    void setEnabled(boolean ipv6, boolean on) {
        if (ipv6) {
            enabled6 = on;
        } else {
            enabled4 = on;
        }
    }

    /** Bytes of a packet, with its IP header, that a fragment that is not the last must have. */
    int minBytes(boolean ipv6) {
        return ipv6 ? minBytes6 : minBytes4;
    }

    void setMinBytes(boolean ipv6, int bytes) {
        if (ipv6) {
            minBytes6 = bytes;
        } else {
            minBytes4 = bytes;
        }
    }

    int maxFragments() {
        return maxFragments;
    }

    void setMaxFragments(int count) {
        maxFragments = count;
    }
}
