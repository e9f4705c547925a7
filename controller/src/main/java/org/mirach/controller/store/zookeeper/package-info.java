/**
 * The store on ZooKeeper: {@link org.mirach.controller.store.zookeeper.ZooKeeperClient} holds the session (Curator),
 * {@link org.mirach.controller.store.zookeeper.ZooKeeperStore} is the store on it,
 * {@link org.mirach.controller.store.zookeeper.EmbeddedZooKeeper} the single node that runs in this process when no
 * ensemble is named.
 *
 * <p>Control code; any thread may call, Curator's event thread calls back. ZooKeeper's and Curator's types stop here and
 * in {@code shard.zookeeper}. Neighbours: {@code store}, {@code shard.zookeeper}.
 */
package org.mirach.controller.store.zookeeper;
