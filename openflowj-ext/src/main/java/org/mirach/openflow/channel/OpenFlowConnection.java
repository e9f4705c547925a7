package org.mirach.openflow.channel;

import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.model.Bytes;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * One peer after hello.
 *
 * <p><b>Threads:</b> every method may be called from any thread; messages leave in the order of the calls that one
 * thread makes.
 */
public interface OpenFlowConnection {
    /** The version that both sides agreed on. */
    OFVersion version();

    /** Writes and flushes; a message that cannot be written closes nothing and is logged. */
    void send(OFMessage message);

    /** Writes all and flushes once. */
    void sendAll(List<? extends OFMessage> messages);

    /** Answers {@code request} (a whole message) with an OpenFlow error that carries its octets. */
    void refuse(Bytes request, OfError error);

    /** Closes after what was sent has left; {@code reason} goes to the log and to the handler. */
    void close(String reason);

    boolean isOpen();

    /** False while more than the high-water mark waits to be written; true again below the low-water mark. */
    boolean isWritable();

    /** The peer: an inet address, or a unix socket's. */
    SocketAddress remoteAddress();

    /** A name for log lines: endpoint kind and peer. */
    String name();

    /** Subject of the peer's certificate, or "" without TLS. */
    String peerSubject();

    /** The connection's event loop: everything scheduled there runs on the thread that calls the handler. */
    ScheduledExecutorService executor();
}
