package org.mirach.vswitch.flow.text;

import static org.mirach.vswitch.flow.text.ValueWords.hex;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.IpProtocol;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.PacketInSpec;

/**
 * Datapath actions as {@code dpctl/dump-flows} and {@code ofproto/trace} show them, {@code drop} where there are none.
 * Immutable.
 *
 * @param key of the packet, whose protocol says which header a rewrite is of
 * @param ports how ports are called
 * @param traced whether nothing is really sent
 */
public record DatapathActionText(FlowKey key, IntFunction<String> ports, boolean traced) {
    /** Open vSwitch's own reasons for the misses that nobody, and that a table-miss entry took care of. */
    private static final int[] MISS_REASONS = {7, 6};

    private static final long WORD = 0xffffffffL;

    public String of(List<DatapathAction> actions) {
        return actions.isEmpty() ? "drop" : actions.stream().map(this::of).collect(Collectors.joining(","));
    }

    private String of(DatapathAction action) {
        return switch (action) {
            case DatapathAction.Output output -> ports.apply(output.portNo());
            case DatapathAction.SetQueue queue ->
                "set(skb_priority(" + hex(queue.queueId() == -1 ? 0 : queue.queueId()) + "))";
            case DatapathAction.SetMark set -> "set(skb_mark(" + masked(set.mark(), set.markMask()) + "))";
            case DatapathAction.Truncate truncate -> "trunc(" + truncate.maxLength() + ")";
            case DatapathAction.Meter meter -> "meter(" + meter.meterId() + ")";
            case DatapathAction.Clone copy -> "clone(" + of(copy.actions()) + ")";
            case DatapathAction.Sample sample ->
                "sample(sample=%.1f%%,actions(%s))"
                        .formatted(100.0 * Integer.toUnsignedLong(sample.probability()) / WORD, of(sample.actions()));
            case DatapathAction.CheckLength check ->
                "check_pkt_len(size=" + check.length() + ",gt(" + of(check.greater()) + "),le(" + of(check.others())
                        + "))";
            case DatapathAction.Hash hash ->
                "hash(" + (hash.algorithm() == 0 ? "l4(" : "sym_l4(") + hash.basis() + "))";
            case DatapathAction.Ct ct -> ConnectionText.of(ct);
            case DatapathAction.CtClear _ -> "ct_clear";
            case DatapathAction.SetEtherType set -> "set(eth_type(" + hex(set.etherType()) + "))";
            case DatapathAction.SetIpProto set -> "set(ip_proto(" + set.proto() + "))";
            case DatapathAction.SetNdExtensions set ->
                "set(nd_ext(nd_reserved=" + masked(set.reserved(), set.reservedMask()) + ",nd_options_type="
                        + set.optionsType() + "))";
            case DatapathAction.EncapMpls encap ->
                "add_mpls(" + DatapathParts.mpls(Integer.toUnsignedLong(encap.lse())) + ",eth_type="
                        + hex(encap.etherType()) + ")";
            case DatapathAction.CopyMplsTtl copy -> copy.inward() ? "copy_ttl_in" : "copy_ttl_out";
            case DatapathAction.Recirculate again -> "recirc(" + hex(Integer.toUnsignedLong(again.recircId())) + ")";
            case DatapathAction.ToController to -> controller(to.spec());
            case DatapathAction.ToSlowPath slow -> "userspace(pid=0,slow_path(" + reason(slow.reason()) + "))";
            case DatapathAction.PushVlan _,
                    DatapathAction.PopVlan _,
                    DatapathAction.PushMpls _,
                    DatapathAction.PopMpls _,
                    DatapathAction.PushPbb _,
                    DatapathAction.PopPbb _,
                    DatapathAction.PushEthernet _,
                    DatapathAction.PopEthernet _,
                    DatapathAction.PushNsh _,
                    DatapathAction.PopNsh _ -> header(action);
            case DatapathAction.SetEthernet _,
                    DatapathAction.SetIpv4 _,
                    DatapathAction.SetIpv6 _,
                    DatapathAction.SetTransport _,
                    DatapathAction.SetIcmp _,
                    DatapathAction.SetArp _,
                    DatapathAction.SetNd _,
                    DatapathAction.SetMpls _,
                    DatapathAction.SetPbbIsid _,
                    DatapathAction.SetNsh _ -> "set(" + rewrite(action) + ")";
        };
    }

    private String controller(PacketInSpec spec) {
        return "userspace(pid=0,controller(reason=%d,dont_send=%d,continuation=%d,recirc_id=%d,rule_cookie=%s,controller_id=%d,max_len=%d))"
                .formatted(
                        spec.cause() < MISS_REASONS.length ? MISS_REASONS[spec.cause()] : spec.reason(),
                        traced ? 1 : 0,
                        spec.continuation() == 0 ? 0 : 1,
                        Integer.toUnsignedLong(spec.continuation()),
                        hex(spec.cookie()),
                        spec.controllerId(),
                        spec.maxLength() & 0xffff);
    }

    /** Open vSwitch's word for the reason. */
    static String reason(DatapathAction.SlowPathReason reason) {
        return switch (reason) {
            case CONTROLLER -> "controller";
            case UNSUPPORTED_ACTION -> "action";
            case LOCAL_PROTOCOL -> "match";
        };
    }

