package org.mirach.controller.store.zookeeper;

import java.util.function.Consumer;
import org.apache.curator.framework.recipes.cache.ChildData;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.cache.CuratorCacheListener;
import org.mirach.controller.store.Entry;
import org.mirach.controller.store.Store;
import org.mirach.controller.store.StoreEvent;

/**
 * A watch of one directory: Curator's cache keeps a recursive watch and reads everything again after a reconnection.
 *
 * <p><b>Threads:</b> the watcher is called under this object's lock, so one event at a time.
 */
final class ZooKeeperWatch implements Store.Watch, CuratorCacheListener {
    private final String directory;
    private final Consumer<StoreEvent> watcher;
    private final CuratorCache cache;
    private boolean ready;

    ZooKeeperWatch(ZooKeeperClient client, String directory, Consumer<StoreEvent> watcher) {
        this.directory = directory;
        this.watcher = watcher;
        this.cache = CuratorCache.build(client.curator(), directory);
        cache.listenable().addListener(this);
        cache.start();
    }

    @Override
    public synchronized void event(Type type, ChildData before, ChildData now) {
        switch (type) {
            case NODE_CREATED, NODE_CHANGED -> {
                if (isChild(now.getPath())) {
                    watcher.accept(new StoreEvent.Put(
                            new Entry(now.getPath(), now.getStat().getMzxid(), now.getData())));
                }
            }
            case NODE_DELETED -> {
                if (isChild(before.getPath())) {
                    watcher.accept(new StoreEvent.Removed(before.getPath()));
                }
            }
        }
    }

    @Override
    public synchronized void initialized() {
        if (!ready) {
            ready = true;
            watcher.accept(new StoreEvent.Ready());
        }
    }

    @Override
    public void close() {
        cache.listenable().removeListener(this);
        cache.close();
    }

    private boolean isChild(String path) {
        return path.startsWith(directory + "/") && path.indexOf('/', directory.length() + 1) < 0;
    }
}
