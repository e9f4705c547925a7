package org.mirach.openflow.text;

import java.util.List;
import java.util.stream.Collectors;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.MaskedField;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.LearnSpec;
import org.mirach.openflow.model.PortNo;

/** Nicira's larger actions in the words of ovs-actions(7). */
final class NiciraActionFormatter {
    static final List<String> MULTIPATH_ALGORITHMS = List.of("modulo_n", "hash_threshold", "hrw", "iter_hash");
    static final List<String> BUNDLE_ALGORITHMS = List.of("active_backup", "hrw");
    private static final int DEFAULT_PRIORITY = 0x8000;
    private static final int FTP = 21;
    private static final int TFTP = 69;
    private static final int TLV = 2;
    /** Packet type of decap that leaves it to the header what is inside. */
    static final int NEXT_PROTOCOL = 0xfffe;

    private NiciraActionFormatter() {}

    /** Items with commas between them. */
    private static final class Items {
        private final StringBuilder out;
        private boolean any;

        Items(String name) {
            out = new StringBuilder(name).append('(');
        }

        Items add(String item) {
            out.append(any ? "," : "").append(item);
            any = true;
            return this;
        }

        Items addIf(boolean there, String item) {
            return there ? add(item) : this;
        }

        Items number(String name, long value) {
            return addIf(value != 0, name + "=" + value);
        }

        String close() {
            return out.append(')').toString();
        }
    }

    static String dotted(Bytes data) {
        return data.size() == 0 ? "" : String.join(".", data.toString().split("(?<=\\G..)"));
    }

    static String controller(Action.Controller controller) {
        if (controller.reason() == 1
                && controller.controllerId() == 0
                && !controller.pause()
                && controller.userdata().size() == 0
                && controller.meterId() == 0) {
            return "CONTROLLER:" + controller.maxLength();
        }
        return new Items("controller")
                .addIf(controller.reason() != 1, "reason=" + Reasons.packetIn(controller.reason()))
                .addIf(controller.maxLength() != PortNo.WHOLE_PACKET, "max_len=" + controller.maxLength())
                .number("id", controller.controllerId())
                .addIf(controller.userdata().size() > 0, "userdata=" + dotted(controller.userdata()))
                .addIf(controller.pause(), "pause")
                .number("meter_id", controller.meterId() & 0xffffffffL)
                .close();
    }

    static String learn(Action.Learn learn) {
        Items items = new Items("learn")
                .add("table=" + learn.tableId())
                .number("idle_timeout", learn.idleTimeout())
                .number("hard_timeout", learn.hardTimeout())
                .number("fin_idle_timeout", learn.finIdleTimeout())
                .number("fin_hard_timeout", learn.finHardTimeout())
                .addIf(learn.priority() != DEFAULT_PRIORITY, "priority=" + learn.priority())
                .addIf((learn.flags() & Action.Learn.SEND_FLOW_REM) != 0, "send_flow_rem")
                .addIf((learn.flags() & Action.Learn.DELETE_LEARNED) != 0, "delete_learned")
                .addIf(learn.cookie() != 0, "cookie=" + Numbers.hex(learn.cookie()))
                .number("limit", learn.limit() & 0xffffffffL);
        learn.resultDestination().ifPresent(result -> items.add("result_dst=" + FieldNames.format(result)));
        learn.specs().forEach(spec -> items.add(spec(spec)));
        return items.close();
    }

    private static String spec(LearnSpec spec) {
        return switch (spec) {
            case LearnSpec.MatchValue match -> constant(match.destination(), match.value());
            case LearnSpec.MatchField match -> {
                boolean same = match.source().field() == match.destination().field()
                        && match.source().offset() == match.destination().offset();
                yield FieldNames.format(match.destination()) + (same ? "" : "=" + FieldNames.format(match.source()));
            }
            case LearnSpec.LoadValue load ->
                "load:" + Numbers.hex(load.value()) + "->" + FieldNames.format(load.destination());
            case LearnSpec.LoadField load ->
                "load:" + FieldNames.format(load.source()) + "->" + FieldNames.format(load.destination());
            case LearnSpec.Output output -> "output:" + FieldNames.format(output.source());
        };
    }

    /** A whole field is written as a match writes it. */
    private static String constant(Subfield part, FieldValue value) {
        if (part.bits() < part.field().width()) {
            return FieldNames.format(part) + "=" + Numbers.hex(value);
        }
        MaskedField whole = new MaskedField(part.field(), value, part.field().fullMask());
        return part.field().names().getFirst() + "=" + ValueText.format(whole);
    }

    static String connection(Action.Ct ct) {
        boolean nat = !ct.actions().isEmpty() && ct.actions().getFirst() instanceof Action.Nat;
        List<Action> rest = nat ? ct.actions().subList(1, ct.actions().size()) : ct.actions();
        Items items = new Items("ct")
                .addIf((ct.flags() & Action.Ct.COMMIT) != 0, "commit")
                .addIf((ct.flags() & Action.Ct.FORCE) != 0, "force")
                .addIf(ct.tableId() != Action.Ct.NO_TABLE, "table=" + ct.tableId());
        if (ct.zoneSource().isPresent()) {
            items.add("zone=" + FieldNames.format(ct.zoneSource().get()));
        } else {
            items.number("zone", ct.zone());
        }
        if (nat) {
            items.add(ActionFormatter.action(ct.actions().getFirst()));
        }
        items.addIf(!rest.isEmpty(), "exec(" + ActionFormatter.actions(rest) + ")");
        return items.addIf(ct.algPort() != 0, "alg=" + helper(ct.algPort())).close();
    }

