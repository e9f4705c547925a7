package org.mirach.controller.store.memory;

import org.mirach.controller.store.Store;
import org.mirach.controller.store.StoreContract;

class MemoryStoreTest extends StoreContract {
    private final MemorySpace space = new MemorySpace();
    private final MemoryStore store = new MemoryStore(space);
    private final MemoryStore other = new MemoryStore(space);

    @Override
    protected Store store() {
        return store;
    }

    @Override
    protected Store otherSession() {
        return other;
    }

    @Override
    protected void kill(Store victim) {
        ((MemoryStore) victim).lose();
    }
}
