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
 * <p><b>Limits:</b> {@value #MAX_BYTES} octets of messages.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class Bundle {
    private static final long MAX_BYTES = 1L << 29;

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
    }

    /** As the wire has them; all messages of a bundle have the same. */
    public int flags() {
        return flags;
    }

    public boolean atomic() {
        return (flags & BundleControl.ATOMIC) != 0;
    }

    /** @return false where there is no room for it */
    public boolean add(BundleAdd message, long nowNs) {
        bytes += message.frame().size();
        messages.add(message);
        usedNs = nowNs;
        return bytes <= MAX_BYTES;
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
