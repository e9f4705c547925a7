package org.mirach.controller.app.hosts;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import org.mirach.controller.app.EthernetFrame;
import org.mirach.openflow.field.EtherType;

/** Which IP address a frame says its sender has: ARP's sender, IPv4's or IPv6's source. Pure. */
final class SourceAddress {
    private static final int ARP_SENDER = 14;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV6_SOURCE = 8;

    private SourceAddress() {}

    /** The address as text; empty where the frame has none, or one that names no host. */
    static Optional<String> of(EthernetFrame frame) {
        return switch (frame.etherType()) {
            case EtherType.ARP -> address(frame, ARP_SENDER, 4);
            case EtherType.IPV4 -> address(frame, IPV4_SOURCE, 4);
            case EtherType.IPV6 -> address(frame, IPV6_SOURCE, 16);
            default -> Optional.empty();
        };
    }

    private static Optional<String> address(EthernetFrame frame, int offset, int length) {
        int from = frame.payloadOffset() + offset;
        if (from + length > frame.bytes().length) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(frame.bytes(), from, from + length));
            boolean host =
                    !address.isAnyLocalAddress() && !address.isMulticastAddress() && !address.isLoopbackAddress();
            return host ? Optional.of(shortest(address)) : Optional.empty();
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 octets are an address", e);
        }
    }

    /** RFC 5952: the longest run of zero groups is written {@code ::}. */
    private static String shortest(InetAddress address) {
        byte[] octets = address.getAddress();
        if (octets.length == 4) {
            return address.getHostAddress();
        }
        int bestFrom = -1;
        int bestLength = 1;
        for (int from = 0; from < 8; from++) {
            int length = 0;
            while (from + length < 8 && EthernetFrame.u16(octets, 2 * (from + length)) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestFrom = from;
                bestLength = length;
            }
        }
        StringBuilder text = new StringBuilder(39);
        for (int group = 0; group < 8; group++) {
            if (group == bestFrom) {
                text.append("::");
                group += bestLength - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(EthernetFrame.u16(octets, 2 * group)));
            }
        }
        return text.toString();
    }
}
