package org.mirach.controller.store.zookeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.zookeeper.CreateMode;
import org.mirach.controller.store.Store;

/**
 * An ephemeral node that Curator makes again whenever a lost session is replaced.
 *
 * <p>A process that was killed leaves its node for a session timeout; until then this one only writes its data to it.
 *
 * <p><b>Threads:</b> any; {@link #update} does not wait for the answer.
 */
final class ZooKeeperPublication implements Store.Publication {
    private static final long FIRST_CREATE_SECONDS = 10;

    private final ZooKeeperClient client;
    private final String path;
    private final PersistentNode node;

    ZooKeeperPublication(ZooKeeperClient client, String path, byte[] value) {
        this.client = client;
        this.path = path;
        this.node = new PersistentNode(client.curator(), CreateMode.EPHEMERAL, false, path, value);
        client.opened(this);
        node.start();
        try {
            if (!node.waitForInitialCreate(FIRST_CREATE_SECONDS, TimeUnit.SECONDS)) {
                throw client.failure("publishing " + path, new IOException("no answer"));
            }
        } catch (InterruptedException e) {
            throw client.failure("publishing " + path, e);
        }
    }

    @Override
    public void update(byte[] value) {
        try {
            node.setData(Store.checkValue(value));
        } catch (Exception e) {
            throw client.failure("publishing " + path, e);
        }
    }

    @Override
    public void close() {
        client.closed(this);
        try {
            node.close();
        } catch (IOException e) {
            throw new UncheckedIOException("unpublishing " + path, e);
        }
    }
}
