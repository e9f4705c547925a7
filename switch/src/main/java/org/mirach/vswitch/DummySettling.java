package org.mirach.vswitch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.fastpath.EngineCommand;
import org.mirach.vswitch.ports.memory.MemoryDevice;
import org.mirach.vswitch.slowpath.EngineCommands;

/**
 * Waits until every packet that was injected into a dummy port has been dealt with, through the slow path where it
 * missed. Tests ask for it instead of guessing how long that takes.
 *
 * <p><b>Why rounds:</b> the engine hands a miss up, and the slow path hands it back to be sent, which may miss again.
 * Nothing is under way when a whole round, from the ports through the misses to the engine, found nothing new.
 *
 * <p><b>Leans on:</b> the slow path tells the engine before it gives a miss back, and the engine answers {@code Sync}
 * only when all that it was told before is done, offered up or pushed out of its ports.
 *
 * <p><b>Threads:</b> the client's.
 *
 * @param devices every dummy port
 * @param offered misses that the engine handed up, ever
 * @param outstanding misses that the slow path has not finished
 */
record DummySettling(
        List<MemoryDevice> devices, EngineCommands engine, LongSupplier offered, LongSupplier outstanding) {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long PAUSE_NS = 20_000;

    void await() throws CommandException {
        long endNs = System.nanoTime() + LIMIT.toNanos();
        long before;
        do {
            before = offered.getAsLong();
            sync(endNs);
            while (busy()) {
                if (System.nanoTime() - endNs > 0) {
                    throw new CommandException("packets are still under way after " + LIMIT.toSeconds() + " s");
                }
                LockSupport.parkNanos(this, PAUSE_NS);
            }
            sync(endNs);
        } while (busy() || offered.getAsLong() != before);
        sync(endNs); // what was to be sent when it last answered is sent by now
    }

    private boolean busy() {
        return outstanding.getAsLong() > 0 || devices.stream().anyMatch(device -> device.waiting() > 0);
    }

    /** The engine has finished what it had taken, and what it was told. */
    private void sync(long endNs) throws CommandException {
        CountDownLatch synced = new CountDownLatch(1);
        try {
            if (!engine.submit(new EngineCommand.Sync(synced::countDown))
                    || !synced.await(endNs - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                throw new CommandException("the engine does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandException("interrupted");
        }
    }
}
