package org.mirach.vswitch.slowpath;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.MaskedField;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.flow.PacketInSpec;
import org.mirach.vswitch.pipeline.FlowSyntax;
import org.mirach.vswitch.pipeline.match.MaskShape;
import org.mirach.vswitch.pipeline.match.MaskedKey;
import org.mirach.vswitch.pipeline.match.MatchCompiler;
import org.mirach.vswitch.slowpath.PacketInNotice.Cause;

/** Keys, masks and datapath actions as text, for tests that compare text. */
final class TraceText {
    private static final List<Field> ALWAYS = List.of(Field.ETH_TYPE, Field.IP_PROTO);

    private TraceText() {}

    /** A packet that matches {@code text} and has zeros elsewhere. */
    static FlowKey key(String text) {
        return FlowKey.copyOf(MatchCompiler.compile(FlowSyntax.match(text)).fullKey());
    }

    static String cached(FlowKey key, FlowMask mask) {
        long[] bits = mask.toArray();
        bits[KeyLayout.W_IN_PORT] &= 0xffffffffL << 32;
        MaskShape shape = MaskShape.of(bits);
        Match match = MatchCompiler.toMatch(new MaskedKey(shape, shape.compact(key.toArray())));
        List<String> words = new ArrayList<>();
        words.add("in_port=" + port((int) match.value(Field.IN_PORT)));
        words.add(protocol(match));
        for (MaskedField each : match.fields()) {
            if (each.field() != Field.IN_PORT && !ALWAYS.contains(each.field())) {
                words.add(name(each.field()) + "=" + number(each.field(), each.value())
                        + (each.exact() ? "" : "/" + number(each.field(), each.mask())));
            }
        }
        return String.join(",", words);
    }

    /** The older of the names, as the tests are written in them. */
    private static String name(Field field) {
        return switch (field) {
            case IP_FRAG -> "nw_frag";
            case IPV4_SRC -> "nw_src";
            case IPV4_DST -> "nw_dst";
            default -> field.name().toLowerCase(Locale.ROOT);
        };
    }

    private static String protocol(Match match) {
        int type = (int) match.value(Field.ETH_TYPE);
        String six = type == EtherType.IPV6 ? "6" : "";
        return switch (type) {
            case EtherType.IPV4, EtherType.IPV6 ->
                !match.has(Field.IP_PROTO)
                        ? six.isEmpty() ? "ip" : "ipv6"
                        : switch ((int) match.value(Field.IP_PROTO)) {
                            case 1 -> "icmp";
                            case 6 -> "tcp" + six;
                            case 17 -> "udp" + six;
                            case 58 -> "icmp6";
                            default -> "ip" + six + ",nw_proto=" + match.value(Field.IP_PROTO);
                        };
            case EtherType.ARP -> "arp";
            default -> "eth_type=0x" + Integer.toHexString(type);
        };
    }

    private static String number(Field field, FieldValue value) {
        return switch (field.bits()) {
            case 48 -> HexFormat.ofDelimiter(":").formatHex(value.octets(6));
            case 32 ->
                value.lo() >>> 24 + 0 == 0
                        ? Long.toString(value.lo())
                        : (value.lo() >>> 24) + "." + (value.lo() >>> 16 & 255) + "." + (value.lo() >>> 8 & 255) + "."
                                + (value.lo() & 255);
            case 128 -> HexFormat.of().formatHex(value.octets(16));
            default -> field == Field.VLAN_VID ? "0x" + Long.toHexString(value.lo()) : Long.toString(value.lo());
        };
    }

    static String port(int portNo) {
        return portNo == PortNo.LOCAL ? "LOCAL" : Integer.toUnsignedString(portNo);
    }

    static String actions(List<DatapathAction> actions) {
        return actions.isEmpty()
                ? "drop"
                : actions.stream().map(TraceText::action).collect(Collectors.joining(","));
    }

