package org.mirach.vswitch.conntrack;

import java.util.Locale;
import java.util.function.Predicate;
import org.mirach.vswitch.fastpath.parse.Ethernet;

/**
 * Which connections {@code dpctl/flush-conntrack} means: by parts of their original and reply tuples, in Open vSwitch's
 * syntax ({@code ct_nw_src=10.0.0.1,ct_nw_proto=6,ct_tp_dst=80}). Parts that are not given fit all.
 *
 * <p><b>Threads:</b> one; not after it is in use.
 */
public final class TupleFilter implements Predicate<ConnectionInfo> {
    private static final class Part {
        private byte[] src = {};
        private byte[] dst = {};
        private int srcPort;
        private int dstPort;
        private int icmpId;
        private int icmpType;
        private int icmpCode;

        private boolean empty() {
            return src.length == 0 && dst.length == 0 && (srcPort | dstPort | icmpId | icmpType | icmpCode) == 0;
        }
    }

    private final Part original = new Part();
    private final Part reply = new Part();
    private int proto;
    /** 0 where no address is given. */
    private int addressBytes;

    /** Adds what the original tuple must have. */
    public void original(String text) {
        parse(original, text);
    }

    /** Adds what the reply tuple must have. */
    public void reply(String text) {
        parse(reply, text);
    }

    /** Whether it fits all connections. */
    public boolean empty() {
        return proto == 0 && original.empty() && reply.empty();
    }

    /** @throws IllegalArgumentException the text is not well formed; the message is Open vSwitch's */
    private void parse(Part part, String text) {
        for (String field : text.split("[\\s,]+")) {
            if (field.isEmpty()) {
                continue;
            }
            int equals = field.indexOf('=');
            String key = equals < 0 ? field : field.substring(0, equals);
            String value = equals < 0 ? "" : field.substring(equals + 1);
            if (value.isEmpty()) {
                throw new IllegalArgumentException("field " + key + " missing value");
            }
            set(part, key, value);
        }
        if (proto == 0 && (part.srcPort | part.dstPort) != 0) {
            throw new IllegalArgumentException("port is set without protocol");
        }
    }

    private void set(Part part, String key, String value) {
        switch (key) {
            case "ct_nw_src", "ct_ipv6_src" -> part.src = address(key, value, part.src);
            case "ct_nw_dst", "ct_ipv6_dst" -> part.dst = address(key, value, part.dst);
            case "ct_nw_proto" -> proto = number(key, value, 0xff);
            case "ct_tp_src" -> part.srcPort = number(key, value, 0xffff);
            case "ct_tp_dst" -> part.dstPort = number(key, value, 0xffff);
            case "icmp_id" -> part.icmpId = icmp(key, value, 0xffff);
            case "icmp_type" -> part.icmpType = icmp(key, value, 0xff);
            case "icmp_code" -> part.icmpCode = icmp(key, value, 0xff);
            default -> throw new IllegalArgumentException("invalid conntrack tuple field: " + key);
        }
    }

    private byte[] address(String key, String value, byte[] before) {
        boolean ipv6 = key.startsWith("ct_ipv6");
        int bytes = ipv6 ? 16 : 4;
        if (addressBytes != 0 && addressBytes != bytes) {
            throw new IllegalArgumentException("the L3 protocol does not match " + value);
        }
        if (before.length != 0) {
            throw new IllegalArgumentException(key + " is set multiple times");
        }
        byte[] address = Ipv6Text.parse(ipv6 ? value : "::" + value);
        if (address == null || !ipv6 && value.indexOf('.') < 0) {
            throw new IllegalArgumentException("failed to parse field " + key);
        }
        addressBytes = bytes;
        return address;
    }

    private int icmp(String key, String value, int max) {
        if (!isIcmp()) {
            throw new IllegalArgumentException("invalid L4 fields");
        }
        return number(key, value, max);
    }

    private boolean isIcmp() {
        return proto == Ethernet.PROTO_ICMP || proto == Ethernet.PROTO_ICMPV6;
    }

    private static int number(String key, String value, int max) {
        try {
            int number = Integer.decode(value.toLowerCase(Locale.ROOT));
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException _) {
            // as one that is out of range
        }
        throw new IllegalArgumentException("failed to parse field " + key);
    }

    @Override
    public boolean test(ConnectionInfo connection) {
        return (addressBytes == 0 || connection.original().ipv6() == (addressBytes == 16))
                && (proto == 0 || connection.original().proto() == proto)
                && fits(original, connection.original())
                && fits(reply, connection.reply());
    }

    private boolean fits(Part part, ConnectionInfo.End end) {
        if (!fits(part.src, end.srcHi(), end.srcLo()) || !fits(part.dst, end.dstHi(), end.dstLo())) {
            return false;
        }
        if (isIcmp()) {
            return part.empty()
                    || part.icmpId == end.srcPort() && part.icmpType == end.icmpType() && part.icmpCode == 0;
        }
        return (part.srcPort == 0 || part.srcPort == end.srcPort())
                && (part.dstPort == 0 || part.dstPort == end.dstPort());
    }

    private static boolean fits(byte[] wanted, long hi, long lo) {
        if (wanted.length == 0) {
            return true;
        }
        for (int i = 0; i < 16; i++) {
            long word = i < 8 ? hi : lo;
            if (wanted[i] != (byte) (word >>> 56 - 8 * (i % 8))) {
                return false;
            }
        }
        return true;
    }
}