    /** Open vSwitch's sentence for the reason. */
    public static String explanation(DatapathAction.SlowPathReason reason) {
        return switch (reason) {
            case CONTROLLER -> "Sends \"packet-in\" messages to the OpenFlow controller";
            case UNSUPPORTED_ACTION -> "Uses action(s) not supported by datapath";
            case LOCAL_PROTOCOL -> "Needs a match not supported by datapath";
        };
    }

    private static String masked(int value, int mask) {
        String bits = mask == -1 ? "" : "/" + hex(Integer.toUnsignedLong(mask));
        return hex(Integer.toUnsignedLong(value)) + bits;
    }

    private static String header(DatapathAction action) {
        return switch (action) {
            case DatapathAction.PushVlan push ->
                "push_vlan("
                        + (push.tpid() == EtherType.VLAN ? "" : "tpid=0x%04x,".formatted(push.tpid()))
                        + DatapathParts.vlan(push.tci() | 0x1000, 0xffff, false) + ")";
            case DatapathAction.PopVlan _ -> "pop_vlan";
            case DatapathAction.PushMpls push ->
                "push_mpls(" + DatapathParts.mpls(Integer.toUnsignedLong(push.lse())) + ",eth_type=0x"
                        + Integer.toHexString(push.etherType()) + ")";
            case DatapathAction.PopMpls pop -> "pop_mpls(eth_type=0x" + Integer.toHexString(pop.etherType()) + ")";
            case DatapathAction.PushPbb push ->
                "push_pbb(eth_type=0x" + Integer.toHexString(push.etherType()) + ",isid=" + (push.itag() & 0xffffff)
                        + ")";
            case DatapathAction.PopPbb _ -> "pop_pbb";
            case DatapathAction.PushEthernet push ->
                "push_eth(src=" + ValueWords.mac(push.src()) + ",dst=" + ValueWords.mac(push.dst()) + ")";
            case DatapathAction.PopEthernet _ -> "pop_eth";
            case DatapathAction.PushNsh push -> NshText.push(push.header().bytes());
            case DatapathAction.PopNsh _ -> "pop_nsh()";
            default -> throw new IllegalArgumentException("no header is pushed or popped by " + action);
        };
    }

    private String rewrite(DatapathAction action) {
        DatapathParts parts = new DatapathParts(false);
        return switch (action) {
            case DatapathAction.SetEthernet set ->
                parts.mac("src", set.src(), set.srcMask())
                        .mac("dst", set.dst(), set.dstMask())
                        .in("eth");
            case DatapathAction.SetIpv4 set ->
                parts.ipv4("src", set.src(), set.srcMask())
                        .ipv4("dst", set.dst(), set.dstMask())
                        .hex("tos", set.tos(), set.tosMask(), 0xff)
                        .decimal("ttl", set.ttl(), set.ttlMask(), 0xff)
                        .in("ipv4");
            case DatapathAction.SetIpv6 set ->
                parts.ipv6("src", set.srcHi(), set.srcLo(), set.srcHiMask(), set.srcLoMask())
                        .ipv6("dst", set.dstHi(), set.dstLo(), set.dstHiMask(), set.dstLoMask())
                        .hex("label", set.flowLabel(), set.flowLabelMask(), 0xfffff)
                        .hex("tclass", set.trafficClass(), set.trafficClassMask(), 0xff)
                        .decimal("hlimit", set.hopLimit(), set.hopLimitMask(), 0xff)
                        .in("ipv6");
            case DatapathAction.SetTransport set ->
                parts.decimal("src", set.src(), set.srcMask(), 0xffff)
                        .decimal("dst", set.dst(), set.dstMask(), 0xffff)
                        .in(transport());
            case DatapathAction.SetIcmp set ->
                parts.decimal("type", set.type(), set.typeMask(), 0xff)
                        .decimal("code", set.code(), set.codeMask(), 0xff)
                        .in(KeyField.ETH_TYPE.of(key.toArray()) == EtherType.IPV6 ? "icmpv6" : "icmp");
            case DatapathAction.SetArp set ->
                parts.ipv4("sip", set.spa(), set.spaMask())
                        .ipv4("tip", set.tpa(), set.tpaMask())
                        .decimal("op", set.op(), set.opMask() == 0xff ? 0xffff : set.opMask(), 0xffff)
                        .mac("sha", set.sha(), set.shaMask())
                        .mac("tha", set.tha(), set.thaMask())
                        .in("arp");
            case DatapathAction.SetNd set ->
                parts.ipv6("target", set.targetHi(), set.targetLo(), set.targetHiMask(), set.targetLoMask())
                        .mac("sll", set.sll(), set.sllMask())
                        .mac("tll", set.tll(), set.tllMask())
                        .in("nd");
            case DatapathAction.SetMpls set -> {
                long entry = Integer.toUnsignedLong(set.lse());
                long mask = Integer.toUnsignedLong(set.lseMask());
                yield "mpls(" + (mask == WORD ? DatapathParts.mpls(entry) : DatapathParts.mpls(entry, mask)) + ")";
            }
            case DatapathAction.SetPbbIsid set ->
                parts.decimal("isid", set.isid(), set.isidMask(), 0xffffff).in("pbb");
            case DatapathAction.SetNsh set -> NshText.set(set);
            default -> throw new IllegalArgumentException("no header is rewritten by " + action);
        };
    }

    private String transport() {
        return switch ((int) KeyField.IP_PROTO.of(key.toArray())) {
            case IpProtocol.TCP -> "tcp";
            case IpProtocol.UDP -> "udp";
            case IpProtocol.SCTP -> "sctp";
            default -> "tp";
        };
    }
}
