package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.projectfloodlight.openflow.protocol.OFMessage;

/** Captured messages, one a line: label, tab, hexadecimal octets. */
public final class Wire {
    public record Captured(String label, byte[] frame) {
        public String hex() {
            return HexFormat.of().formatHex(frame);
        }

        public int type() {
            return frame[1];
        }
    }

    private Wire() {}

    /** What the real tools sent; null when the captures do not lie beside the project. */
    static List<Captured> captured(String file) {
        Path root = Path.of(System.getProperty("mirach.root", ".."))
                .toAbsolutePath()
                .normalize();
        for (Path at = root; at != null; at = at.getParent()) {
            Path path = at.resolve("shared/conformance/wire").resolve(file);
            if (Files.exists(path)) {
                return read(path);
            }
        }
        return null;
    }

    private static List<Captured> read(Path path) {
        try (InputStream raw = Files.newInputStream(path);
                InputStream in = path.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Captured> read(InputStream in) throws IOException {
        List<Captured> found = new ArrayList<>();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int tab = line.lastIndexOf('\t');
            if (tab >= 0) {
                found.add(new Captured(
                        line.substring(0, tab),
                        HexFormat.of().parseHex(line.substring(tab + 1).trim())));
            }
        }
        return found;
    }

    public static String encode(OFMessage message) {
        ByteBuf out = Unpooled.buffer();
        MessageEncoder.encode(message, out);
        return ByteBufUtil.hexDump(out);
    }
}
