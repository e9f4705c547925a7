package org.mirach.it.harness;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Frames written as text: layers from the outside in, {@code /} between them, each with what differs from its defaults.
 *
 * <pre>
 * eth(src=02:00:00:00:00:01,dst=02:00:00:00:00:02)/vlan(vid=10,pcp=3)/ipv4(src=10.0.0.1,dst=10.0.0.2,ttl=64)/tcp(dst=80)
 * eth/arp(op=1,spa=10.0.0.1,tpa=10.0.0.2)        eth/ipv6(src=fe80::1,dst=fe80::2)/icmp6(type=128)
 * eth(type=0x88cc)/data(0102)                    hex(0000...)
 * </pre>
 *
 * Lengths, types and checksums are worked out; a frame shorter than 60 bytes is padded with zeros. Immutable results.
 */
public final class PacketText {
    private static final int MIN_FRAME_BYTES = 60;
    private static final Map<String, Integer> ETHER_TYPES =
            Map.of("ipv4", 0x0800, "arp", 0x0806, "ipv6", 0x86dd, "vlan", 0x8100, "svlan", 0x88a8, "mpls", 0x8847);
    private static final Map<String, Integer> PROTOCOLS = Map.of(
            "hopopt", 0, "icmp", 1, "igmp", 2, "tcp", 6, "udp", 17, "route", 43, "frag6", 44, "icmp6", 58, "dstopt", 60,
            "sctp", 132);

    private record Layer(String name, Map<String, String> values) {
        String text(String key, String other) {
            return values.getOrDefault(key, other);
        }

        int number(String key, int other) {
            return values.containsKey(key) ? Integer.decode(values.get(key)) : other;
        }
    }

    private PacketText() {}

    /** The frame as hex digits. */
    public static String hex(String text) {
        List<Layer> layers = layers(text);
        byte[] frame = encode(layers, 0, null);
        ByteBuffer padded =
                ByteBuffer.allocate(Math.max(frame.length, MIN_FRAME_BYTES)).put(frame);
        return HexFormat.of().formatHex(layers.getFirst().name().equals("hex") ? frame : padded.array());
    }

    private static List<Layer> layers(String text) {
        List<Layer> layers = new ArrayList<>();
        for (String part : text.split("/")) {
            int open = part.indexOf('(');
            Map<String, String> values = new HashMap<>();
            if (open >= 0) {
                for (String pair : part.substring(open + 1, part.length() - 1).split(",")) {
                    int equals = pair.indexOf('=');
                    values.put(equals < 0 ? "" : pair.substring(0, equals), pair.substring(equals + 1));
                }
            }
            layers.add(new Layer(open < 0 ? part : part.substring(0, open), values));
        }
        return layers;
    }

    private static byte[] encode(List<Layer> layers, int at, Layer below) {
        if (at == layers.size()) {
            return new byte[0];
        }
        Layer layer = layers.get(at);
        byte[] inner = encode(layers, at + 1, below(layer, below));
        String next = at + 1 < layers.size() ? layers.get(at + 1).name() : "";
        return switch (layer.name()) {
            case "eth" -> ethernet(layer, next, inner);
            case "vlan", "svlan" -> vlan(layer, next, inner);
            case "arp" -> arp(layer);
            case "ipv4" -> ipv4(layer, next, inner);
            case "ipv6" -> ipv6(layer, next, inner);
            case "tcp" -> withChecksum(tcp(layer, inner), 16, 6, below);
            case "udp" -> withChecksum(udp(layer, inner), 6, 17, below);
            case "icmp" -> withChecksum(icmp(layer, inner), 2, 0, null);
            case "icmp6" -> withChecksum(icmp(layer, inner), 2, 58, below);
            case "sctp" ->
                ByteBuffer.allocate(12 + inner.length)
                        .putShort((short) layer.number("src", 1000))
                        .putShort((short) layer.number("dst", 2000))
                        .position(12)
                        .put(inner)
                        .array();
            case "mpls" ->
                ByteBuffer.allocate(4 + inner.length)
                        .putInt(layer.number("label", 16) << 12
                                | layer.number("tc", 0) << 9
                                | layer.number("bos", 1) << 8
                                | layer.number("ttl", 64))
                        .put(inner)
                        .array();
            case "igmp" -> withChecksum(igmp(layer, inner), 2, 0, null);
            case "hopopt", "dstopt", "route" -> extension(next, inner).array();
            case "frag6" ->
                extension(next, inner)
                        .putShort(2, (short) (layer.number("offset", 0) << 3 | layer.number("mf", 0)))
                        .putInt(4, layer.number("id", 1))
                        .array();
            case "nd" -> neighbour(layer, inner);
            case "data", "hex" -> HexFormat.of().parseHex(layer.text("", ""));
            case "zeros" -> new byte[layer.number("", 0)];
            default -> throw new IllegalArgumentException("no layer " + layer.name());
        };
    }

    /** What a checksum above covers: the nearest layer of IP. */
    private static Layer below(Layer layer, Layer below) {
        return layer.name().startsWith("ipv") ? layer : below;
    }

    private static byte[] ethernet(Layer layer, String next, byte[] inner) {
        return ByteBuffer.allocate(14 + inner.length)
                .put(mac(layer.text("dst", "02:00:00:00:00:02")))
                .put(mac(layer.text("src", "02:00:00:00:00:01")))
                .putShort((short) layer.number("type", ETHER_TYPES.getOrDefault(next, 0x88b5)))
                .put(inner)
                .array();
    }

