/**
 * The lab: a controller, a switch and two hosts on this machine, brought up by {@code mirach up} and taken away without a
 * trace by {@code mirach down} or Ctrl-C.
 *
 * <p>Control code; one command, one thread, and the JVM's shutdown thread when it is interrupted. Neighbours:
 * {@code pki} for certificates, {@code rest} and {@code unixctl} to ask whether the others are ready. The switch and the
 * controller are processes of their own, started through the launcher. Start reading at {@link org.mirach.cli.lab.Lab}.
 */
package org.mirach.cli.lab;
