package org.mirach.vswitch.agent.async;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.mirach.openflow.message.PacketIn2.Continuation;
import org.mirach.openflow.model.Bytes;

/**
 * The name under which a controller sends a paused packet back: the switch keeps what the packet has still to do, the
 * controller its number, together with a number of this run, so that nothing is resumed that another run paused. Stateless.
 */
public final class Continuations {
    private static final long RUN = new SecureRandom().nextLong();
    private static final int NAME_BYTES = 16;

    private Continuations() {}

    /** What a packet_in carries; {@code id} is not 0. */
    static Continuation of(int id) {
        Bytes name = Bytes.wrap(ByteBuffer.allocate(NAME_BYTES)
                .putLong(RUN)
                .putInt(0)
                .putInt(id)
                .array());
        return new Continuation(name, List.of(), false, List.of(), List.of(), 0);
    }

    /** The number of a continuation of this run, or 0. */
    public static int id(Optional<Continuation> continuation) {
        if (continuation.isEmpty() || continuation.get().bridge().size() != NAME_BYTES) {
            return 0;
        }
        ByteBuffer name = ByteBuffer.wrap(continuation.get().bridge().array());
        return name.getLong(0) == RUN ? name.getInt(12) : 0;
    }
}
