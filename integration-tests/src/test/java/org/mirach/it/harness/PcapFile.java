package org.mirach.it.harness;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads the classic capture format: a 24-byte header, then records of 16 bytes and the frame (pcap-savefile(5)).
 *
 * <p><b>Threads:</b> stateless; any.
 */
final class PcapFile {
    private static final int FILE_HEADER_BYTES = 24;
    private static final int RECORD_HEADER_BYTES = 16;

    private PcapFile() {}

    /** All whole records, hex; a record that is still being written is left out. */
    static List<String> frames(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.nativeOrder());
        List<String> frames = new ArrayList<>();
        int at = FILE_HEADER_BYTES;
        while (at + RECORD_HEADER_BYTES <= file.length) {
            int length = bytes.getInt(at + 8);
            at += RECORD_HEADER_BYTES;
            if (at + length > file.length) {
                break;
            }
            frames.add(HexFormat.of().formatHex(file, at, at + length));
            at += length;
        }
        return frames;
    }
}
