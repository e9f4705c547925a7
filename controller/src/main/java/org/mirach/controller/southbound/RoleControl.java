package org.mirach.controller.southbound;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.mirach.controller.shard.Elections;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.message.RoleReply;
import org.mirach.openflow.message.RoleRequest;
import org.mirach.openflow.model.ControllerRole;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns this controller's place in a switch's election into its OpenFlow role, with the leadership's epoch as
 * generation_id (OpenFlow 1.3.5, 6.3.6).
 *
 * <p><b>Why this way:</b> stepping down takes effect here at once, on whatever thread says so, and only then tells the
 * switch; stepping up takes effect when the switch has accepted it. A switch that calls the epoch stale has met a newer
 * master: this controller then queues again for a greater epoch instead of insisting.
 *
 * <p><b>Threads:</b> {@link #onElected} and {@link #onFollowing} come from the elections; the rest runs on the switch's
 * event loop. {@code wanted} is written by the former, read by the latter.
 */
final class RoleControl implements Elections.Candidate {
    private static final Logger LOG = LoggerFactory.getLogger(RoleControl.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long REQUEUE_AFTER_MS = 500;

    private final SwitchSession session;
    private final SwitchListener listener;
    private final SouthboundCounters counters;
    private Elections.Candidacy candidacy;
    private boolean toldMaster;
    private volatile Wanted wanted = new Wanted(ControllerRole.EQUAL, 0);

    RoleControl(SwitchSession session, SwitchListener listener, SouthboundCounters counters) {
        this.session = session;
        this.listener = listener;
        this.counters = counters;
    }

    private record Wanted(ControllerRole role, long epoch) {}

    /** Joins the switch's election. On the event loop. */
    void start(Elections elections) {
        candidacy = elections.stand(session.datapathId(), this);
    }

    /** Leaves it: the connection is gone. On the event loop. */
    void stop() {
        if (candidacy != null) {
            candidacy.close();
        }
        wanted = new Wanted(ControllerRole.EQUAL, 0);
        session.role(ControllerRole.EQUAL);
        tellSlave();
    }

    @Override
    public void onElected(long epoch) {
        want(new Wanted(ControllerRole.MASTER, epoch));
    }

    @Override
    public void onFollowing(long epoch) {
        want(new Wanted(ControllerRole.SLAVE, epoch));
    }

    private void want(Wanted next) {
        // Written first, role after: accepted() does it the other way round, so one of the two sees the other.
        wanted = next;
        if (next.role != ControllerRole.MASTER && session.isMaster()) {
            session.role(ControllerRole.SLAVE);
        }
        try {
            session.eventLoop().execute(() -> request(next));
        } catch (RejectedExecutionException _) {
            LOG.debug("{}: event loop closed", session);
        }
    }

    private void request(Wanted asked) {
        if (asked != wanted || !session.isOpen()) {
            return;
        }
        if (asked.role != ControllerRole.MASTER) {
            tellSlave();
        }
        session.request(
                        "role request",
                        TIMEOUT,
                        xid -> new RoleRequest(OFVersion.OF_13, xid, asked.role, asked.epoch),
                        reply -> ((RoleReply) reply).role())
                .whenComplete((role, failure) -> {
                    if (failure == null) {
                        accepted(asked);
                    } else {
                        refused(asked, failure);
                    }
                });
    }

    private void accepted(Wanted asked) {
        // Role first, then wanted is looked at: see want().
        session.role(asked.role);
        if (asked != wanted) {
            session.role(ControllerRole.SLAVE);
            return;
        }
        if (asked.role == ControllerRole.MASTER) {
            counters.masterships.incrementAndGet();
            LOG.info("switch {}: master from now on (generation_id {})", session.name(), asked.epoch);
            toldMaster = true;
            listener.onMaster(session);
        } else {
            LOG.info("switch {}: slave (generation_id {})", session.name(), asked.epoch);
        }
    }

    private void refused(Wanted asked, Throwable failure) {
        if (asked != wanted || !session.isOpen()) {
            return;
        }
        OfError error =
                failure instanceof SwitchException refusal ? refusal.error().orElse(null) : null;
        if (error == OfError.OFPRRFC_STALE) {
            stale(asked);
        } else if (error != null) {
            LOG.warn(
                    "switch {}: knows no roles ({}); going on by this cluster's own election only",
                    session.name(),
                    error);
            accepted(asked);
        } else {
            session.connection().close("no answer to the role request: " + failure.getMessage());
        }
    }

    private void stale(Wanted asked) {
        session.role(ControllerRole.SLAVE);
        if (asked.role != ControllerRole.MASTER) {
            return; // The switch made this controller a slave when it accepted the newer master.
        }
        LOG.warn(
                "switch {}: refuses generation_id {} as stale: it has met a newer master; queueing again",
                session.name(),
                asked.epoch);
        session.eventLoop()
                .schedule(
                        () -> {
                            if (asked == wanted && session.isOpen()) {
                                candidacy.requeue();
                            }
                        },
                        REQUEUE_AFTER_MS,
                        TimeUnit.MILLISECONDS);
    }

    private void tellSlave() {
        if (toldMaster) {
            toldMaster = false;
            LOG.info("switch {}: no longer master", session.name());
            listener.onSlave(session);
        }
    }
}
