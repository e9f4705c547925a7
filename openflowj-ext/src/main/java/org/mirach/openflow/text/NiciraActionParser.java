package org.mirach.openflow.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringTokenizer;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.HashFields;
import org.mirach.openflow.model.PortNo;

/** Reads Nicira's larger actions, except learn and ct. */
final class NiciraActionParser {
    private static final int ETHERNET_HEADER = 14;
    private static final int MAX_LINKS = 65536;

    private NiciraActionParser() {}

    /** Null where {@code word} is no such action. */
    static Action parse(KeyValues pair, String word) {
        return switch (word) {
            case "controller" -> controller(pair);
            case "conjunction" -> conjunction(pair);
            case "multipath" -> multipath(pair);
            case "bundle" -> bundle(pair, false);
            case "bundle_load" -> bundle(pair, true);
            case "push" -> new Action.StackPush(FieldNames.parse(pair.value()));
            case "pop" -> new Action.StackPop(FieldNames.parse(pair.value()));
            case "check_pkt_larger" -> checkPacketLarger(pair);
            case "fin_timeout" -> finTimeout(pair);
            case "sample" -> sample(pair);
            case "encap" -> encap(pair);
            case "decap" -> decap(pair);
            case "dec_nsh_ttl" -> new Action.DecNshTtl();
            case "delete_field" -> deleteField(pair);
            case "ct_clear" -> new Action.CtClear();
            default -> null;
        };
    }

    private static Action controller(KeyValues pair) {
        if (!pair.parenthesised()) {
            return new Action.Output(
                    PortNo.CONTROLLER, pair.value().isEmpty() ? PortNo.WHOLE_PACKET : (int) pair.number(0xffff));
        }
        int maxLength = PortNo.WHOLE_PACKET;
        int id = 0;
        int reason = 1;
        boolean pause = false;
        Bytes userdata = Bytes.EMPTY;
        int meter = 0;
        KeyValues inner = pair.inner();
        while (inner.next()) {
            switch (inner.key()) {
                case "max_len" -> maxLength = (int) inner.number(0xffff);
                case "id" -> id = (int) inner.number(0xffff);
                case "reason" -> reason = Reasons.packetIn(inner.value());
                case "userdata" -> userdata = octets(inner);
                case "pause" -> pause = true;
                case "meter_id" -> meter = (int) inner.number(0xffffffffL);
                default ->
                    throw inner.badKey("is no part of controller(): max_len, id, reason, userdata, pause, meter_id");
            }
            if (reason < 0) {
                throw inner.badValue("is no reason: no_match, action, invalid_ttl");
            }
        }
        return reason == 1 && id == 0 && !pause && userdata.size() == 0 && meter == 0
                ? new Action.Output(PortNo.CONTROLLER, maxLength)
                : new Action.Controller(maxLength, id, reason, pause, userdata, meter);
    }

    /** Hexadecimal digits, perhaps with dots between the octets. */
    static Bytes octets(KeyValues pair) {
        try {
            return Bytes.ofHex(pair.value().replace(".", ""));
        } catch (IllegalArgumentException e) {
            throw pair.badValue("is not made of pairs of hexadecimal digits");
        }
    }

    private static Action conjunction(KeyValues pair) {
        String[] parts = pair.value().split("[,/]", -1);
        if (parts.length != 3) {
            throw pair.badValue("must be ID,CLAUSE/CLAUSES");
        }
        long id = pair.number(parts[0].trim(), 0xffffffffL);
        int clause = (int) pair.number(parts[1].trim(), 255);
        int count = (int) pair.number(parts[2].trim(), 255);
        if (count < 2 || count > 64 || clause < 1 || clause > count) {
            throw pair.badValue("must have 2 to 64 clauses, and one of them");
        }
        return new Action.Conjunction(id, clause - 1, count);
    }

