package org.mirach.openflow.model;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable string of octets with value equality. */
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] octets;

    private Bytes(byte[] octets) {
        this.octets = octets;
    }

    /** A copy of {@code octets}. */
    public static Bytes copyOf(byte[] octets) {
        return octets.length == 0 ? EMPTY : new Bytes(octets.clone());
    }

    /** Takes over {@code octets} without a copy: the caller must not write to them again. */
    public static Bytes wrap(byte[] octets) {
        return octets.length == 0 ? EMPTY : new Bytes(octets);
    }

    /** From hexadecimal digits. */
    public static Bytes ofHex(String hex) {
        return wrap(HexFormat.of().parseHex(hex));
    }

    public int size() {
        return octets.length;
    }

    public byte at(int index) {
        return octets[index];
    }

    /** A copy. */
    public byte[] toArray() {
        return octets.clone();
    }

    /** The array itself, for readers on a fast path: never write to it. */
    public byte[] array() {
        return octets;
    }

    /** The first {@code max} octets, or all. */
    public Bytes truncate(int max) {
        return octets.length <= max ? this : wrap(Arrays.copyOf(octets, max));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes bytes && Arrays.equals(octets, bytes.octets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(octets);
    }

    /** Hexadecimal digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(octets);
    }
}
