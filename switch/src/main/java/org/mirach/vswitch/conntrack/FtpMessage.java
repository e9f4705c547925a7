package org.mirach.vswitch.conntrack;

import static org.mirach.vswitch.fastpath.parse.PacketBytes.u8;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The text of one packet of FTP's control connection: {@code PORT 10,1,1,1,4,1}, {@code 227 Entering Passive Mode
 * (10,1,1,2,4,1)}, {@code EPRT |2|fc00::1|1025|}, {@code 229 Extended passive mode entered (|||1025|)}.
 *
 * <p><b>Threads:</b> one. Reused; loading allocates nothing.
 */
final class FtpMessage {
    /** So much of a packet is read. */
    private static final int MAX_BYTES = 128;

    private static final byte[] PORT = ascii("PORT");
    private static final byte[] PASV_ANSWER = ascii("227");
    private static final byte[] EPRT = ascii("EPRT");
    private static final byte[] EPSV_ANSWER = ascii("EXTENDED PASSIVE");

    private final byte[] text = new byte[MAX_BYTES];
    private int length;
    private int at;

    private boolean passive;
    private int port;
    private int addressOffset;
    private int addressLength;
    private long addressHi;
    private long addressLo;

    private static byte[] ascii(String word) {
        return word.getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes up a packet's text; its last byte, the end of a line, does not count. */
    void load(MemorySegment memory, long offset, int bytes) {
        length = 0;
        int end = Math.min(bytes, MAX_BYTES) - 1;
        while (length < end) {
            int value = u8(memory, offset + length);
            if (value == 0) {
                return;
            }
            text[length++] = (byte) value;
        }
    }

    boolean announces4() {
        return startsWith(PORT, 0) || startsWith(PASV_ANSWER, 0);
    }

    boolean announces6() {
        return startsWith(EPRT, 0) || indexOf(EPSV_ANSWER) >= 0;
    }

    private boolean startsWith(byte[] word, int from) {
        if (length - from < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            int value = text[from + i];
            if ((value >= 'a' && value <= 'z' ? value - 32 : value) != word[i]) {
                return false;
            }
        }
        return true;
    }

    private int indexOf(byte[] word) {
        for (int from = 0; from + word.length <= length; from++) {
            if (startsWith(word, from)) {
                return from;
            }
        }
        return -1;
    }

    /** Reads what {@link #announces4} found; false where it is not well formed. */
    boolean parse4() {
        passive = !startsWith(PORT, 0);
        at = passive ? PASV_ANSWER.length : PORT.length;
        while (at < length && text[at] != ' ') {
            at++;
        }
        skipToDigit();
        addressOffset = at;
        long address = 0;
        for (int i = 0; i < 4; i++) {
            int value = number(3, 255);
            if (value < 0 || !take(',')) {
                return false;
            }
            address = address << 8 | value;
        }
        addressHi = 0;
        addressLo = address;
        addressLength = at - 1 - addressOffset;
        int high = number(3, 255);
        if (high < 0 || !take(',')) {
            return false;
        }
        int low = number(3, 255);
        port = high << 8 | low;
        return low >= 0;
    }

    /** Reads what {@link #announces6} found; false where it is not well formed. */
    boolean parse6() {
        passive = !startsWith(EPRT, 0);
        addressLength = 0;
        if (passive) {
            at = 0;
            while (at < length && text[at] != '(') {
                at++;
            }
            skipToDigit();
        } else if (!address6()) {
            return false;
        }
        port = number(5, 65535);
        return port >= 0;
    }

    private boolean address6() {
        at = EPRT.length;
        skipToDigit();
        if (!take('2') || at < length && isDigit(text[at])) {
            return false; // not the address family of IPv6
        }
        at++;
        addressOffset = at;
        while (at < length && isAddressByte(text[at])) {
            at++;
        }
        addressLength = at - addressOffset;
        byte[] address =
                Ipv6Text.parse(new String(text, addressOffset, Math.max(addressLength, 0), StandardCharsets.US_ASCII));
        if (address == null) {
            return false;
        }
        addressHi = word(address, 0);
        addressLo = word(address, 8);
        at++;
        return true;
    }

    private static long word(byte[] bytes, int from) {
        long word = 0;
        for (int i = from; i < from + 8; i++) {
            word = word << 8 | bytes[i] & 0xff;
        }
        return word;
    }

    private static boolean isDigit(int value) {
        return value >= '0' && value <= '9';
    }

    private static boolean isAddressByte(int value) {
        return Character.digit(value, 16) >= 0 || value == ':' || value == '.';
    }

    private void skipToDigit() {
        while (at < length && !isDigit(text[at])) {
            at++;
        }
    }

    private boolean take(char wanted) {
        if (at < length && text[at] == wanted) {
            at++;
            return true;
        }
        return false;
    }

    /** A decimal number, or -1. */
    private int number(int maxDigits, int max) {
        int value = 0;
        int from = at;
        while (at < length && isDigit(text[at]) && at - from < maxDigits) {
            value = value * 10 + text[at] - '0';
            at++;
        }
        boolean ended = at == length || !isDigit(text[at]);
        return at > from && ended && value <= max ? value : -1;
    }

    /** Whether the server tells where it can be reached, not the client. */
    boolean passive() {
        return passive;
    }

    int port() {
        return port;
    }

    boolean hasAddress() {
        return addressLength > 0;
    }

    boolean isAddress(long hi, long lo) {
        return addressHi == hi && addressLo == lo;
    }

    /** Where the address stands in the text. */
    int addressOffset() {
        return addressOffset;
    }

    int addressLength() {
        return addressLength;
    }

    /** An address as FTP writes it. */
    static byte[] format(boolean ipv6, long hi, long lo) {
        if (ipv6) {
            return ascii(Ipv6Text.format(hi, lo));
        }
        int address = (int) lo;
        return ascii("%d,%d,%d,%d"
                .formatted(address >>> 24, address >>> 16 & 0xff, address >>> 8 & 0xff, address & 0xff)
                .toLowerCase(Locale.ROOT));
    }
}
