package org.mirach.vswitch.conntrack;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u16;
import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.execute.ConnectionTracker;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.flow.DatapathAction;

/**
 * The connection tracker of an engine.
 *
 * <p><i>What.</i> {@link #track} runs one packet through one ct action: find its connection, let the packet change the
 * connection's state, make a connection where none is and the action commits, translate, and write what came out to the
 * key. The steps and their order are those of Open vSwitch's userspace datapath ({@code lib/conntrack.c}), since what
 * ct_state says is what rules are written for.
 *
 * <p><i>Why this way.</i> One engine owns it: no lock, and packets of established connections allocate nothing.
 * Connections are pooled objects in two indexes. A packet that passes ct twice in one zone is tracked once: the first ct
 * leaves the connection's name in bits of the key that no mask covers.
 *
 * <p><i>Limits.</i> Connections in all and by zone; expired ones are swept a bounded number at a time.
 *
 * <p><b>Threads:</b> the engine's; others through {@link ConntrackControl}.
 */
@RunsOn(Role.ENGINE)
public final class Conntrack implements ConnectionTracker {
    static final int FTP = 21;
    static final int TFTP = 69;

    private static final long NS_PER_MS = 1_000_000;
    /** Every slot is looked at about so often. */
    private static final long SWEEP_ROUND_MS = 10_000;

    private static final int MAX_SWEEP = 8192;

    private final ConnectionTable table;
    private final TupleReader reader = new TupleReader();
    private final TcpStates tcp = new TcpStates();
    private final NatChooser natChooser;
    private final NatRewriter natRewriter = new NatRewriter();
    private final ZoneLimits zoneLimits = new ZoneLimits();
    private final Expectations expectations;
    private final FtpHelper ftp;
    private final int memoryBound = ConntrackSettings.boundedByMemory();
    private final Reassembler reassembler;
    private int maxConnections;
    private Fragment released;

    private final TrackedPacket packet = new TrackedPacket();
    private final Tuple tuple = new Tuple();
    private final Tuple earlier = new Tuple();
    private boolean reply;
    private boolean lingering;
    private long sweptMs;
    private long nowMs;

    private long opened;
    private long expired;
    private long full;
    private long zoneFull;

    public Conntrack(ConntrackSettings settings) {
        table = new ConnectionTable(settings.salt());
        natChooser = new NatChooser(table, settings.salt());
        expectations = new Expectations(settings.salt());
        ftp = new FtpHelper(expectations);
        reassembler = new Reassembler(settings.salt());
        maxConnections = settings.maxConnections();
    }

    @Override
    public int track(
            DatapathAction.Ct ct,
            MemorySegment memory,
            long offset,
            int length,
            int room,
            int l3,
            int l4,
            long[] key,
            int base,
            long nowNs) {
        nowMs = nowNs / NS_PER_MS;
        packet.begin(memory, offset, length, room, l3, key, base);
        if (packet.fragment) {
            switch (reassembler.offer(packet, ct.zone(), l4, nowMs)) {
                case HELD -> {
                    return HELD;
                }
                case COMPLETED -> {
                    track(ct, reassembler.whole());
                    released = reassembler.release();
                    return HELD;
                }
                case INVALID -> packet.setState(CtState.INVALID);
            }
        }
        track(ct, packet);
        if (released == null) {
            released = reassembler.expired(packet, ct.zone(), nowMs);
        }
        return packet.length;
    }

    @Override
    public Fragment takeReleased() {
        Fragment chain = released;
        released = null;
        return chain;
    }

    private void track(DatapathAction.Ct ct, TrackedPacket p) {
        int zone = ct.zone();
        if (p.state() == CtState.INVALID) { // a fragment that was refused
            refuse(p, zone);
        } else if (!trackKnown(ct, p)) {
            if (reader.read(p, zone, tuple)) {
                trackTuple(ct, p);
            } else {
                p.setState(CtState.INVALID);
                refuse(p, zone);
            }
        }
    }

    private void refuse(TrackedPacket p, int zone) {
        describe(p, zone, null, null, null);
        p.name(null, false);
    }

