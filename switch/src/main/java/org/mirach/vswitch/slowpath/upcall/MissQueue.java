package org.mirach.vswitch.slowpath.upcall;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.SpscArrayQueue;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.MissSink;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.flow.PacketInSpec;

/**
 * Packets on their way from an engine to the upcall thread: bounded, and fair between ports.
 *
 * <p><b>What:</b> a fixed set of slots, and a queue of them for each port. The consumer takes one of each port in turn. A
 * port may hold as many slots as are left free (dynamic threshold, Choudhury and Hahne, 1998): one port alone gets half
 * of all, and however many ports flood, something stays free for one that does not.
 *
 * <p><b>Threads:</b> the engine thread offers and flushes; the upcall thread takes, releases and waits; any thread reads
 * the counters.
 *
 * <p><b>Ownership:</b> a slot is free, in one port's queue, or with the upcall thread between {@link #take} and {@link
 * #release}.
 */
@RunsOn(Role.UPCALL)
public final class MissQueue implements MissSink {
    private static final int INITIAL_PACKET_BYTES = 2048;

    private final SpscArrayQueue<Slot> free;
    private final int slotCount;
    /** Grows with the first miss of each port; the engine writes, the consumer reads. */
    private volatile PortQueue[] ports = new PortQueue[0];

    private int turn;
    private volatile Thread sleeper;

    /** One missed packet. */
    public static final class Slot {
        final long[] key = new long[KeyLayout.PACKET_WORDS];
        byte[] packet = new byte[INITIAL_PACKET_BYTES];
        int length;
        int flowIndex;
        /** What to tell the controllers, or null for a miss. */
        PacketInSpec packetIn;

        PortQueue port;

        /** Port that it came in by. */
        public int inPort() {
            return port.portNo;
        }

        /** Of the packet, in bytes. */
        public int length() {
            return length;
        }

        /** The packet's bytes; the caller's to keep. */
        byte[] copyPacket() {
            return Arrays.copyOf(packet, length);
        }
    }

    /** What a port has queued, and what was refused. */
    static final class PortQueue {
        final int portNo;
        final SpscArrayQueue<Slot> slots;
        /** Slots in the queue: the engine's count of what went in; the consumer's of what it gave back. */
        volatile long offered;

        volatile long released;
        volatile long refused;

        PortQueue(int portNo, int capacity) {
            this.portNo = portNo;
            slots = new SpscArrayQueue<>(capacity);
        }
    }

    public MissQueue(int slotCount) {
        this.slotCount = slotCount;
        free = new SpscArrayQueue<>(slotCount);
        for (int i = 0; i < slotCount; i++) {
            free.offer(new Slot());
        }
    }

    @Override
    @RunsOn(Role.ENGINE)
    public boolean offer(long[] key, int keyBase, MemorySegment memory, long offset, int length, int flowIndex) {
        return offer(key, keyBase, memory, offset, length, flowIndex, null);
    }

    @Override
    @RunsOn(Role.ENGINE)
    public boolean offerPacketIn(
            long[] key, int keyBase, MemorySegment memory, long offset, int length, PacketInSpec spec) {
        return offer(key, keyBase, memory, offset, length, -1, spec);
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // one writer each
    private boolean offer(
            long[] key, int keyBase, MemorySegment memory, long offset, int length, int flowIndex, PacketInSpec spec) {
        PortQueue port = portQueue((int) (key[keyBase + KeyLayout.W_IN_PORT] >>> 32));
        Slot slot = port.offered - port.released < free.size() ? free.poll() : null;
        if (slot == null) {
            port.refused = port.refused + 1;
            return false;
        }
        if (slot.packet.length < length) {
            slot.packet = new byte[Integer.highestOneBit(length - 1) << 1];
        }
        System.arraycopy(key, keyBase, slot.key, 0, KeyLayout.PACKET_WORDS);
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, slot.packet, 0, length);
        slot.length = length;
        slot.flowIndex = flowIndex;
        slot.packetIn = spec;
        slot.port = port;
        port.offered = port.offered + 1;
        port.slots.offer(slot);
        return true;
    }

    @Override
    @RunsOn(Role.ENGINE)
    public void flush() {
        VarHandle.fullFence(); // between the offers above and the look at sleeper; pairs with await()
        Thread thread = sleeper;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    /** Upcall thread: the next packet, the ports taking turns; null where there is none. */
    public Slot take() {
        PortQueue[] queues = ports;
        for (int i = 0; i < queues.length; i++) {
            turn = turn + 1 < queues.length ? turn + 1 : 0;
            Slot slot = queues[turn].slots.poll();
            if (slot != null) {
                return slot;
            }
        }
        return null;
    }

    /** Upcall thread: gives back a slot. */
    @SuppressWarnings("NonAtomicOperationOnVolatileField") // the upcall thread is the only writer
    public void release(Slot slot) {
        PortQueue port = slot.port;
        port.released = port.released + 1;
        free.offer(slot);
    }

    /** Upcall thread: sleeps until something is offered, another thread calls {@link #wake}, or the time is over. */
    public void await(long timeoutNs) {
        sleeper = Thread.currentThread();
        if (isEmpty()) {
            LockSupport.parkNanos(this, timeoutNs);
        }
        sleeper = null;
    }

    /** Any thread: ends {@link #await}. */
    @RunsOn(Role.ANY)
    public void wake() {
        LockSupport.unpark(sleeper);
    }

    public boolean isEmpty() {
        for (PortQueue queue : ports) {
            if (!queue.slots.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Packets that were taken in, ever. */
    @RunsOn(Role.ANY)
    public long offeredCount() {
        long sum = 0;
        for (PortQueue queue : ports) {
            sum += queue.offered;
        }
        return sum;
    }

    /** Packets that were taken in and are not finished. */
    @RunsOn(Role.ANY)
    public long outstandingCount() {
        long released = 0;
        for (PortQueue queue : ports) {
            released += queue.released;
        }
        return offeredCount() - released; // read in this order, it is never too low
    }

    /** Packets that were refused because their port's share was full. */
    @RunsOn(Role.ANY)
    public long refusedCount() {
        long sum = 0;
        for (PortQueue queue : ports) {
            sum += queue.refused;
        }
        return sum;
    }

    /** Packets of one port that were refused. */
    public long refusedCount(int portNo) {
        for (PortQueue queue : ports) {
            if (queue.portNo == portNo) {
                return queue.refused;
            }
        }
        return 0;
    }

    private PortQueue portQueue(int portNo) {
        PortQueue[] queues = ports;
        for (PortQueue queue : queues) {
            if (queue.portNo == portNo) {
                return queue;
            }
        }
        PortQueue added = new PortQueue(portNo, slotCount);
        PortQueue[] grown = Arrays.copyOf(queues, queues.length + 1);
        grown[queues.length] = added;
        ports = grown;
        return added;
    }
}
