package org.mirach.vswitch.conntrack;

import java.util.SplittableRandom;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.flow.DatapathAction;

/**
 * Chooses what a new connection is translated to: an address of the range by the hash of its tuple, then a port that makes
 * its reply tuple unique.
 *
 * <p>As in Open vSwitch: the source port is kept where that is free, else the ports after it are tried, then others at
 * random, in ever fewer attempts. Without a port range, privileged ports stay privileged. Where all ports of a DNAT range
 * are taken, the source port gives way. Only TCP and UDP have ports to choose; others must be unique as they are. The
 * flags hash, random and persistent change nothing.
 *
 * <p><b>Threads:</b> the engine's. Allocates nothing.
 */
final class NatChooser {
    static final int SRC = 1;
    static final int DST = 2;

    private static final int MAX_ATTEMPTS = 128;
    private static final int MIN_ATTEMPTS = 16;
    private static final int FIRST_EPHEMERAL = 1024;
    private static final int LAST_PORT = 65535;
    /** Addresses of a range that are told apart. */
    private static final long MAX_RANGE = 0xffffffffL;

    private final ConnectionTable table;
    private final long salt;
    private final SplittableRandom random;
    private long exhausted;

    // The port range in hand.
    private int minPort;
    private int maxPort;
    private int firstPort;

    NatChooser(ConnectionTable table, long salt) {
        this.table = table;
        this.salt = salt;
        this.random = new SplittableRandom(salt);
    }

    /** Connections refused because nothing of their range was free. */
    long exhausted() {
        return exhausted;
    }

    /**
     * Sets {@code connection.reply}, which is the reverse of its original tuple so far.
     *
     * @return false where no reply tuple is free
     */
    boolean choose(Connection connection, DatapathAction.Nat nat, long nowMs) {
        Tuple original = connection.original;
        Tuple reply = connection.reply;
        boolean src = (nat.flags() & SRC) != 0;
        boolean dst = (nat.flags() & DST) != 0;
        if (!src && !dst) {
            return true;
        }
        long hash = Integer.toUnsignedLong(original.hash(salt ^ nat.hashCode()));
        chooseAddress(original, reply, nat, hash, src);
        boolean found;
        if (original.proto() != Ethernet.PROTO_TCP && original.proto() != Ethernet.PROTO_UDP) {
            found = !table.isTaken(reply, nowMs);
        } else {
            found = choosePorts(original, reply, nat, hash, src, nowMs);
        }
        if (!found) {
            exhausted++;
        }
        return found;
    }

    private static void chooseAddress(Tuple original, Tuple reply, DatapathAction.Nat nat, long hash, boolean src) {
        long hi = nat.minHi();
        long lo = nat.minLo();
        if (hi == 0 && lo == 0) { // no address given: its own
            hi = src ? original.srcHi : original.dstHi;
            lo = src ? original.srcLo : original.dstLo;
        } else {
            long step = Long.remainderUnsigned(hash, addresses(nat));
            long from = lo;
            lo += step;
            if (Long.compareUnsigned(lo, from) < 0) {
                hi++;
            }
        }
        if (src) {
            reply.dstHi = hi;
            reply.dstLo = lo;
        } else {
            reply.srcHi = hi;
            reply.srcLo = lo;
        }
    }

    /** Size of the range, at most {@link #MAX_RANGE}; a range without an upper end is one address. */
    private static long addresses(DatapathAction.Nat nat) {
        int order = Long.compareUnsigned(nat.maxHi(), nat.minHi());
        long distance = nat.maxLo() - nat.minLo();
        if (order < 0 || order == 0 && Long.compareUnsigned(nat.maxLo(), nat.minLo()) <= 0) {
            return 1;
        }
        boolean near =
                order == 0 || nat.maxHi() - nat.minHi() == 1 && Long.compareUnsigned(nat.maxLo(), nat.minLo()) < 0;
        return near && Long.compareUnsigned(distance, MAX_RANGE - 1) < 0 ? distance + 1 : MAX_RANGE;
    }

    private boolean choosePorts(
            Tuple original, Tuple reply, DatapathAction.Nat nat, long hash, boolean src, long nowMs) {
        boolean range = nat.portMin() != 0 || nat.portMax() != 0;
        int dport = original.dstPort();
        if (!src && range) {
            givenRange(nat, hash);
            reply.dstL4 = original.srcL4;
            if (search(reply, true, nowMs)) {
                return true;
            }
            dport = reply.srcL4;
        }
        if (src && range) {
            givenRange(nat, hash);
        } else {
            rangeAround(original.srcPort());
        }
        reply.srcL4 = dport;
        return search(reply, false, nowMs);
    }

    private void givenRange(DatapathAction.Nat nat, long hash) {
        minPort = nat.portMin();
        maxPort = Math.max(nat.portMax(), minPort);
        firstPort = minPort + (int) (hash % (maxPort - minPort + 1));
    }

    private void rangeAround(int port) {
        firstPort = port;
        if (port < 512) {
            minPort = 1;
            maxPort = 511;
        } else if (port < FIRST_EPHEMERAL) {
            minPort = 600;
            maxPort = 1023;
        } else {
            minPort = FIRST_EPHEMERAL;
            maxPort = LAST_PORT;
        }
    }

    /** Tries ports for one end of {@code reply}; where none is free it is left with the first. */
    private boolean search(Tuple reply, boolean ofSource, long nowMs) {
        int range = maxPort - minPort + 1;
        int attempts = Math.min(range, MAX_ATTEMPTS);
        int port = firstPort;
        while (true) {
            for (int left = attempts; left > 0; left--) {
                setPort(reply, ofSource, port);
                if (!table.isTaken(reply, nowMs)) {
                    return true;
                }
                port = port < minPort || port >= maxPort ? minPort : port + 1;
            }
            if (attempts >= range || attempts < MIN_ATTEMPTS) {
                setPort(reply, ofSource, firstPort);
                return false;
            }
            attempts /= 2;
            port = minPort + random.nextInt(range);
        }
    }

    private static void setPort(Tuple reply, boolean ofSource, int port) {
        if (ofSource) {
            reply.srcL4 = port;
        } else {
            reply.dstL4 = port;
        }
    }
}