    /** A packet that this zone has tracked already: its connection's state stands. */
    private boolean trackKnown(DatapathAction.Ct ct, TrackedPacket p) {
        int slot = p.connectionSlot();
        if (slot < 0 || slot >= table.slotCount() || ct.force()) {
            return false;
        }
        Connection connection = table.at(slot);
        int zone = ct.zone();
        if (!p.names(connection) || connection.original.zone() != zone || helperPort(ct, p) != 0) {
            return false;
        }
        boolean inReply = p.namedReply();
        if (ct.nat() != null) {
            if (p.namedIcmpError()) {
                reader.read(p, zone, tuple); // finds the packet within
            }
            translate(p, connection, zone, inReply);
            p.name(null, false);
        }
        p.setZone(zone);
        p.setMark(connection.mark);
        p.setLabel(connection.labelHi, connection.labelLo);
        mark(ct, p, connection);
        return true;
    }

    private void trackTuple(DatapathAction.Ct ct, TrackedPacket p) {
        int zone = ct.zone();
        if (p.state() != 0 && p.zone() != zone) {
            p.setState(0);
        }
        boolean nat = ct.nat() != null;
        int helper = helperPort(ct, p);
        Connection connection = find((p.state() & CtState.NAT) != 0);
        if (connection != null && reply && ct.force()) {
            connection.expire();
            connection = null;
        } else if (connection == null && lingering) {
            p.addState(CtState.INVALID); // an answer that comes too late
            refuse(p, zone);
            return;
        }
        boolean open = false;
        if (connection != null) {
            open = helper == FTP ? updateFtp(p, connection, nat) : update(p, connection);
            if (nat && !open) {
                translate(p, connection, zone, reply);
            }
        } else {
            connection = nat ? null : findEarlier(p);
            if (connection != null) {
                open = update(p, connection);
            } else if (p.icmpError) {
                p.setState(CtState.INVALID); // it tells of nothing that is known
            } else {
                open = true;
            }
        }
        Expectations.Expectation expected = null;
        if (open) {
            expected = expectations.find(tuple);
            // Where a translated connection that is over still holds the tuple, none takes its place yet.
            connection = table.isTaken(tuple, nowMs) ? null : open(ct, p, helper, expected);
        }
        describe(p, zone, connection, tuple, expected);
        if (connection != null) {
            mark(ct, p, connection);
            if (connection.helper != 0) {
                help(p, connection, helper, nat);
            }
        }
        p.name(nat ? null : connection, reply);
    }

    /** What is translated already came in as the reverse of what its connection's other end would send. */
    private Connection find(boolean translated) {
        reply = false;
        if (translated) {
            tuple.reverse();
        }
        Connection connection = table.find(tuple, nowMs);
        if (connection != null) {
            reply = table.foundReply() != translated;
        } else {
            lingering = table.lingers(tuple);
        }
        if (translated) {
            if (connection != null) {
                tuple.set(reply ? connection.reply : connection.original);
            } else {
                tuple.reverse();
            }
        }
        return connection;
    }

    /** By the original tuple that an earlier ct wrote: a packet that was translated since. */
    private Connection findEarlier(TrackedPacket p) {
        if ((p.state() & CtState.NAT) == 0 || !p.hasOriginal()) {
            return null;
        }
        p.readOriginal(earlier, tuple);
        return table.find(earlier, nowMs);
    }

    /** Lets the packet change its connection; true where the connection is over and the packet opens another. */
    private boolean update(TrackedPacket p, Connection connection) {
        if (p.icmpError) {
            p.addState(CtState.RELATED | (reply ? CtState.REPLY : 0));
            return false;
        }
        if (connection.related) {
            p.addState(CtState.RELATED);
        }
        Verdict verdict = verdict(p, connection);
        switch (verdict) {
            case VALID -> p.setState(p.state() & ~CtState.NEW | CtState.ESTABLISHED | (reply ? CtState.REPLY : 0));
            case VALID_NEW -> p.addState(CtState.NEW);
            case INVALID -> p.setState(CtState.INVALID);
            case NEW -> connection.expire();
        }
        return verdict == Verdict.NEW;
    }

    private Verdict verdict(TrackedPacket p, Connection connection) {
        return switch (connection.original.proto()) {
            case Ethernet.PROTO_TCP -> tcp.update(connection, p, reply, nowMs);
            case Ethernet.PROTO_ICMP, Ethernet.PROTO_ICMPV6 -> PacketStates.updateIcmp(connection, reply, nowMs);
            default -> PacketStates.updateOther(connection, reply, nowMs);
        };
    }