    private static String helper(int port) {
        return switch (port) {
            case FTP -> "ftp";
            case TFTP -> "tftp";
            default -> Integer.toString(port);
        };
    }

    static String nat(Action.Nat nat) {
        if ((nat.flags() & (Action.Nat.SRC | Action.Nat.DST)) == 0) {
            return "nat";
        }
        String way = (nat.flags() & Action.Nat.SRC) != 0 ? "src" : "dst";
        if (nat.min().isZero()) {
            return "nat(" + way + ")";
        }
        return new Items("nat")
                .add(way + "=" + range(nat))
                .addIf((nat.flags() & Action.Nat.PERSISTENT) != 0, "persistent")
                .addIf((nat.flags() & Action.Nat.PROTO_HASH) != 0, "hash")
                .addIf((nat.flags() & Action.Nat.PROTO_RANDOM) != 0, "random")
                .close();
    }

    private static String range(Action.Nat nat) {
        StringBuilder out = new StringBuilder(address(nat, nat.min()));
        if (!nat.max().isZero() && !nat.max().equals(nat.min())) {
            out.append('-').append(address(nat, nat.max()));
        }
        if (nat.portMin() != 0) {
            out.append(':').append(nat.portMin());
            if (nat.portMax() != 0 && nat.portMax() != nat.portMin()) {
                out.append('-').append(nat.portMax());
            }
        }
        return out.toString();
    }

    private static String address(Action.Nat nat, FieldValue address) {
        if (!nat.ipv6()) {
            return ValueText.dotted(address.lo());
        }
        String text = ValueText.ipv6(address);
        return nat.portMin() != 0 ? "[" + text + "]" : text;
    }

    static String multipath(Action.Multipath multipath) {
        return new Items("multipath")
                .add(multipath.fields().text())
                .add(Integer.toString(multipath.basis()))
                .add(MULTIPATH_ALGORITHMS.get(multipath.algorithm()))
                .add(Integer.toString(multipath.linkCount()))
                .add(Integer.toUnsignedString(multipath.argument()))
                .add(FieldNames.format(multipath.destination()))
                .close();
    }

    static String bundle(Action.Bundle bundle) {
        Items items = new Items(bundle.destination().isPresent() ? "bundle_load" : "bundle")
                .add(bundle.fields().text())
                .add(Integer.toString(bundle.basis()))
                .add(BUNDLE_ALGORITHMS.get(bundle.algorithm()))
                .add("ofport");
        bundle.destination().ifPresent(destination -> items.add(FieldNames.format(destination)));
        return items.add("members:"
                        + bundle.members().stream().map(Ports::format).collect(Collectors.joining(",")))
                .close();
    }

    static String sample(Action.Sample sample) {
        return new Items("sample")
                .add("probability=" + sample.probability())
                .add("collector_set_id=" + sample.collectorSetId())
                .add("obs_domain_id=" + sample.domainId())
                .add("obs_point_id=" + sample.pointId())
                .addIf(sample.samplingPort() != PortNo.ANY, "sampling_port=" + Ports.format(sample.samplingPort()))
                .addIf(sample.direction() == 1, "ingress")
                .addIf(sample.direction() == 2, "egress")
                .close();
    }

    static String finTimeout(Action.FinTimeout cut) {
        return new Items("fin_timeout")
                .number("idle_timeout", cut.idleTimeout())
                .number("hard_timeout", cut.hardTimeout())
                .close();
    }

    static String encap(Action.Encap encap) {
        String header = headerName(encap.packetType());
        if (encap.properties().isEmpty()) {
            return "encap(" + header + ")";
        }
        Items items = new Items(header);
        encap.properties().forEach(property -> items.add(property(property)));
        return "encap(" + items.close() + ")";
    }

    private static String headerName(int packetType) {
        return switch (packetType) {
            case 0 -> "ethernet";
            case 0x1894f -> "nsh";
            case 0x18847 -> "mpls";
            case 0x18848 -> "mpls_mc";
            default -> "UNKNOWN";
        };
    }

    private static String property(Action.EncapProperty property) {
        byte[] data = property.data().array();
        if (property.type() != TLV) {
            return "md_type=" + data[0];
        }
        int tlvClass = (data[0] & 0xff) << 8 | data[1] & 0xff;
        String value = property.data().toString().substring(8).replaceFirst("^0+", "");
        return "tlv(0x%04x,%d,%s)".formatted(tlvClass, data[2] & 0xff, value.isEmpty() ? "0" : "0x" + value);
    }

    static String decap(Action.Decap decap) {
        int type = decap.packetType();
        return type == NEXT_PROTOCOL
                ? "decap()"
                : "decap(packet_type(ns=%d,type=%s))".formatted(type >>> 16, Numbers.hex(type & 0xffff));
    }
}
