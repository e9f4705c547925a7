package org.mirach.it.differential;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * A field of ovs-ofctl with a value, to be matched on exactly or under a mask. Immutable.
 *
 * @param bits width of the field
 */
record Term(String name, int bits, BigInteger value, Form form, boolean maskable) {
    /** How ovs-ofctl writes values of the field. */
    enum Form {
        NUMBER,
        FRAGMENT,
        MAC,
        IP4,
        IP6
    }

    static Term number(String name, int bits, long value, boolean maskable) {
        return new Term(name, bits, BigInteger.valueOf(value), Form.NUMBER, maskable);
    }

    static Term mac(String name, String value) {
        return new Term(name, 48, new BigInteger(value.replace(":", ""), 16), Form.MAC, true);
    }

    static Term ip(String name, String value) {
        byte[] bytes = InetAddress.ofLiteral(value).getAddress();
        return new Term(
                name, bytes.length * 8, new BigInteger(1, bytes), bytes.length == 4 ? Form.IP4 : Form.IP6, true);
    }

    /** 0 is no fragment, 1 the first, 3 a later one. */
    static Term fragment(boolean fragment, boolean later) {
        long value = later ? 3 : fragment ? 1 : 0;
        return new Term("ip_frag", 2, BigInteger.valueOf(value), Form.FRAGMENT, false);
    }

    /** {@code name=value} or {@code name=value/mask}: mostly as it is, at times with a mask, seldom with another value. */
    String draw(Dice dice) {
        if (form == Form.FRAGMENT) {
            return name + "=" + (dice.oneIn(4) ? dice.of("no", "yes", "first", "later", "not_later") : write(value));
        }
        BigInteger seen = dice.oneIn(8) ? value.xor(BigInteger.ONE.shiftLeft(dice.below(bits))) : value;
        if (!maskable || dice.below(3) > 0) {
            return name + "=" + write(seen);
        }
        BigInteger mask = form == Form.IP6 ? readable(mask(dice)) : mask(dice);
        return name + "=" + write(seen.and(mask)) + "/" + write(mask);
    }

    /** ovs-ofctl takes the digits that an IPv6 mask starts with for the length of a prefix. */
    static BigInteger readable(BigInteger mask) {
        return mask.or(BigInteger.valueOf(0xf).shiftLeft(124));
    }

    private BigInteger mask(Dice dice) {
        BigInteger all = BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE);
        return switch (dice.below(3)) {
            case 0 -> all.shiftLeft(dice.below(bits)).and(all); // a prefix
            case 1 -> all.clearBit(dice.below(bits));
            default -> {
                BigInteger any = dice.bits(bits);
                yield any.signum() == 0 ? all : any;
            }
        };
    }

    String write(BigInteger number) {
        return write(form, bits, number);
    }

    static String write(Form form, int bits, BigInteger number) {
        return switch (form) {
            case NUMBER -> "0x" + number.toString(16);
            case FRAGMENT -> List.of("no", "first", "", "later").get(number.intValue());
            case MAC -> HexFormat.ofDelimiter(":").formatHex(bytes(number, 6));
            case IP4, IP6 -> address(bytes(number, bits / 8));
        };
    }

    private static byte[] bytes(BigInteger number, int length) {
        byte[] all = number.toByteArray();
        byte[] result = new byte[length];
        int count = Math.min(length, all.length);
        System.arraycopy(all, all.length - count, result, length - count, count);
        return result;
    }

    private static String address(byte[] bytes) {
        try {
            if (bytes.length == 16) { // Java writes IPv4-mapped addresses as IPv4
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < 16; i += 2) {
                    text.append(i == 0 ? "" : ":")
                            .append(String.format(Locale.ROOT, "%x", (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff));
                }
                return text.toString();
            }
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(Arrays.toString(bytes), e);
        }
    }
}
