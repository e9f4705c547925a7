/**
 * Linux packet I/O for the switch: AF_XDP sockets and rings, the XDP program, packet sockets, taps, device facts.
 *
 * <p><b>Hot:</b> {@link org.mirach.xdp.RxRing}, {@link org.mirach.xdp.TxRing}, {@link org.mirach.xdp.FillRing}, {@link
 * org.mirach.xdp.CompletionRing}, the kicks of {@link org.mirach.xdp.XdpSocket}, the batches of {@link
 * org.mirach.xdp.PacketSocket}, {@link org.mirach.xdp.TapDevice} reads and writes, {@link org.mirach.xdp.Poller}: one
 * engine thread each, no allocation, failures are return codes ({@code -errno}, see {@link org.mirach.xdp.Errno}).
 * <b>Control:</b> everything else; any thread; failures are {@link org.mirach.xdp.XdpException}.
 *
 * <p>Neighbours: {@code ffi} below (nobody else may use it), {@code probe} beside, the switch's {@code ports} above.
 */
package org.mirach.xdp;
