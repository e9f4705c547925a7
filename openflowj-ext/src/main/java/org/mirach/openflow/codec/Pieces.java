package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.function.IntSupplier;

/**
 * Writes a multipart reply of many entries as one message, or as many as they need. An entry too large for a message is
 * left out.
 *
 * <p><b>Threads:</b> one; made for one reply.
 */
final class Pieces {
    private static final int MORE = 1;

    private final ByteBuf out;
    private final IntSupplier header;
    private int start;
    private int headerSize;

    /** @param header writes a message's header, and says where it began */
    Pieces(ByteBuf out, IntSupplier header) {
        this.out = out;
        this.header = header;
        begin();
    }

    private void begin() {
        start = header.getAsInt();
        headerSize = out.writerIndex() - start;
    }

    /** Writes one entry. */
    void add(Runnable entry) {
        int at = out.writerIndex();
        entry.run();
        int size = out.writerIndex() - at;
        if (out.writerIndex() - start <= Frames.MAX_SIZE) {
            return;
        }
        out.writerIndex(at);
        if (size > Frames.MAX_SIZE - headerSize) {
            return;
        }
        finish(MORE);
        begin();
        entry.run();
    }

    /** Ends the last message. */
    void end(boolean more) {
        finish(more ? MORE : 0);
    }

    private void finish(int flags) {
        out.setShort(start + 10, flags);
        Frames.end(out, start);
    }
}
