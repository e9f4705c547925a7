package org.mirach.controller.shard.zookeeper;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.leader.LeaderLatchListener;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.mirach.controller.shard.Elections;
import org.mirach.controller.store.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One controller's place in one switch's election.
 *
 * <p>A follower looks who leads until it knows once: that epoch goes into its own role request. Who leads next is the
 * latch's business.
 *
 * <p><b>Threads:</b> everything from {@link #join} on runs on the thread {@code elections}, but for {@link #accept},
 * which runs on Curator's event thread and tells the candidate at once: stepping down must not wait in a queue. The
 * candidate is told under this object's lock.
 */
final class ZooKeeperCandidacy implements Elections.Candidacy, LeaderLatchListener, Consumer<Connection> {
    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperCandidacy.class);
    private static final long LOOK_AGAIN_MS = 250;

    private final ZooKeeperElections elections;
    private final String path;
    private final Elections.Candidate candidate;
    private LeaderLatch latch;
    private boolean leaderKnown;
    private volatile long lastEpoch;
    private volatile boolean leading;
    private volatile boolean closed;

    ZooKeeperCandidacy(ZooKeeperElections elections, String path, Elections.Candidate candidate) {
        this.elections = elections;
        this.path = path;
        this.candidate = candidate;
    }

    /** Makes the latch node; the rest follows from the latch's callbacks. */
    void join() {
        if (closed) {
            return;
        }
        latch = new LeaderLatch(elections.client().curator(), path, elections.nodeId());
        latch.addListener(this, elections.thread());
        try {
            latch.start();
        } catch (Exception e) {
            throw elections.client().failure("standing for " + path, e);
        }
        leaderKnown = false;
        later(this::lookWhoLeads);
    }

    @Override
    public void isLeader() {
        LeaderLatch mine = latch;
        if (closed || mine == null || !mine.hasLeadership()) {
            return;
        }
        String node = mine.getOurPath();
        Optional<Stat> stat = node == null ? Optional.empty() : stat(node);
        if (stat.isEmpty()) {
            later(this::isLeader);
            return;
        }
        leaderKnown = true;
        lead(mine, elections.epoch(stat.get().getCzxid()));
    }

    @Override
    public void notLeader() {
        stepDown();
        leaderKnown = false;
        later(this::lookWhoLeads);
    }

    @Override
    public void accept(Connection connection) {
        if (connection != Connection.CONNECTED) {
            stepDown();
        }
    }

    @Override
    public void requeue() {
        elections.thread().execute(() -> {
            stepDown();
            leave();
            join();
        });
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        elections.forget(this);
        try {
            elections.thread().execute(this::leave);
        } catch (RejectedExecutionException _) {
            LOG.debug("{}: elections already closed", path);
        }
    }

    private synchronized void lead(LeaderLatch mine, long epoch) {
        // The connection is read under the lock that accept() takes after it changed: whichever comes second sees.
        if (!closed && mine.hasLeadership() && elections.client().connection() == Connection.CONNECTED) {
            lastEpoch = epoch;
            leading = true;
            candidate.onElected(epoch);
        }
    }

    private synchronized void stepDown() {
        if (leading) {
            leading = false;
            if (!closed) {
                candidate.onFollowing(lastEpoch);
            }
        }
    }

    private void leave() {
        LeaderLatch mine = latch;
        latch = null;
        if (mine == null) {
            return;
        }
        mine.removeListener(this);
        try {
            mine.close();
        } catch (IOException | IllegalStateException e) {
            LOG.debug("{}: leaving: {}", path, e.toString());
        }
    }

    /** Tells a follower the leader's epoch, once it is known. */
    private void lookWhoLeads() {
        if (closed || leaderKnown || leading) {
            return;
        }
        Optional<Stat> leader = leaderNode();
        if (leader.isPresent() && latch != null && !latch.hasLeadership()) {
            leaderKnown = true;
            lastEpoch = Math.max(lastEpoch, elections.epoch(leader.get().getCzxid()));
            candidate.onFollowing(lastEpoch);
        } else {
            later(this::lookWhoLeads);
        }
    }

    /** The first node in the queue, where it is not this candidate's own. */
    private Optional<Stat> leaderNode() {
        try {
            String mine = latch == null ? null : latch.getOurPath();
            if (mine == null) {
                return Optional.empty();
            }
            return elections.client().curator().getChildren().forPath(path).stream()
                    .min(Comparator.comparing(name -> name.substring(name.lastIndexOf('-') + 1)))
                    .map(name -> path + "/" + name)
                    .filter(first -> !first.equals(mine))
                    .flatMap(this::stat);
        } catch (Exception e) {
            if (!(e instanceof KeeperException)) {
                LOG.debug("{}: looking who leads: {}", path, e.toString());
            }
            return Optional.empty();
        }
    }

    private Optional<Stat> stat(String node) {
        try {
            return Optional.ofNullable(
                    elections.client().curator().checkExists().forPath(node));
        } catch (Exception e) {
            LOG.debug("{}: reading {}: {}", path, node, e.toString());
            return Optional.empty();
        }
    }

    private void later(Runnable step) {
        if (!closed && !elections.thread().isShutdown()) {
            elections.thread().schedule(step, LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
        }
    }
}
