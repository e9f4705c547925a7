/**
 * The switch's control socket ({@code <run-dir>/<bridge>.ctl}), in the JSON-RPC that ovs-appctl speaks, and the commands
 * that use it.
 *
 * <p>Control code; one command, one thread. Neighbours: {@code org.mirach.cli} and Jackson. Start reading at
 * {@link org.mirach.cli.unixctl.UnixctlClient}.
 */
package org.mirach.cli.unixctl;
