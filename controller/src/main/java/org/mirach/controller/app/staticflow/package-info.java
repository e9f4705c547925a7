/**
 * Static flows: flow entries that users ask for by name, kept in the store and held on the switch by its master.
 *
 * <p>Control code. {@link org.mirach.controller.app.staticflow.StaticFlows} is the store's side (any thread, its writes
 * block), {@link org.mirach.controller.app.staticflow.StaticFlowApp} the switches' side (their event loops). Neighbours:
 * {@code store}, {@code app}, {@code southbound}; {@code rest} calls in.
 */
package org.mirach.controller.app.staticflow;
