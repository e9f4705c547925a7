package org.mirach.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A capture that grows while it is read: libpcap's savefile format, in this machine's byte order.
 *
 * <p><b>Threads:</b> the test's.
 */
final class PcapFile {
    private static final int FILE_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;

    private final Path path;
    private long at = FILE_HEADER_BYTES;

    PcapFile(Path path) {
        this.path = path;
    }

    /** Whole records since the last call, hex; one that is still being written waits for the next call. */
    List<String> next() {
        List<String> frames = new ArrayList<>();
        byte[] bytes = rest();
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int position = 0;
        while (position + RECORD_HEADER_BYTES <= bytes.length) {
            int end = position + RECORD_HEADER_BYTES + view.getInt(position + 8);
            if (end > bytes.length) {
                break;
            }
            frames.add(HexFormat.of().formatHex(bytes, position + RECORD_HEADER_BYTES, end));
            position = end;
        }
        at += position;
        return frames;
    }

    private byte[] rest() {
        if (!Files.exists(path)) {
            return new byte[0];
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate((int) Math.max(0, channel.size() - at));
            while (buffer.hasRemaining() && channel.read(buffer, at + buffer.position()) > 0) {
                // until as much is read as the file had
            }
            return Arrays.copyOf(buffer.array(), buffer.position());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