    private static String action(DatapathAction action) {
        return switch (action) {
            case DatapathAction.Output out -> "output:" + port(out.portNo());
            case DatapathAction.PushVlan push ->
                "push_vlan(" + Integer.toHexString(push.tpid()) + ",vid=" + (push.tci() & 0xfff) + ",pcp="
                        + (push.tci() >> 13) + ")";
            case DatapathAction.PopVlan _ -> "pop_vlan";
            case DatapathAction.SetEthernet set ->
                "set(eth(" + parts("src", mac(set.src()), set.srcMask(), "dst", mac(set.dst()), set.dstMask()) + "))";
            case DatapathAction.SetIpv4 set ->
                "set(ipv4("
                        + parts(
                                "src",
                                ip(set.src()),
                                set.srcMask(),
                                "dst",
                                ip(set.dst()),
                                set.dstMask(),
                                "tos",
                                set.tos(),
                                set.tosMask(),
                                "ttl",
                                set.ttl(),
                                set.ttlMask())
                        + "))";
            case DatapathAction.SetIpv6 set ->
                "set(ipv6("
                        + parts(
                                "src",
                                Long.toHexString(set.srcLo()),
                                set.srcLoMask(),
                                "dst",
                                Long.toHexString(set.dstLo()),
                                set.dstLoMask(),
                                "tclass",
                                set.trafficClass(),
                                set.trafficClassMask(),
                                "label",
                                set.flowLabel(),
                                set.flowLabelMask(),
                                "hlimit",
                                set.hopLimit(),
                                set.hopLimitMask())
                        + "))";
            case DatapathAction.SetTransport set ->
                "set(tp(" + parts("src", set.src(), set.srcMask(), "dst", set.dst(), set.dstMask()) + "))";
            case DatapathAction.SetIcmp set ->
                "set(icmp(" + parts("type", set.type(), set.typeMask(), "code", set.code(), set.codeMask()) + "))";
            case DatapathAction.SetArp set ->
                "set(arp("
                        + parts(
                                "op",
                                set.op(),
                                set.opMask(),
                                "sip",
                                ip(set.spa()),
                                set.spaMask(),
                                "tip",
                                ip(set.tpa()),
                                set.tpaMask(),
                                "sha",
                                mac(set.sha()),
                                set.shaMask(),
                                "tha",
                                mac(set.tha()),
                                set.thaMask())
                        + "))";
            case DatapathAction.SetNd set ->
                "set(nd("
                        + parts(
                                "target",
                                Long.toHexString(set.targetLo()),
                                set.targetLoMask(),
                                "sll",
                                mac(set.sll()),
                                set.sllMask(),
                                "tll",
                                mac(set.tll()),
                                set.tllMask())
                        + "))";
            case DatapathAction.ToController to -> controller(to.spec());
            default -> other(action);
        };
    }

    private static String other(DatapathAction action) {
        return switch (action) {
            case DatapathAction.PushMpls push ->
                "push_mpls(" + Integer.toHexString(push.etherType()) + "," + label(push.lse()) + ")";
            case DatapathAction.PopMpls pop -> "pop_mpls(" + Integer.toHexString(pop.etherType()) + ")";
            case DatapathAction.SetMpls set -> "set(mpls(" + label(set.lse()) + "))";
            case DatapathAction.CopyMplsTtl copy -> copy.inward() ? "copy_ttl_in" : "copy_ttl_out";
            case DatapathAction.PushPbb push -> "push_pbb(itag=" + Integer.toHexString(push.itag()) + ")";
            case DatapathAction.PopPbb _ -> "pop_pbb";
            case DatapathAction.SetPbbIsid set -> "set(isid=" + set.isid() + ")";
            case DatapathAction.PushEthernet push ->
                "push_eth(dst=" + mac(push.dst()) + ",type=" + Integer.toHexString(push.etherType()) + ")";
            case DatapathAction.EncapMpls encap ->
                "encap_mpls(" + Integer.toHexString(encap.etherType()) + "," + label(encap.lse()) + ")";
            case DatapathAction.PopEthernet _ -> "pop_eth";
            case DatapathAction.PushNsh push -> "push_nsh(" + push.header() + ")";
            case DatapathAction.PopNsh _ -> "pop_nsh";
            case DatapathAction.SetMark set ->
                "set(mark=" + set.mark() + "/" + Integer.toHexString(set.markMask()) + ")";
            case DatapathAction.SetQueue set -> "queue(" + set.queueId() + ")";
            case DatapathAction.Truncate cut -> "trunc(" + cut.maxLength() + ")";
            case DatapathAction.Meter meter -> "meter(" + meter.meterId() + ")";
            case DatapathAction.Clone clone -> "clone(" + actions(clone.actions()) + ")";
            case DatapathAction.CheckLength check ->
                "longer(" + check.length() + ",then(" + actions(check.greater()) + "),else(" + actions(check.others())
                        + "))";
            case DatapathAction.Hash hash -> "hash(" + hash.algorithm() + ")";
            case DatapathAction.Recirculate recirc -> "recirc(" + recirc.recircId() + ")";
            case DatapathAction.CtClear _ -> "ct_clear";
            case DatapathAction.Ct ct ->
                "ct(" + (ct.commit() ? ct.force() ? "force," : "commit," : "") + "zone="
                        + ct.zone() + (ct.markMask() == 0 ? "" : ",mark=" + ct.mark())
                        + (ct.labelMaskLo() == 0 ? "" : ",label=" + ct.labelLo()) + (ct.nat() == null ? "" : ",nat")
                        + ")";
            default -> action.toString();
        };
    }

    private static String controller(PacketInSpec spec) {
        return "controller(" + Cause.values()[spec.cause()] + ",table=" + spec.tableId() + ",cookie=0x"
                + Long.toHexString(spec.cookie()) + (spec.controllerId() == 0 ? "" : ",id=" + spec.controllerId())
                + (spec.continuation() == 0 ? "" : ",continuation=" + spec.continuation()) + ")";
    }

    private static String label(int lse) {
        return "label=" + (lse >>> 12) + ",tc=" + (lse >>> 9 & 7) + ",bos=" + (lse >>> 8 & 1) + ",ttl=" + (lse & 0xff);
    }

    private static String parts(Object... nameValueMask) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < nameValueMask.length; i += 3) {
            if (((Number) nameValueMask[i + 2]).longValue() != 0) {
                parts.add(nameValueMask[i] + "=" + nameValueMask[i + 1]);
            }
        }
        return String.join(",", parts);
    }

    private static String mac(long address) {
        return number(Field.ETH_DST, FieldValue.of(address));
    }

    private static String ip(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }
}
