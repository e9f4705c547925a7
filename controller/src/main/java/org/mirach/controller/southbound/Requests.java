package org.mirach.controller.southbound;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.message.ErrorMessage;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Requests under way on one connection: xid to future, each with a deadline.
 *
 * <p><b>Threads:</b> the connection's event loop only; futures complete there.
 */
final class Requests {
    private final ScheduledExecutorService loop;
    private final String switchName;
    private final Map<Long, Pending<?>> pending = new HashMap<>();
    private long lastXid;

    Requests(ScheduledExecutorService loop, String switchName) {
        this.loop = loop;
        this.switchName = switchName;
    }

    /** The next transaction id: 1..2^32-1, then around. */
    long nextXid() {
        lastXid = lastXid == 0xffff_ffffL ? 1 : lastXid + 1;
        return lastXid;
    }

    /**
     * Waits for what answers {@code xid}.
     *
     * @param onReply given each reply; null while more must come
     */
    <T> CompletableFuture<T> await(long xid, String what, Duration timeout, Function<OFMessage, T> onReply) {
        CompletableFuture<T> future = new CompletableFuture<>();
        ScheduledFuture<?> deadline = loop.schedule(
                () -> fail(
                        xid,
                        new SwitchException(
                                switchName + ": no answer to " + what + " within " + timeout.toMillis() + " ms", null)),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        pending.put(xid, new Pending<>(what, future, deadline, onReply));
        return future;
    }

    /** Gives a message to the request it answers; false when there is none. */
    boolean accept(OFMessage message) {
        Pending<?> request = pending.get(message.getXid());
        if (request == null) {
            return false;
        }
        if (message instanceof ErrorMessage error) {
            fail(message.getXid(), refusal(request.what, error));
        } else if (request.take(message)) {
            pending.remove(message.getXid());
        }
        return true;
    }

    /** Fails everything: the connection is gone. */
    void close(String reason) {
        Map.copyOf(pending).keySet().forEach(xid -> fail(xid, new SwitchException(switchName + ": " + reason, null)));
    }

    int size() {
        return pending.size();
    }

    private void fail(long xid, SwitchException cause) {
        Pending<?> request = pending.remove(xid);
        if (request != null) {
            request.deadline.cancel(false);
            request.future.completeExceptionally(cause);
        }
    }

    SwitchException refusal(String what, ErrorMessage error) {
        OfError named = OfError.of(OFVersion.OF_13, error.experimenter(), error.type(), error.code());
        String shown = named != null ? named.name() : "error type " + error.type() + " code " + error.code();
        return new SwitchException(switchName + ": " + what + " refused: " + shown, named);
    }

    private record Pending<T>(
            String what, CompletableFuture<T> future, ScheduledFuture<?> deadline, Function<OFMessage, T> onReply) {
        /** True when that was the last of the replies. */
        boolean take(OFMessage message) {
            T result;
            try {
                result = onReply.apply(message);
            } catch (ClassCastException _) {
                deadline.cancel(false);
                future.completeExceptionally(new SwitchException(
                        what + " was answered with a " + message.getType() + " that can't be read", null));
                return true;
            }
            if (result == null) {
                return false;
            }
            deadline.cancel(false);
            future.complete(result);
            return true;
        }
    }
}
