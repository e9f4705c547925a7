package org.mirach.controller.store.memory;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.mirach.controller.store.Store;
import org.mirach.controller.store.StoreEvent;

/**
 * A watch: one thread of its own, so events come one at a time, in order.
 *
 * <p><b>Threads:</b> offered to under the space's lock; the watcher runs on this watch's thread.
 */
final class MemoryWatch implements Store.Watch {
    private final MemorySpace space;
    private final String directory;
    private final Consumer<StoreEvent> watcher;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("memory-watch").factory());
    private volatile boolean closed;

    MemoryWatch(MemorySpace space, String directory, Consumer<StoreEvent> watcher) {
        this.space = space;
        this.directory = directory;
        this.watcher = watcher;
        space.add(this);
    }

    String directory() {
        return directory;
    }

    void offer(StoreEvent event) {
        if (!closed) {
            thread.execute(() -> {
                if (!closed) {
                    watcher.accept(event);
                }
            });
        }
    }

    @Override
    public void close() {
        closed = true;
        space.drop(this);
        thread.shutdown();
    }
}