    private static List<String> words(KeyValues pair, int least) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(pair.value(), ", \t");
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        if (words.size() < least) {
            throw pair.badValue("needs " + least + " arguments");
        }
        return words;
    }

    private static HashFields hash(KeyValues pair, String name) {
        return Arrays.stream(HashFields.values())
                .filter(fields -> fields.text().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> pair.badValue("hashes fields that are not known: " + name));
    }

    private static int algorithm(KeyValues pair, List<String> names, String name) {
        int index = names.indexOf(name.toLowerCase(java.util.Locale.ROOT));
        if (index < 0) {
            throw pair.badValue("names an algorithm that is not one of " + names);
        }
        return index;
    }

    private static Action multipath(KeyValues pair) {
        List<String> words = words(pair, 6);
        int links = (int) pair.number(words.get(3), MAX_LINKS);
        Subfield destination = FieldNames.parse(words.get(5));
        if (links < 1 || destination.bits() < 16 && links > 1 << destination.bits()) {
            throw pair.badValue("has " + links + " links, which do not fit");
        }
        return new Action.Multipath(
                hash(pair, words.get(0)),
                (int) pair.number(words.get(1), 0xffff),
                algorithm(pair, NiciraActionFormatter.MULTIPATH_ALGORITHMS, words.get(2)),
                links,
                (int) pair.number(words.get(4), 0xffffffffL),
                destination);
    }

    private static Action bundle(KeyValues pair, boolean load) {
        int colon = pair.value().indexOf(':');
        int least = load ? 6 : 5;
        List<String> words = words(pair, least);
        String delimiter = words.get(least - 1).replaceAll(":.*", "");
        if (colon < 0 || !delimiter.equals("members") && !delimiter.equals("slaves")) {
            throw pair.badValue("needs members:... at its end");
        }
        if (!words.get(3).equals("ofport")) {
            throw pair.badValue("has members of a kind that is not ofport");
        }
        List<Integer> members = new ArrayList<>();
        StringTokenizer ports = new StringTokenizer(pair.value().substring(colon + 1), ", []");
        while (ports.hasMoreTokens()) {
            members.add(pair.port(ports.nextToken()));
        }
        return new Action.Bundle(
                algorithm(pair, NiciraActionFormatter.BUNDLE_ALGORITHMS, words.get(2)),
                hash(pair, words.get(0)),
                (int) pair.number(words.get(1), 0xffff),
                members,
                load ? Optional.of(FieldNames.parse(words.get(4))) : Optional.empty());
    }

    private static Action checkPacketLarger(KeyValues pair) {
        if (!pair.parenthesised() || !pair.tail().startsWith("->")) {
            throw pair.badValue("must be check_pkt_larger(LENGTH)->FIELD[BIT]");
        }
        Subfield destination = FieldNames.parse(pair.tail().substring(2));
        if (destination.bits() != 1) {
            throw pair.badValue("writes to more than one bit");
        }
        return new Action.CheckPacketLarger((int) pair.number(0xffff), destination);
    }

    private static Action finTimeout(KeyValues pair) {
        int idle = 0;
        int hard = 0;
        KeyValues inner = pair.inner();
        while (inner.next()) {
            switch (inner.key()) {
                case "idle_timeout" -> idle = (int) inner.number(0xffff);
                case "hard_timeout" -> hard = (int) inner.number(0xffff);
                default -> throw inner.badKey("is no part of fin_timeout(): idle_timeout, hard_timeout");
            }
        }
        return new Action.FinTimeout(idle, hard);
    }

    private static Action sample(KeyValues pair) {
        int probability = 0;
        long collector = 0;
        long domain = 0;
        long point = 0;
        int port = PortNo.ANY;
        int direction = 0;
        KeyValues inner = pair.inner();
        while (inner.next()) {
            switch (inner.key()) {
                case "probability" -> probability = (int) inner.number(0xffff);
                case "collector_set_id" -> collector = inner.number(0xffffffffL);
                case "obs_domain_id" -> domain = inner.number(0xffffffffL);
                case "obs_point_id" -> point = inner.number(0xffffffffL);
                case "sampling_port" -> port = inner.port();
                case "ingress" -> direction = 1;
                case "egress" -> direction = 2;
                default -> throw inner.badKey("is no part of sample()");
            }
        }
        if (probability == 0) {
            throw pair.badValue("needs a probability from 1 to 65535");
        }
        return new Action.Sample(probability, collector, domain, point, port, direction);
    }

    private static Action encap(KeyValues pair) {
        KeyValues header = pair.inner();
        if (!header.next()) {
            throw pair.badValue("names no header: ethernet, nsh, mpls, mpls_mc");
        }
        int type = switch (header.key()) {
            case "ethernet" -> 0;
            case "nsh" -> 0x1894f;
            case "mpls" -> 0x18847;
            case "mpls_mc" -> 0x18848;
            default -> throw header.badKey("is no header that encap knows: ethernet, nsh, mpls, mpls_mc");
        };
        List<Action.EncapProperty> properties = new ArrayList<>();
        KeyValues inner = header.inner();
        while (header.parenthesised() && inner.next()) {
            if (type != 0x1894f) {
                throw inner.badKey("is no property of that header");
            }
            properties.add(property(inner));
        }
        return new Action.Encap(type, properties);
    }

    private static Action.EncapProperty property(KeyValues pair) {
        if (pair.key().equals("md_type")) {
            int type = (int) pair.number(2);
            if (type == 0) {
                throw pair.badValue("is no metadata type: 1, 2");
            }
            return new Action.EncapProperty(4, 1, Bytes.wrap(new byte[] {(byte) type}));
        }
        String[] parts = pair.value().split(",", -1);
        if (!pair.key().equals("tlv") || parts.length != 3 || !parts[2].startsWith("0x")) {
            throw pair.badKey("is no property of nsh: md_type=1, tlv(0xCLASS,TYPE,0xVALUE)");
        }
        String digits = parts[2].substring(2);
        byte[] value =
                Bytes.ofHex(digits.length() % 2 == 0 ? digits : "0" + digits).toArray();
        byte[] data = new byte[4 + value.length];
        int tlvClass = (int) pair.number(parts[0], 0xffff);
        data[0] = (byte) (tlvClass >> 8);
        data[1] = (byte) tlvClass;
        data[2] = (byte) pair.number(parts[1], 255);
        data[3] = (byte) value.length;
        System.arraycopy(value, 0, data, 4, value.length);
        return new Action.EncapProperty(4, 2, Bytes.wrap(data));
    }

    private static Action decap(KeyValues pair) {
        int type = NiciraActionFormatter.NEXT_PROTOCOL;
        KeyValues inner = pair.inner();
        while (pair.parenthesised() && inner.next()) {
            if (!inner.key().equals("packet_type")) {
                throw inner.badKey("is no part of decap(): packet_type(ns=...,type=...)");
            }
            int namespace = 0;
            int inside = 0;
            KeyValues parts = inner.inner();
            while (parts.next()) {
                switch (parts.key()) {
                    case "ns" -> namespace = (int) parts.number(4);
                    case "type" -> inside = (int) parts.number(0xffff);
                    default -> throw parts.badKey("is no part of packet_type(): ns, type");
                }
            }
            type = namespace << 16 | inside;
        }
        return new Action.Decap(type);
    }

    private static Action deleteField(KeyValues pair) {
        Field field = FieldNames.field(pair.value());
        if (field == null) {
            throw pair.badValue("is no field that is known here");
        }
        return new Action.DeleteField(field);
    }

    /** {@code output(port=PORT,max_len=LENGTH)}. */
    static Action outputTruncated(KeyValues pair) {
        int port = PortNo.ANY;
        long maxLength = 0;
        KeyValues inner = pair.inner();
        while (inner.next()) {
            switch (inner.key()) {
                case "port" -> port = inner.port();
                case "max_len" -> maxLength = inner.number(0xffffffffL);
                default -> throw inner.badKey("is no part of output(): port, max_len");
            }
        }
        if (maxLength < ETHERNET_HEADER) {
            throw pair.badValue("cuts the packet within its Ethernet header: max_len is 14 at least");
        }
        if (PortNo.reserved(port) && port != PortNo.LOCAL && port != PortNo.IN_PORT) {
            throw pair.badValue("cuts what goes to a port for which that cannot be done");
        }
        return new Action.OutputTruncated(port, (int) maxLength);
    }
}
