package org.mirach.vswitch.agent.connection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.mirach.openflow.message.BundleAdd;
import org.mirach.openflow.message.BundleControl;
import org.mirach.openflow.model.Bytes;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * Messages of one peer that wait to be done together.
 *
 * <p><b>Limits:</b> none of its own: who adds asks for {@link #bytes} before.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class Bundle {
    /** Of a message, however short: its records. */
    private static final int MESSAGE_BYTES = 512;
    /** Of each octet of a message: itself, and its part of an action or a bucket that was read from as few as there are. */
    private static final long BYTES_PER_OCTET = 6;

    private final int flags;
    private final Bytes opening;
    private final List<BundleAdd> messages = new ArrayList<>();
    private long bytes;
    private boolean closed;
    private long usedNs;

    /** @param opening the message that it began with, for an error that must carry it */
    public Bundle(int flags, Bytes opening, long nowNs) {
        this.flags = flags;
        this.opening = opening;
        usedNs = nowNs;
        bytes = bytesOf(opening);
    }

    /** Heap that a message takes at most, read and as it came; likewise a bundle that begins with it. */
    public static long bytesOf(Bytes message) {
        return MESSAGE_BYTES + BYTES_PER_OCTET * message.size();
    }

    /** As the wire has them; all messages of a bundle have the same. */
    public int flags() {
        return flags;
    }

    public boolean atomic() {
        return (flags & BundleControl.ATOMIC) != 0;
    }

    public void add(BundleAdd message, long nowNs) {
        bytes += bytesOf(message.frame());
        messages.add(message);
        usedNs = nowNs;
    }

    /** Heap that it takes at most. */
    public long bytes() {
        return bytes;
    }

    /** In the order in which they came. */
    public List<BundleAdd> messages() {
        return Collections.unmodifiableList(messages);
    }

    public void close(long nowNs) {
        closed = true;
        usedNs = nowNs;
    }

    public boolean closed() {
        return closed;
    }

    Bytes opening() {
        return opening;
    }

    /** {@code System.nanoTime} when it was last opened, added to or closed. */
    long usedNs() {
        return usedNs;
    }
}
