package org.mirach.vswitch.pipeline;

import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.Action;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.group.GroupChange;
import org.mirach.vswitch.pipeline.meter.MeterChange;

/**
 * Changes that come into force together, as one version of the pipeline, or not at all (bundles: OpenFlow 1.4, 6.9).
 *
 * <p>Each change sees what the ones before it did. No reader sees any of it before {@link #commit}; after {@link #rollback}
 * everything is as it was, counters and timeouts included, and nobody was told of anything. Between {@link
 * Pipeline#begin} and either of them the pipeline takes no other change.
 *
 * <p><b>Threads:</b> the agent thread, within one task.
 */
@RunsOn(Role.AGENT)
public final class Transaction implements AutoCloseable {
    private final Pipeline pipeline;
    private boolean open = true;

    Transaction(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** A refused change has changed nothing; what came before it is still there. */
    public FlowModResult apply(FlowChange change) {
        return apply(change, null);
    }

    /** Likewise. @param origin is handed on to flow listeners */
    public FlowModResult apply(FlowChange change, Object origin) {
        return pipeline.execute(checkOpen(change), origin);
    }

    /** Likewise. */
    public FlowModResult apply(GroupChange change) {
        return pipeline.execute(checkOpen(change));
    }

    /** Likewise. */
    public FlowModResult apply(MeterChange change) {
        return pipeline.execute(checkOpen(change));
    }

    /** Why a packet-out with these actions would be refused after the changes so far, or null. */
    public OfError check(List<Action> actions) {
        return pipeline.check(checkOpen(actions));
    }

    /** Does something that can't fail (a port_mod that was checked) as part of the commit, in the order of the calls. */
    public void atCommit(Runnable work) {
        pipeline.atCommit(checkOpen(work));
    }

    /** Publishes the changes and tells the listeners. */
    public void commit() {
        checkOpen(this);
        open = false;
        pipeline.commit();
    }

    /** Takes everything back. */
    public void rollback() {
        checkOpen(this);
        open = false;
        pipeline.rollback();
    }

    /** Takes everything back unless it was committed. */
    @Override
    public void close() {
        if (open) {
            rollback();
        }
    }

    private <T> T checkOpen(T value) {
        if (!open) {
            throw new IllegalStateException("the transaction has ended");
        }
        return value;
    }
}
