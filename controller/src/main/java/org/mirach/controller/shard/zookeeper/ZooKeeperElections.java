package org.mirach.controller.shard.zookeeper;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.mirach.controller.shard.Elections;
import org.mirach.controller.store.zookeeper.ZooKeeperClient;

/**
 * Elections on ZooKeeper.
 *
 * <p><b>Why this way:</b> the epoch of a leadership is the {@code czxid} of the leader's own latch node. Latch nodes are
 * served in the order in which they were made, and a transaction id only grows, so each leader's epoch is greater than
 * the one before, without a counter to write. To it is added a base, chosen once when the ensemble is first used from
 * the clock (milliseconds, shifted by 20 bits): an ensemble whose data was lost counts from 1 again, and switches that
 * remember the old ensemble's generation_id would refuse every master otherwise.
 *
 * <p><b>Threads:</b> any may call; candidates are called on the one thread {@code elections}.
 */
public final class ZooKeeperElections implements Elections {
    private static final String DIRECTORY = "/elections";
    private static final String EPOCH_BASE = "/epoch-base";
    private static final int BASE_SHIFT = 20;

    private final ZooKeeperClient client;
    private final String nodeId;
    private final long epochBase;
    private final Set<ZooKeeperCandidacy> open = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("elections").factory());

    /** @param nodeId written into the candidates' nodes, for who looks at ZooKeeper by hand */
    public ZooKeeperElections(ZooKeeperClient client, String nodeId) {
        this.client = client;
        this.nodeId = nodeId;
        this.epochBase = readEpochBase();
    }

    @Override
    public Candidacy stand(long datapathId, Candidate candidate) {
        ZooKeeperCandidacy candidacy =
                new ZooKeeperCandidacy(this, DIRECTORY + "/" + String.format("%016x", datapathId), candidate);
        open.add(candidacy);
        client.onConnection(candidacy);
        thread.execute(candidacy::join);
        return candidacy;
    }

    @Override
    public void close() {
        open.forEach(ZooKeeperCandidacy::close);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(3, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    ZooKeeperClient client() {
        return client;
    }

    String nodeId() {
        return nodeId;
    }

    ScheduledExecutorService thread() {
        return thread;
    }

    /** The epoch of the leadership whose latch node was made by transaction {@code czxid}. */
    long epoch(long czxid) {
        return epochBase + czxid;
    }

    void forget(ZooKeeperCandidacy candidacy) {
        open.remove(candidacy);
        client.forget(candidacy);
    }

    private long readEpochBase() {
        byte[] mine = Long.toString(System.currentTimeMillis() << BASE_SHIFT).getBytes(StandardCharsets.US_ASCII);
        try {
            try {
                client.curator().create().forPath(EPOCH_BASE, mine);
            } catch (KeeperException.NodeExistsException _) {
                mine = client.curator().getData().forPath(EPOCH_BASE);
            }
            return Long.parseLong(new String(mine, StandardCharsets.US_ASCII));
        } catch (Exception e) {
            throw client.failure("reading " + EPOCH_BASE, e);
        }
    }
}