    /** Sequence numbers are put right before the check where the other direction's text was changed, else after it. */
    private boolean updateFtp(TrackedPacket p, Connection connection, boolean nat) {
        if (reply != connection.skewInReply) {
            ftp.adjustSequence(p, connection, reply, nat);
            return update(p, connection);
        }
        boolean open = update(p, connection);
        if (!open) {
            ftp.adjustSequence(p, connection, reply, nat);
        }
        return open;
    }

    private void help(TrackedPacket p, Connection connection, int helper, boolean nat) {
        if (helper == FTP) {
            ftp.read(p, connection, reply, nat);
        } else if (helper == TFTP) {
            expectations.expect(connection, connection.original.srcPort(), (p.state() & CtState.REPLY) != 0);
        }
    }

    private void translate(TrackedPacket p, Connection connection, int zone, boolean inReply) {
        int done = p.state() & CtState.NAT;
        if (connection.natAction == 0 || done != 0 && zone == p.zone()) {
            return;
        }
        p.setState(p.state() & ~CtState.NAT);
        natRewriter.translate(p, connection, inReply);
    }

    private Connection open(DatapathAction.Ct ct, TrackedPacket p, int helper, Expectations.Expectation expected) {
        if (!mayOpen(p)) {
            p.setState(CtState.INVALID);
            return null;
        }
        p.setState(CtState.NEW | (expected != null ? CtState.RELATED : 0));
        if (!ct.commit() && !ct.force()) {
            return null;
        }
        ZoneLimits.Limit limit = zoneLimits.of(tuple.zone());
        if (limit != null && limit.reached()) {
            zoneFull++;
            return null;
        }
        Connection connection = table.size() < Math.min(maxConnections, memoryBound) ? table.make() : null;
        if (connection == null) {
            full++;
            return null;
        }
        fill(connection, ct, p, helper, expected);
        if (ct.nat() != null && !chooseTranslation(connection, ct.nat(), expected)) {
            table.discard(connection);
            return null;
        }
        table.insert(connection);
        if (limit != null) {
            connection.limit = limit;
            limit.count++;
        }
        opened++;
        reply = false;
        if (ct.nat() != null) {
            natRewriter.translate(p, connection, false);
        }
        return connection;
    }

    private boolean mayOpen(TrackedPacket p) {
        return switch (p.proto) {
            case Ethernet.PROTO_TCP -> TcpStates.mayOpen(p);
            case Ethernet.PROTO_ICMP, Ethernet.PROTO_ICMPV6 ->
                p.l4Bytes > 0 && IcmpTypes.mayOpen(u8(p.memory, p.l4), p.proto == Ethernet.PROTO_ICMPV6);
            default -> true;
        };
    }

    private void fill(
            Connection connection,
            DatapathAction.Ct ct,
            TrackedPacket p,
            int helper,
            Expectations.Expectation expected) {
        connection.original.set(tuple);
        connection.reply.set(tuple);
        connection.reply.reverse();
        switch (p.proto) {
            case Ethernet.PROTO_TCP -> TcpStates.open(connection, p, nowMs);
            case Ethernet.PROTO_ICMP, Ethernet.PROTO_ICMPV6 -> connection.touch(Timeout.ICMP_FIRST, nowMs);
            default -> connection.touch(Timeout.OTHER_FIRST, nowMs);
        }
        // A helper's port without the helper named here has none, nor has a helper that is not for this protocol.
        connection.helper = helper == 0 || helper == ct.algPort() ? ct.algPort() : 0;
        if (expected != null) {
            connection.related = true;
            connection.mark = expected.parentMark;
            connection.labelHi = expected.parentLabelHi;
            connection.labelLo = expected.parentLabelLo;
            if (connection.parent == null) {
                connection.parent = new Tuple();
            }
            connection.parent.set(expected.parentTuple);
        }
    }

    private boolean chooseTranslation(
            Connection connection, DatapathAction.Nat nat, Expectations.Expectation expected) {
        if (expected == null) {
            connection.natAction = nat.flags() & (NatChooser.SRC | NatChooser.DST);
            return natChooser.choose(connection, nat, nowMs);
        }
        if (expected.natReplacesDst) {
            connection.natAction = Connection.NAT_SRC;
            connection.reply.dstHi = expected.natHi;
            connection.reply.dstLo = expected.natLo;
        } else {
            connection.natAction = Connection.NAT_DST;
            connection.reply.srcHi = expected.natHi;
            connection.reply.srcLo = expected.natLo;
        }
        return true;
    }

