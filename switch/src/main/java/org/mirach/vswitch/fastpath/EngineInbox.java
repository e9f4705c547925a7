package org.mirach.vswitch.fastpath;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.xdp.EventFd;
import org.mirach.xdp.Poller;

/**
 * Commands on their way to an engine, and the engine's sleep.
 *
 * <p><i>Why many producers.</i> Upcall handlers, the revalidator and the agent all submit: docs/adr/0001.
 *
 * <p><i>No wake-up is lost.</i> The submitter adds its command and then looks whether the engine sleeps; the engine
 * says that it sleeps and then looks for commands. Each does so with a full fence in between, so at least one sees the
 * other. A wake-up that comes before the sleep is kept by the event file descriptor.
 *
 * <p><b>Threads:</b> {@link #submit} any; the rest the engine.
 */
@RunsOn(Role.ENGINE)
final class EngineInbox {
    private static final VarHandle ASLEEP;
    private static final VarHandle DONE;

    static {
        try {
            ASLEEP = MethodHandles.lookup().findVarHandle(EngineInbox.class, "asleep", boolean.class);
            DONE = MethodHandles.lookup().findVarHandle(EngineInbox.class, "done", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int MAX_FDS = 4096;

    private final MpscAtomicArrayQueue<EngineCommand> queue;
    private final EventFd event = EventFd.open();
    private final Poller poller = new Poller(MAX_FDS);

    @SuppressWarnings("unused") // by ASLEEP
    private boolean asleep;

    /** Commands that the engine is through with. */
    @SuppressWarnings("unused") // by DONE
    private long done;

    EngineInbox(int capacity) {
        queue = new MpscAtomicArrayQueue<>(capacity);
        poller.add(event.fd(), Poller.IN);
    }

    /** Adds a command; false where the inbox is full. */
    @RunsOn(Role.ANY)
    boolean submit(EngineCommand command) {
        if (!queue.offer(command)) {
            return false;
        }
        wake();
        return true;
    }

    /** Whether the engine is through with every command submitted before. */
    @RunsOn(Role.ANY)
    boolean allDone() {
        return (long) DONE.getAcquire(this) == queue.currentProducerIndex(); // pairs with the release in done()
    }

    /** The engine is through with the commands that it has taken. */
    void done() {
        DONE.setRelease(this, queue.currentConsumerIndex());
    }

    /** Ends the engine's sleep, or its next one. */
    @RunsOn(Role.ANY)
    void wake() {
        VarHandle.fullFence(); // pairs with the fence in sleep: our command, then its flag
        if ((boolean) ASLEEP.getOpaque(this) && ASLEEP.compareAndSet(this, true, false)) {
            event.signal();
        }
    }

    /** The next command, or null. */
    EngineCommand next() {
        return queue.poll();
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** Packets at this file descriptor end the sleep too. */
    void watch(int fd) {
        poller.add(fd, Poller.IN);
    }

    void unwatch(int fd) {
        poller.remove(fd);
    }

    /** Sleeps until a command or a packet comes, or the time is up. */
    void sleep(int timeoutMs) {
        ASLEEP.setOpaque(this, true);
        VarHandle.fullFence(); // pairs with the fence in wake: our flag, then its command
        if (queue.isEmpty()) {
            int ready = poller.poll(timeoutMs);
            if (ready > 0 && !anyReadable()) {
                LockSupport.parkNanos(1_000_000); // only broken descriptors: don't spin on a dead device
            }
        }
        ASLEEP.setOpaque(this, false);
        event.drain();
    }

    private boolean anyReadable() {
        for (int slot = 0; slot < poller.count(); slot++) {
            if ((poller.ready(slot) & (Poller.IN | Poller.BROKEN)) == Poller.IN) {
                return true;
            }
        }
        return false;
    }

    void close() {
        poller.close();
    }
}
