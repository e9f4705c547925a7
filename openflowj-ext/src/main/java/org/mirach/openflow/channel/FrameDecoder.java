package org.mirach.openflow.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/**
 * Cuts the stream into messages by their header's length, at most 65535 octets, each a {@code byte[]} of its own. A
 * stream that is not OpenFlow is noticed at its first octets.
 *
 * <p><b>Threads:</b> the connection's event loop.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    private static final String SPEAKS_TLS =
            "the peer speaks TLS, this endpoint plain OpenFlow: use ssl: and pssl: on both ends, or neither";
    private static final int HEADER = 8;
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int LAST_VERSION = 0x06;
    private static final int LAST_GREETING_TYPE = 1;

    private boolean greeted;
    private boolean broken;

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws BadStreamException {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        while (in.readableBytes() >= HEADER) {
            int at = in.readerIndex();
            int length = in.getUnsignedShort(at + 2);
            check(in, at, length);
            if (in.readableBytes() < length) {
                return;
            }
            byte[] frame = new byte[length];
            in.readBytes(frame);
            greeted = true;
            out.add(frame);
        }
        if (!greeted && in.isReadable() && in.getUnsignedByte(in.readerIndex()) == TLS_HANDSHAKE) {
            throw broken(SPEAKS_TLS);
        }
    }

    private void check(ByteBuf in, int at, int length) throws BadStreamException {
        int version = in.getUnsignedByte(at);
        int type = in.getUnsignedByte(at + 1);
        if (!greeted && version == TLS_HANDSHAKE) {
            throw broken(SPEAKS_TLS);
        }
        if (!greeted && (version < 1 || version > LAST_VERSION || type > LAST_GREETING_TYPE)) {
            throw broken("not OpenFlow: the stream begins with octets " + version + " " + type + ", not with a hello");
        }
        if (length < HEADER) {
            throw broken("a message header's length is " + length + " octets; the least is " + HEADER);
        }
    }

    private BadStreamException broken(String reason) {
        broken = true;
        return new BadStreamException(reason);
    }

    /** The stream cannot be cut into messages any further. */
    static final class BadStreamException extends Exception {
        private static final long serialVersionUID = 1;

        BadStreamException(String reason) {
            super(reason, null, false, false);
        }
    }
}
