package org.mirach.vswitch.flow.text;

import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * A packet that is only thought of, to be changed as the connection tracker would.
 *
 * <p><b>Threads:</b> one.
 */
public final class TracedPacket {
    private static final int NAT_SRC = 1;
    private static final int NAT_DST = 2;

    private final long[] words;

    public TracedPacket(FlowKey key) {
        words = key.toArray();
    }

    public FlowKey key() {
        return FlowKey.copyOf(words);
    }

    public void ctState(int state) {
        KeyField.CT_STATE.put(words, state);
    }

    /** A tag that was given without its type is an 802.1Q one. */
    public void completeTag() {
        if ((KeyField.TCI.of(words) & KeyLayout.VLAN_PRESENT) != 0 && !KeyField.TPID.any(words)) {
            KeyField.TPID.put(words, EtherType.VLAN);
        }
    }

    /** What translation begins with: no output in the action set. */
    public void beginActionSet() {
        KeyField.ACTSET_OUTPUT.put(words, PortNo.UNSET);
    }

    public void inPort(int portNo) {
        KeyField.IN_PORT.put(words, portNo);
    }

    public boolean hasInPort() {
        return KeyField.IN_PORT.any(words);
    }

    /** Takes over what travels beside the packet, but neither registers nor the packet's own bytes. */
    public void takeMetadata(FlowKey from) {
        long[] other = from.toArray();
        words[KeyLayout.W_IN_PORT] = other[KeyLayout.W_IN_PORT];
        words[KeyLayout.W_TUNNEL_ID] = other[KeyLayout.W_TUNNEL_ID];
        int first = KeyLayout.W_MARK;
        System.arraycopy(other, first, words, first, KeyLayout.W_NSH - first);
    }

    /** The addresses and ports that {@code nat} is about; nothing where it names no range. */
    public String addresses(DatapathAction.Nat nat) {
        if (unspecified(nat)) {
            return "";
        }
        long source = KeyField.TP_SRC.of(words);
        long destination = KeyField.TP_DST.of(words);
        if (!nat.ipv6()) {
            return "nw_src=" + ValueWords.ipv4(KeyField.IPV4_SRC.of(words)) + ",tp_src=" + source + ",nw_dst="
                    + ValueWords.ipv4(KeyField.IPV4_DST.of(words)) + ",tp_dst=" + destination;
        }
        return "ipv6_src=[" + ValueWords.ipv6(KeyField.IPV6_SRC.high(words), KeyField.IPV6_SRC.of(words)) + "],tp_src="
                + source + ",ipv6_dst=["
                + ValueWords.ipv6(KeyField.IPV6_DST.high(words), KeyField.IPV6_DST.of(words)) + "],tp_dst="
                + destination;
    }

    /** To the first address and port of the range. */
    public void translate(DatapathAction.Nat nat) {
        if (unspecified(nat)) {
            return;
        }
        if ((nat.flags() & NAT_SRC) != 0) {
            move(nat, KeyField.IPV4_SRC, KeyField.IPV6_SRC, KeyField.TP_SRC);
        }
        if ((nat.flags() & NAT_DST) != 0) {
            move(nat, KeyField.IPV4_DST, KeyField.IPV6_DST, KeyField.TP_DST);
        }
    }

    private void move(DatapathAction.Nat nat, KeyField four, KeyField six, KeyField port) {
        if (nat.ipv6()) {
            six.put(words, nat.minHi(), nat.minLo());
        } else {
            four.put(words, nat.minLo());
        }
        if (nat.portMin() != 0) {
            port.put(words, nat.portMin());
        }
    }

    private static boolean unspecified(DatapathAction.Nat nat) {
        return (nat.minHi() | nat.minLo() | nat.maxHi() | nat.maxLo()) == 0;
    }
}