    /** Writes to the key what is known of the packet. */
    private static void describe(
            TrackedPacket p, int zone, Connection connection, Tuple own, Expectations.Expectation expected) {
        p.addState(CtState.TRACKED);
        p.setZone(zone);
        if (connection != null) {
            p.setMark(connection.mark);
            p.setLabel(connection.labelHi, connection.labelLo);
            p.setOriginal(connection.related ? connection.parent : connection.original);
        } else if (expected != null) {
            p.setMark(expected.parentMark);
            p.setLabel(expected.parentLabelHi, expected.parentLabelLo);
            p.setOriginal(expected.parentTuple);
        } else {
            p.setMark(0);
            p.setLabel(0, 0);
            p.setOriginal(own);
        }
    }

    /** Sets mark and label as the action says; what a helper expected keeps its parent's. */
    private static void mark(DatapathAction.Ct ct, TrackedPacket p, Connection connection) {
        if (connection.related) {
            return;
        }
        if (ct.markMask() != 0) {
            connection.mark = connection.mark & ~ct.markMask() | ct.mark();
            p.setMark(connection.mark);
        }
        if ((ct.labelMaskHi() | ct.labelMaskLo()) != 0) {
            connection.labelHi = connection.labelHi & ~ct.labelMaskHi() | ct.labelHi();
            connection.labelLo = connection.labelLo & ~ct.labelMaskLo() | ct.labelLo();
            p.setLabel(connection.labelHi, connection.labelLo);
        }
    }

    /** Port of the helper that this packet is for by its own ports or the action's word, 0 for none. */
    private static int helperPort(DatapathAction.Ct ct, TrackedPacket p) {
        if (p.l4Bytes < 4 || p.fragment) {
            return 0;
        }
        int proto = u8(p.memory, p.l3 + (p.ipv6 ? 6 : 9));
        if (proto == Ethernet.PROTO_UDP) {
            return ct.algPort() == TFTP || u16(p.memory, p.l4 + 2) == TFTP ? TFTP : 0;
        }
        boolean toFtp = proto == Ethernet.PROTO_TCP
                && (ct.algPort() == FTP || u16(p.memory, p.l4) == FTP || u16(p.memory, p.l4 + 2) == FTP);
        return toFtp ? FTP : 0;
    }

    /** Forgets a connection, and what it has announced. */
    void remove(Connection connection) {
        if (connection.expectations != null) {
            expectations.forget(connection);
        }
        if (connection.limit != null) {
            connection.limit.count--;
        }
        table.remove(connection);
    }

    @Override
    public void expire(long nowNs) {
        long now = nowNs / NS_PER_MS;
        long elapsedMs = now - sweptMs;
        if (elapsedMs <= 0) {
            return;
        }
        sweptMs = now;
        nowMs = now;
        reassembler.purge(now);
        long due = Math.min(table.slotCount() * Math.min(elapsedMs, SWEEP_ROUND_MS) / SWEEP_ROUND_MS + 1, MAX_SWEEP);
        for (long i = Math.min(due, table.slotCount()); i > 0; i--) {
            Connection connection = table.nextSlot();
            if (connection.live && connection.expired(now)) {
                remove(connection);
                expired++;
            }
        }
    }

    /** Connections there are; expired ones that are not swept yet count. */
    int connections() {
        return table.size();
    }

    ConntrackCounters counters() {
        return new ConntrackCounters(
                table.size(),
                opened,
                expired,
                full,
                zoneFull,
                natChooser.exhausted(),
                reader.badIpChecksums(),
                reader.badTransportChecksums(),
                tcp.outOfWindow(),
                expectations.size(),
                expectations.refused());
    }

    /** The time of the last packet or turn. */
    long nowMs() {
        return nowMs;
    }

    ConnectionTable table() {
        return table;
    }

    Reassembler reassembler() {
        return reassembler;
    }

    ZoneLimits zoneLimits() {
        return zoneLimits;
    }

    int maxConnections() {
        return maxConnections;
    }

    void setMaxConnections(int limit) {
        maxConnections = limit;
    }

    boolean tcpSequenceChecks() {
        return tcp.checked();
    }

    void setTcpSequenceChecks(boolean on) {
        tcp.setChecked(on);
    }
}
