package org.mirach.controller.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One stored value. Immutable by agreement: nobody writes to {@code value} after handing it over.
 *
 * @param path where it is, {@code /static-flows/1f}: segments of {@code [A-Za-z0-9._-]} after slashes
 * @param version grows with every change anywhere in the store; never repeats for one path, not even over a deletion
 * @param value the bytes, up to {@link Store#MAX_VALUE_BYTES}
 */
public record Entry(String path, long version, byte[] value) {
    /** The last segment of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** The value as UTF-8. */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Entry entry
                && path.equals(entry.path)
                && version == entry.version
                && Arrays.equals(value, entry.value);
    }

    @Override
    public int hashCode() {
        return path.hashCode() * 31 + Long.hashCode(version);
    }

    @Override
    public String toString() {
        return path + "@" + version + " (" + value.length + " bytes)";
    }
}
