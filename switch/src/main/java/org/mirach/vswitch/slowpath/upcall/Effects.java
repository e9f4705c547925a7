package org.mirach.vswitch.slowpath.upcall;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.MpscArrayQueue;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.slowpath.translate.MacTable;
import org.mirach.vswitch.slowpath.translate.Translation.Effect;

/**
 * Does what packets teach the switch. An address is learned at once; what changes the pipeline waits for the agent thread,
 * in the order in which it came, and in pieces: however fast packets teach, connections get their turn in between. The queue is bounded: what does not fit is left out, and the flow's next packets ask for
 * it again.
 *
 * <p><b>Threads:</b> any may call {@link #apply}; the pipeline is changed on the agent thread.
 */
@RunsOn(Role.ANY)
public final class Effects {
    private static final int QUEUE = 1 << 16;
    /** Changes made before others get their turn on the agent thread. */
    private static final int PIECE = 256;

    private static final int FIN_OR_RST = 0x5;

    private final MacTable macTable;
    private final Pipeline pipeline;
    private final Executor agent;
    private final MpscArrayQueue<Effect> queue = new MpscArrayQueue<>(QUEUE);
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** @param agent runs tasks on the agent thread, later */
    public Effects(MacTable macTable, Pipeline pipeline, Executor agent) {
        this.macTable = macTable;
        this.pipeline = pipeline;
        this.agent = agent;
    }

    /**
     * What packets taught, the last of them at {@code atNs}.
     *
     * @param tcpFlags those of all these packets together
     */
    public void apply(List<Effect> effects, long atNs, int tcpFlags) {
        boolean queued = false;
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.LearnMac learn -> macTable.learn(learn.vlanVid(), learn.ethSrc(), learn.portNo(), atNs);
                case Effect.LearnFlow _ -> queued |= queue.offer(effect);
                case Effect.FinTimeout _ -> queued |= (tcpFlags & FIN_OR_RST) != 0 && queue.offer(effect);
            }
        }
        if (queued) {
            schedule();
        }
    }

    @RunsOn(Role.AGENT)
    private void drain() {
        scheduled.set(false); // before the queue is read: what comes after that schedules anew
        for (int i = 0; i < PIECE; i++) {
            Effect effect = queue.poll();
            if (effect == null) {
                return;
            }
            change(effect);
        }
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            agent.execute(this::drain);
        }
    }

    private void change(Effect effect) {
        switch (effect) {
            case Effect.LearnMac _ -> {} // never queued
            case Effect.LearnFlow learn -> pipeline.learn(learn.change(), learn.limit());
            case Effect.FinTimeout fin -> pipeline.reduceTimeouts(fin.entry(), fin.idleTimeout(), fin.hardTimeout());
        }
    }

    /** Whether the next packet would teach something that no earlier one of its flow did: a host that has moved. */
    boolean news(List<Effect> effects) {
        for (Effect effect : effects) {
            boolean known = switch (effect) {
                case Effect.LearnMac learn -> macTable.portOf(learn.vlanVid(), learn.ethSrc()) == learn.portNo();
                case Effect.LearnFlow _, Effect.FinTimeout _ -> true; // done again with each push of counters
            };
            if (!known) {
                return true;
            }
        }
        return false;
    }
}