    private static byte[] vlan(Layer layer, String next, byte[] inner) {
        return ByteBuffer.allocate(4 + inner.length)
                .putShort(
                        (short) (layer.number("pcp", 0) << 13 | layer.number("dei", 0) << 12 | layer.number("vid", 1)))
                .putShort((short) layer.number("type", ETHER_TYPES.getOrDefault(next, 0x88b5)))
                .put(inner)
                .array();
    }

    private static byte[] arp(Layer layer) {
        return ByteBuffer.allocate(28)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) layer.number("op", 1))
                .put(mac(layer.text("sha", "02:00:00:00:00:01")))
                .put(address(layer.text("spa", "10.0.0.1")))
                .put(mac(layer.text("tha", "00:00:00:00:00:00")))
                .put(address(layer.text("tpa", "10.0.0.2")))
                .array();
    }

    private static byte[] ipv4(Layer layer, String next, byte[] inner) {
        ByteBuffer header = ByteBuffer.allocate(20 + inner.length)
                .put((byte) 0x45)
                .put((byte) layer.number("tos", 0))
                .putShort((short) layer.number("len", 20 + inner.length))
                .putShort((short) layer.number("id", 0))
                .putShort(
                        (short) (layer.number("df", 0) << 14 | layer.number("mf", 0) << 13 | layer.number("offset", 0)))
                .put((byte) layer.number("ttl", 64))
                .put((byte) layer.number("proto", PROTOCOLS.getOrDefault(next, 253)))
                .putShort((short) 0)
                .put(address(layer.text("src", "10.0.0.1")))
                .put(address(layer.text("dst", "10.0.0.2")))
                .put(inner);
        header.putShort(10, (short) layer.number("csum", sum(header.array(), 0, 20, 0)));
        return header.array();
    }

    private static byte[] ipv6(Layer layer, String next, byte[] inner) {
        return ByteBuffer.allocate(40 + inner.length)
                .putInt(6 << 28 | layer.number("tc", 0) << 20 | layer.number("label", 0))
                .putShort((short) inner.length)
                .put((byte) layer.number("proto", PROTOCOLS.getOrDefault(next, 59)))
                .put((byte) layer.number("ttl", 64))
                .put(address(layer.text("src", "fe80::1")))
                .put(address(layer.text("dst", "fe80::2")))
                .put(inner)
                .array();
    }

    private static ByteBuffer tcp(Layer layer, byte[] inner) {
        return ByteBuffer.allocate(20 + inner.length)
                .putShort((short) layer.number("src", 1000))
                .putShort((short) layer.number("dst", 2000))
                .putInt(1)
                .putInt(layer.number("ack", 0))
                .putShort((short) (0x5000 | layer.number("flags", 2)))
                .putShort((short) 8192)
                .putInt(0)
                .put(inner);
    }

    private static ByteBuffer udp(Layer layer, byte[] inner) {
        return ByteBuffer.allocate(8 + inner.length)
                .putShort((short) layer.number("src", 1000))
                .putShort((short) layer.number("dst", 2000))
                .putShort((short) (8 + inner.length))
                .putShort((short) 0)
                .put(inner);
    }

    private static ByteBuffer icmp(Layer layer, byte[] inner) {
        return ByteBuffer.allocate(8 + inner.length)
                .put((byte) layer.number("type", 8))
                .put((byte) layer.number("code", 0))
                .putShort((short) 0)
                .putInt(layer.number("rest", 0))
                .put(inner);
    }

    private static ByteBuffer igmp(Layer layer, byte[] inner) {
        return ByteBuffer.allocate(8 + inner.length)
                .put((byte) layer.number("type", 0x16))
                .put((byte) layer.number("code", 0))
                .putShort((short) 0)
                .put(address(layer.text("group", "224.0.0.9")))
                .put(inner);
    }

    /** An extension header of 8 bytes, whose options are padding (RFC 8200, section 4). */
    private static ByteBuffer extension(String next, byte[] inner) {
        return ByteBuffer.allocate(8 + inner.length)
                .put((byte) (int) PROTOCOLS.getOrDefault(next, 59))
                .position(8)
                .put(inner);
    }

    /** What follows the first 8 bytes of a neighbour discovery message (RFC 4861): target, and one option. */
    private static byte[] neighbour(Layer layer, byte[] inner) {
        return ByteBuffer.allocate(24 + inner.length)
                .put(address(layer.text("target", "fe80::2")))
                .put((byte) layer.number("option", 1))
                .put((byte) 1)
                .put(mac(layer.text("lladdr", "02:00:00:00:00:01")))
                .put(inner)
                .array();
    }

    private static byte[] withChecksum(ByteBuffer segment, int at, int protocol, Layer ip) {
        int length = segment.capacity();
        int start = 0;
        if (ip != null) {
            boolean six = ip.name().equals("ipv6");
            byte[] src = address(ip.text("src", six ? "fe80::1" : "10.0.0.1"));
            byte[] dst = address(ip.text("dst", six ? "fe80::2" : "10.0.0.2"));
            byte[] pseudo = ByteBuffer.allocate(2 * src.length + 8)
                    .put(src)
                    .put(dst)
                    .putInt(length)
                    .putInt(protocol)
                    .array();
            start = ~sum(pseudo, 0, pseudo.length, 0) & 0xffff;
        }
        int sum = sum(segment.array(), 0, length, start);
        segment.putShort(at, (short) (sum == 0 && protocol == 17 ? 0xffff : sum));
        return segment.array();
    }

    /** The Internet checksum (RFC 1071): the complement of the one's complement sum. */
    private static int sum(byte[] bytes, int from, int length, int start) {
        int sum = start;
        for (int i = 0; i < length; i++) {
            sum += (bytes[from + i] & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }

    private static byte[] mac(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    private static byte[] address(String text) {
        return java.net.InetAddress.ofLiteral(text).getAddress();
    }
}
