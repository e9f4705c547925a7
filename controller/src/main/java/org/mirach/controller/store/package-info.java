/**
 * What must survive: a small versioned store with watches and compare-and-set, and entries that live as long as the
 * process that published them.
 *
 * <p>Control code; any thread may call it and calls may block for a round trip, so never from an event loop. Two
 * implementations, {@code zookeeper} and {@code memory}, pass one contract suite ({@code StoreContract}). Neighbours:
 * everything that keeps intents ({@code app.staticflow}) or tells the other members something ({@code observe}).
 * Flow entries are never kept here: they are computed from intents and read back from switches.
 */
package org.mirach.controller.store;
