/**
 * The admin tool {@code mirach}: picocli commands that reach the other processes through sockets only.
 *
 * <p>Control code; one command, one thread. {@code rest} asks the controller, {@code unixctl} asks the switch,
 * {@code lab} brings up a network on this machine, {@code doctor} says what the machine offers, {@code pki} makes
 * certificates. Start reading at {@link org.mirach.cli.Main}.
 */
package org.mirach.cli;
