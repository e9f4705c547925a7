/**
 * {@code mirach up} and {@code mirach down} as a user runs them: the launcher, real processes, namespaces and XDP.
 *
 * <p>Tests; they need root and the distribution that the cli module's package phase makes. Neighbours: none, the tool is
 * reached through its command line.
 */
package org.mirach.it.lab;
