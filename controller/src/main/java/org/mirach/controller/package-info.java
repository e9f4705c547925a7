/**
 * The controller: many processes of it make a cluster that takes care of switches, one master for each.
 *
 * <p>Control code. In the order in which a request meets them: {@code rest} (HTTP), {@code app} (applications),
 * {@code store} (what must survive), {@code shard} (who leads which switch), {@code southbound} (OpenFlow). Everything is
 * wired in {@link org.mirach.controller.Controller}; {@link org.mirach.controller.Main} is the process. The switch is met
 * over the wire only.
 */
package org.mirach.controller;
