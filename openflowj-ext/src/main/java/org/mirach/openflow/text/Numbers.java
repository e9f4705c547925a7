package org.mirach.openflow.text;

import org.mirach.openflow.field.FieldValue;

/** Numbers as C reads them: decimal, 0x hexadecimal, 0 octal; 128 bits in hexadecimal. */
final class Numbers {
    private Numbers() {}

    /** Unsigned 64 bits; a leading minus gives two's complement ({@code -1} is all ones). */
    static long parse(String text) {
        if (text.startsWith("-")) {
            return -parse(text.substring(1));
        }
        if (text.startsWith("0x") || text.startsWith("0X")) {
            return Long.parseUnsignedLong(text, 2, text.length(), 16);
        }
        if (text.startsWith("+")) {
            throw new NumberFormatException(text);
        }
        boolean octal = text.length() > 1 && text.charAt(0) == '0';
        return Long.parseUnsignedLong(text, octal ? 8 : 10);
    }

    /** Up to 128 bits; more than 64 only in hexadecimal. */
    static FieldValue wide(String text) {
        if ((text.startsWith("0x") || text.startsWith("0X")) && text.length() > 18) {
            String digits = text.substring(2);
            int split = digits.length() - 16;
            return new FieldValue(
                    Long.parseUnsignedLong(digits.substring(0, split), 16),
                    Long.parseUnsignedLong(digits.substring(split), 16));
        }
        return FieldValue.of(parse(text));
    }

    /** As C's {@code %#x}: zero has no prefix. */
    static String hex(long value) {
        return value == 0 ? "0" : "0x" + Long.toHexString(value);
    }

    static String hex(FieldValue value) {
        return value.hi() == 0 ? hex(value.lo()) : "0x" + Long.toHexString(value.hi()) + "%016x".formatted(value.lo());
    }
}
