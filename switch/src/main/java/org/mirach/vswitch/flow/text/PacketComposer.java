package org.mirach.vswitch.flow.text;

import java.io.ByteArrayOutputStream;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Makes a frame that has a given key: for {@code ofproto/trace -generate} and for dummy ports. Lengths and checksums are
 * right; what the key does not tell is zero.
 *
 * <p><b>Threads:</b> one; made for one frame.
 */
public final class PacketComposer {
    private static final int DEFAULT_PAYLOAD = 64;
    private static final int SYN_FIN_RST = 7;

    private final long[] key;
    private final byte[] payload;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(128);

    private PacketComposer(long[] key, byte[] payload) {
        this.key = key;
        this.payload = payload;
    }

    public static byte[] compose(FlowKey key) {
        return compose(key, new byte[DEFAULT_PAYLOAD]);
    }

    public static byte[] compose(FlowKey key, byte[] payload) {
        return new PacketComposer(key.toArray(), payload).frame();
    }

    private byte[] frame() {
        put(KeyField.ETH_DST.of(key), 6);
        put(KeyField.ETH_SRC.of(key), 6);
        tag(KeyField.TCI, KeyField.TPID);
        tag(KeyField.INNER_TCI, KeyField.INNER_TPID);
        int ethType = (int) KeyField.ETH_TYPE.of(key);
        put(ethType == EtherType.NONE ? 14 : ethType, 2);
        switch (ethType) {
            case EtherType.IPV4 -> ipv4();
            case EtherType.IPV6 -> ipv6();
            case EtherType.ARP, EtherType.RARP -> arp();
            case EtherType.MPLS, EtherType.MPLS_MULTICAST -> mpls();
            default -> {}
        }
        return out.toByteArray();
    }

    private void put(long value, int octets) {
        put(out, value, octets);
    }

    private static void put(ByteArrayOutputStream to, long value, int octets) {
        for (int i = octets - 1; i >= 0; i--) {
            to.write((int) (value >>> 8 * i));
        }
    }

    private void tag(KeyField tci, KeyField tpid) {
        long value = tci.of(key);
        if ((value & KeyLayout.VLAN_PRESENT) != 0) {
            put(tpid.any(key) ? tpid.of(key) : EtherType.VLAN, 2);
            put(value & ~KeyLayout.VLAN_PRESENT, 2);
        }
    }

    private void ipv4() {
        byte[] body = transport();
        ByteArrayOutputStream header = new ByteArrayOutputStream(20);
        put(header, 0x45, 1);
        put(header, KeyField.IP_TOS.of(key), 1);
        put(header, 20 + body.length, 2);
        put(header, 0, 2);
        long fragment = KeyField.IP_FRAG.of(key);
        boolean any = (fragment & KeyLayout.FRAG_ANY) != 0;
        put(header, any ? 0x2000 | ((fragment & KeyLayout.FRAG_LATER) != 0 ? 100 : 0) : 0, 2);
        put(header, KeyField.IP_TTL.of(key), 1);
        put(header, KeyField.IP_PROTO.of(key), 1);
        put(header, 0, 2);
        put(header, KeyField.IPV4_SRC.of(key), 4);
        put(header, KeyField.IPV4_DST.of(key), 4);
        byte[] bytes = header.toByteArray();
        store(bytes, 10, checksum(sum(bytes)));
        ByteArrayOutputStream pseudo = new ByteArrayOutputStream(12);
        pseudo.write(bytes, 12, 8);
        put(pseudo, KeyField.IP_PROTO.of(key), 2);
        put(pseudo, body.length, 2);
        complete(body, sum(pseudo.toByteArray()));
        out.writeBytes(bytes);
        out.writeBytes(body);
    }

    private void ipv6() {
        byte[] body = transport();
        ByteArrayOutputStream addresses = new ByteArrayOutputStream(40);
        put(addresses, KeyField.IPV6_SRC.high(key), 8);
        put(addresses, KeyField.IPV6_SRC.of(key), 8);
        put(addresses, KeyField.IPV6_DST.high(key), 8);
        put(addresses, KeyField.IPV6_DST.of(key), 8);
        put(6L << 28 | KeyField.IP_TOS.of(key) << 20 | KeyField.IPV6_LABEL.of(key), 4);
        put(body.length, 2);
        put(KeyField.IP_PROTO.of(key), 1);
        put(KeyField.IP_TTL.of(key), 1);
        out.writeBytes(addresses.toByteArray());
        put(addresses, body.length, 4);
        put(addresses, KeyField.IP_PROTO.of(key), 4);
        complete(body, sum(addresses.toByteArray()));
        out.writeBytes(body);
    }

