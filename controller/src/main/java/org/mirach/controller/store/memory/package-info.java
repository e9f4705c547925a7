/**
 * The store in this process's memory, for tests and for trying things out: the same contract as ZooKeeper's, nothing
 * survives.
 *
 * <p>Control code; any thread. Neighbours: {@code store}.
 */
package org.mirach.controller.store.memory;
