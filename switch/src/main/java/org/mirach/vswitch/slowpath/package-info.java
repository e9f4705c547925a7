/**
 * The slow path: what happens once per flow. Misses come in ({@code upcall}), are translated by the pipeline ({@code
 * translate}, pure), become cached flows ({@code compile}), are kept in step with it ({@code revalidate}); packet-outs
 * enter through {@code inject}. {@link org.mirach.vswitch.slowpath.SlowPath} puts the parts together.
 *
 * <p>Control; upcall and revalidator threads, which {@code VSwitch} makes: the loops here offer {@code poll()}.
 * Neighbours: {@code pipeline} (read), {@code fastpath} (commands in, misses and counters out), {@code agent} (told
 * through {@link org.mirach.vswitch.slowpath.PacketInSink}).
 */
package org.mirach.vswitch.slowpath;
