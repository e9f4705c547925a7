package org.mirach.controller.store;

/** What a watcher is told. Immutable. */
public sealed interface StoreEvent {
    /** The entry is new, or has a new version. */
    record Put(Entry entry) implements StoreEvent {}

    /** The entry that was at {@code path} is gone. */
    record Removed(String path) implements StoreEvent {}

    /** All that was there when the watch began has been told. Comes once. */
    record Ready() implements StoreEvent {}
}
