package org.mirach.vswitch.agent.handler;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.mirach.openflow.model.Bytes;

/**
 * Writes the body of a message of fixed layout, in network order.
 *
 * <p><b>Threads:</b> one.
 */
public final class WireBody {
    private byte[] octets;
    private int size;

    public WireBody(int expectedBytes) {
        octets = new byte[expectedBytes];
    }

    public WireBody u8(int value) {
        return write(value, 1);
    }

    public WireBody u16(int value) {
        return write(value, 2);
    }

    public WireBody u32(long value) {
        return write(value, 4);
    }

    /** The low 48 bits. */
    public WireBody mac(long value) {
        return write(value, 6);
    }

    public WireBody u64(long value) {
        return write(value, 8);
    }

    public WireBody octets(Bytes value) {
        grow(value.size());
        System.arraycopy(value.array(), 0, octets, size, value.size());
        size += value.size();
        return this;
    }

    public WireBody zeros(int count) {
        grow(count);
        size += count;
        return this;
    }

    /** Text cut to {@code length - 1} octets and filled up with zeros. */
    public WireBody text(String value, int length) {
        grow(length);
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, octets, size, Math.min(utf8.length, length - 1));
        size += length;
        return this;
    }

    public int size() {
        return size;
    }

    public Bytes bytes() {
        return Bytes.wrap(Arrays.copyOf(octets, size));
    }

    private WireBody write(long value, int length) {
        grow(length);
        for (int i = length - 1; i >= 0; i--) {
            octets[size++] = (byte) (value >>> 8 * i);
        }
        return this;
    }

    private void grow(int count) {
        if (size + count > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(2 * octets.length, size + count));
        }
    }
}
