/**
 * What each controller sees of its switches (links, hosts, how far static flows are written), told to the others through
 * the store, so that any of them can answer for all.
 *
 * <p>Control code; one thread publishes, any reads. Neighbours: {@code store}; {@code rest} reads.
 */
package org.mirach.controller.app.view;
