/**
 * The fast path: hot code, engine threads. Start reading at {@code Engine.poll()}; the packages below are the stages in
 * the order a packet meets them: {@code port} (1), {@code parse} (2), {@code flowcache} (3), {@code execute} (4),
 * {@code port} again (5).
 *
 * <p>Never names {@code slowpath}: it offers misses to {@link org.mirach.vswitch.fastpath.MissSink}, an interface of
 * its own. Other threads reach an engine only through its inbox ({@link org.mirach.vswitch.fastpath.EngineCommand}) and
 * read {@link org.mirach.vswitch.fastpath.FlowCounters}.
 */
package org.mirach.vswitch.fastpath;
