package org.mirach.vswitch.flow.text;

import java.util.Map;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.text.FlowText;

/**
 * How ports are called. The datapath's numbers are OpenFlow's, except that the local port is 0, as in the kernel's.
 * Immutable.
 *
 * @param names by OpenFlow's number
 */
public record DatapathPorts(Map<Integer, String> names) {
    /** The local port's number in the datapath. */
    public static final int LOCAL = 0;

    public DatapathPorts {
        names = Map.copyOf(names);
    }

    /** OpenFlow's number, or a reserved port's name. */
    public String openFlow(int portNo) {
        return FlowText.formatPort(portNo);
    }

    /** The datapath's number. */
    public String number(int portNo) {
        return portNo == PortNo.LOCAL ? Integer.toString(LOCAL) : Integer.toUnsignedString(portNo);
    }

    /** The name, where the port has one. */
    public String name(int portNo) {
        return names.getOrDefault(portNo, openFlow(portNo));
    }

    /** The port with this name or datapath number, or null. */
    public Integer find(String word) {
        for (Map.Entry<Integer, String> port : names.entrySet()) {
            if (port.getValue().equals(word)) {
                return port.getKey();
            }
        }
        try {
            int number = Integer.parseUnsignedInt(
                    word.startsWith("0x") ? word.substring(2) : word, word.startsWith("0x") ? 16 : 10);
            return number == LOCAL ? PortNo.LOCAL : number;
        } catch (NumberFormatException _) {
            return null;
        }
    }
}
