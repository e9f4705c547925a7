package org.mirach.controller.southbound;

/** How a switch's 64-bit datapath id is written everywhere: 16 hexadecimal digits. */
public final class DatapathId {
    private DatapathId() {}

    /** 16 hexadecimal digits. */
    public static String text(long datapathId) {
        String hex = Long.toHexString(datapathId);
        return "0".repeat(16 - hex.length()) + hex;
    }

    /**
     * Reads 1 to 16 hexadecimal digits; {@code 0x} before them and colons between pairs are taken too.
     *
     * @throws IllegalArgumentException with an example
     */
    public static long parse(String text) {
        String hex = (text.startsWith("0x") ? text.substring(2) : text).replace(":", "");
        if (!hex.matches("[0-9a-fA-F]{1,16}")) {
            throw new IllegalArgumentException(
                    "not a datapath id: \"" + text + "\"; write 16 hexadecimal digits, as in 0000000000000001");
        }
        return Long.parseUnsignedLong(hex, 16);
    }
}
