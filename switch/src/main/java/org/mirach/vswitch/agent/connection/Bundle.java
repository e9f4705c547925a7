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
    /** Heap that a decoded message takes, about, beside twice its frame; likewise a bundle. */
    private static final int MESSAGE_BYTES = 512;

    private final int flags;
    private final Bytes opening;
    private final List<BundleAdd> messages = new ArrayList<>();
    private long bytes = MESSAGE_BYTES;
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

    public void add(BundleAdd message, long nowNs) {
        bytes += MESSAGE_BYTES + 2L * message.frame().size();
        messages.add(message);
        usedNs = nowNs;
    }

    /** Heap that it takes, about. */
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
