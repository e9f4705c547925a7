package org.mirach.vswitch.slowpath.translate;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.FlowMask;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.match.MaskShape;
import org.mirach.vswitch.pipeline.match.MaskedKey;
import org.mirach.vswitch.pipeline.match.MatchCompiler;

/**
 * Cached flows in the words of ovs-appctl: what they match, and what they do. Ports are OpenFlow's numbers. Stateless.
 */
public final class DatapathText {
    private DatapathText() {}

    /** A megaflow: {@code recirc_id=0,eth,tcp,in_port=1,nw_frag=no,tp_dst=22}. */
    public static String megaflow(FlowKey key, FlowMask mask) {
        long[] bits = mask.toArray();
        bits[KeyLayout.W_IN_PORT] &= 0xffffffffL << 32; // recirc_id, which is no field of OpenFlow, is said in front
        MaskShape shape = MaskShape.of(bits);
        Match match = MatchCompiler.toMatch(new MaskedKey(shape, shape.compact(key.toArray())));
        return "recirc_id=0,eth," + FlowText.format(match);
    }

    /** Datapath actions, {@code drop} where there are none. */
    public static String actions(List<DatapathAction> actions) {
        return actions.isEmpty()
                ? "drop"
                : actions.stream().map(DatapathText::action).collect(Collectors.joining(","));
    }

    private static String action(DatapathAction action) {
        return switch (action) {
            case DatapathAction.Output output -> FlowText.formatPort(output.portNo());
            case DatapathAction.PushVlan push ->
                "push_vlan("
                        + (push.tpid() == EtherType.VLAN ? "" : "tpid=0x%04x,".formatted(push.tpid()))
                        + "vid=" + (push.tci() & 0xfff) + ",pcp=" + (push.tci() >> 13) + ")";
            case DatapathAction.PopVlan _ -> "pop_vlan";
            case DatapathAction.SetEthernet set ->
                set("eth", "src", mac(set.src()), set.srcMask(), "dst", mac(set.dst()), set.dstMask());
            case DatapathAction.SetIpv4 set ->
                set(
                        "ipv4",
                        "src",
                        ipv4(set.src()),
                        set.srcMask(),
                        "dst",
                        ipv4(set.dst()),
                        set.dstMask(),
                        "tos",
                        "0x%x".formatted(set.tos()),
                        set.tosMask(),
                        "ttl",
                        set.ttl(),
                        set.ttlMask());
            case DatapathAction.SetIpv6 set ->
                set(
                        "ipv6",
                        "src",
                        ipv6(set.srcHi(), set.srcLo()),
                        set.srcHiMask() | set.srcLoMask(),
                        "dst",
                        ipv6(set.dstHi(), set.dstLo()),
                        set.dstHiMask() | set.dstLoMask(),
                        "label",
                        "0x%x".formatted(set.flowLabel()),
                        set.flowLabelMask(),
                        "tclass",
                        "0x%x".formatted(set.trafficClass()),
                        set.trafficClassMask(),
                        "hlimit",
                        set.hopLimit(),
                        set.hopLimitMask());
            case DatapathAction.SetTransport set ->
                set("tp", "src", set.src(), set.srcMask(), "dst", set.dst(), set.dstMask());
            case DatapathAction.SetIcmp set ->
                set("icmp", "type", set.type(), set.typeMask(), "code", set.code(), set.codeMask());
            case DatapathAction.SetArp set ->
                set(
                        "arp",
                        "sip",
                        ipv4(set.spa()),
                        set.spaMask(),
                        "tip",
                        ipv4(set.tpa()),
                        set.tpaMask(),
                        "op",
                        set.op(),
                        set.opMask(),
                        "sha",
                        mac(set.sha()),
                        set.shaMask(),
                        "tha",
                        mac(set.tha()),
                        set.thaMask());
            case DatapathAction.SetNd set ->
                set(
                        "nd",
                        "target",
                        ipv6(set.targetHi(), set.targetLo()),
                        set.targetHiMask() | set.targetLoMask(),
                        "sll",
                        mac(set.sll()),
                        set.sllMask(),
                        "tll",
                        mac(set.tll()),
                        set.tllMask());
            case DatapathAction.ToSlowPath slow -> "userspace(" + slow.reason() + ")";
            default -> action.toString();
        };
    }

    /** {@code set(header(name=value,...))} of the parts whose mask is not zero. */
    private static String set(String header, Object... nameValueMask) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < nameValueMask.length; i += 3) {
            if (((Number) nameValueMask[i + 2]).longValue() != 0) {
                parts.add(nameValueMask[i] + "=" + nameValueMask[i + 1]);
            }
        }
        return "set(" + header + "(" + String.join(",", parts) + "))";
    }

    private static String mac(long address) {
        return HexFormat.ofDelimiter(":").formatHex(FieldValue.of(address).octets(6));
    }

    private static String ipv4(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }

    private static String ipv6(long hi, long lo) {
        try {
            return InetAddress.getByAddress(new FieldValue(hi, lo).octets(16)).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // 16 octets are an address
        }
    }
}
