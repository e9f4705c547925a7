package org.mirach.openflow.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.List;
import org.mirach.openflow.codec.MessageEncoder;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns messages, and lists of messages, into one buffer each. A message that cannot be written is logged and left out.
 *
 * <p><b>Threads:</b> the connection's event loop.
 */
final class FrameEncoder extends ChannelOutboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FrameEncoder.class);
    private static final int TYPICAL_SIZE = 256;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        switch (message) {
            case OFMessage one -> {
                ByteBuf out = ctx.alloc().ioBuffer(TYPICAL_SIZE);
                encode(ctx, one, out);
                ctx.write(out, promise);
            }
            case List<?> many -> {
                ByteBuf out = ctx.alloc().ioBuffer(TYPICAL_SIZE * Math.max(1, Math.min(many.size(), 256)));
                for (Object one : many) {
                    encode(ctx, (OFMessage) one, out);
                }
                ctx.write(out, promise);
            }
            default -> ctx.write(message, promise);
        }
    }

    private static void encode(ChannelHandlerContext ctx, OFMessage message, ByteBuf out) {
        int start = out.writerIndex();
        try {
            MessageEncoder.encode(message, out);
        } catch (RuntimeException e) {
            out.writerIndex(start);
            LOG.error(
                    "{} could not be written to {} and is left out: report this as a defect",
                    message.getType(),
                    ctx.channel(),
                    e);
        }
    }
}