    private byte[] transport() {
        ByteArrayOutputStream body = new ByteArrayOutputStream(128);
        if ((KeyField.IP_FRAG.of(key) & KeyLayout.FRAG_LATER) != 0) {
            return body.toByteArray();
        }
        switch ((int) KeyField.IP_PROTO.of(key)) {
            case IpProtocol.TCP -> tcp(body);
            case IpProtocol.UDP -> {
                ports(body);
                put(body, 8 + payload.length, 2);
                put(body, 0, 2);
                body.writeBytes(payload);
            }
            case IpProtocol.SCTP -> {
                ports(body);
                put(body, 0, 8);
            }
            case IpProtocol.ICMP -> {
                typeAndCode(body);
                put(body, 0, 4);
                echo(body, 8, 0);
            }
            case IpProtocol.IGMP -> {
                typeAndCode(body);
                put(body, 0, 4);
            }
            case IpProtocol.ICMPV6 -> icmpv6(body);
            default -> {}
        }
        return body.toByteArray();
    }

    private void ports(ByteArrayOutputStream body) {
        put(body, KeyField.TP_SRC.of(key), 2);
        put(body, KeyField.TP_DST.of(key), 2);
    }

    private void tcp(ByteArrayOutputStream body) {
        long flags = KeyField.TCP_FLAGS.of(key) & 0xfff;
        ports(body);
        put(body, 0, 8);
        put(body, 5L << 12 | flags, 2);
        put(body, 0, 6);
        if ((flags & SYN_FIN_RST) == 0) {
            body.writeBytes(payload);
        }
    }

    private void typeAndCode(ByteArrayOutputStream body) {
        put(body, KeyField.TP_SRC.of(key), 1);
        put(body, KeyField.TP_DST.of(key), 1);
        put(body, 0, 2);
    }

    private void echo(ByteArrayOutputStream body, int request, int reply) {
        long type = KeyField.TP_SRC.of(key);
        if ((type == request || type == reply) && !KeyField.TP_DST.any(key)) {
            body.writeBytes(payload);
        }
    }

    private void icmpv6(ByteArrayOutputStream body) {
        typeAndCode(body);
        put(body, KeyField.IPV4_SRC.of(key), 4);
        long type = KeyField.TP_SRC.of(key);
        if ((type == 135 || type == 136) && !KeyField.TP_DST.any(key)) {
            put(body, KeyField.ND_TARGET.high(key), 8);
            put(body, KeyField.ND_TARGET.of(key), 8);
            option(body, 1, KeyField.ARP_SHA);
            option(body, 2, KeyField.ARP_THA);
        } else {
            echo(body, 128, 129);
        }
    }

    private void option(ByteArrayOutputStream body, int type, KeyField address) {
        if (address.any(key)) {
            put(body, type << 8 | 1, 2);
            put(body, address.of(key), 6);
        }
    }

    private void arp() {
        put(1, 2);
        put(EtherType.IPV4, 2);
        put(6 << 8 | 4, 2);
        long operation = KeyField.IP_PROTO.of(key);
        put(operation, 2);
        boolean known = operation == 1 || operation == 2;
        put(known ? KeyField.ARP_SHA.of(key) : 0, 6);
        put(known ? KeyField.IPV4_SRC.of(key) : 0, 4);
        put(known ? KeyField.ARP_THA.of(key) : 0, 6);
        put(known ? KeyField.IPV4_DST.of(key) : 0, 4);
    }

    private void mpls() {
        for (KeyField entry : new KeyField[] {KeyField.MPLS_0, KeyField.MPLS_1, KeyField.MPLS_2}) {
            put(entry.of(key), 4);
            if ((entry.of(key) & 0x100) != 0) {
                return;
            }
        }
    }

    /** Writes the checksum of what follows the IP header. */
    private void complete(byte[] body, long pseudoHeader) {
        int at = switch ((int) KeyField.IP_PROTO.of(key)) {
            case IpProtocol.TCP -> 16;
            case IpProtocol.UDP -> 6;
            case IpProtocol.ICMP, IpProtocol.ICMPV6, IpProtocol.IGMP -> 2;
            default -> -1;
        };
        if (at < 0 || body.length == 0) {
            return;
        }
        boolean alone = KeyField.IP_PROTO.of(key) == IpProtocol.ICMP || KeyField.IP_PROTO.of(key) == IpProtocol.IGMP;
        int checksum = checksum(sum(body) + (alone ? 0 : pseudoHeader));
        store(body, at, checksum == 0 && at == 6 ? 0xffff : checksum);
    }

    private static void store(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 8);
        bytes[at + 1] = (byte) value;
    }

    private static long sum(byte[] bytes) {
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            sum += (bytes[i] & 0xffL) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }

    private static int checksum(long sum) {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xffff) + (folded >>> 16);
        }
        return (int) ~folded & 0xffff;
    }
}
