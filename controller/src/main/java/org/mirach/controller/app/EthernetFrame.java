package org.mirach.controller.app;

import java.util.Optional;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.model.Bytes;

/**
 * The Ethernet header of a packet-in, with at most one VLAN tag taken off (IEEE 802.3, 802.1Q). Immutable view.
 *
 * @param dst destination MAC address, 48 bits
 * @param src source MAC address
 * @param vlanVid 0..4095, or {@link #UNTAGGED}
 * @param etherType after the tag
 * @param payloadOffset where the payload begins in {@code bytes}
 * @param bytes the whole frame; never written to
 */
public record EthernetFrame(long dst, long src, int vlanVid, int etherType, int payloadOffset, byte[] bytes) {
    /** No VLAN tag. */
    public static final int UNTAGGED = -1;

    /** All ones. */
    public static final long BROADCAST = 0xffff_ffff_ffffL;

    private static final long MULTICAST_BIT = 0x0100_0000_0000L;
    private static final long LINK_LOCAL = 0x0180_c200_0000L;

    /** Reads a frame; empty when it is too short for its headers. */
    public static Optional<EthernetFrame> of(Bytes data) {
        byte[] bytes = data.array();
        if (bytes.length < 14) {
            return Optional.empty();
        }
        int etherType = u16(bytes, 12);
        if (etherType != EtherType.VLAN && etherType != EtherType.VLAN_SERVICE) {
            return Optional.of(new EthernetFrame(mac(bytes, 0), mac(bytes, 6), UNTAGGED, etherType, 14, bytes));
        }
        if (bytes.length < 18) {
            return Optional.empty();
        }
        return Optional.of(
                new EthernetFrame(mac(bytes, 0), mac(bytes, 6), u16(bytes, 14) & 0xfff, u16(bytes, 16), 18, bytes));
    }

    /** Whether {@code mac} is a group address, broadcast included. */
    public static boolean isMulticast(long mac) {
        return (mac & MULTICAST_BIT) != 0;
    }

    /** Whether the destination is one that bridges never forward: 01:80:c2:00:00:00 to 0f (IEEE 802.1D, 7.12.6). */
    public boolean isLinkLocal() {
        return (dst & 0xffff_ffff_fff0L) == LINK_LOCAL;
    }

    /** The 48 bits at {@code offset}. */
    public static long mac(byte[] bytes, int offset) {
        long mac = 0;
        for (int i = 0; i < 6; i++) {
            mac = mac << 8 | bytes[offset + i] & 0xff;
        }
        return mac;
    }

    /** The 16 bits at {@code offset}. */
    public static int u16(byte[] bytes, int offset) {
        return (bytes[offset] & 0xff) << 8 | bytes[offset + 1] & 0xff;
    }

    /** {@code 0a:00:00:00:00:01}. */
    public static String macText(long mac) {
        StringBuilder text = new StringBuilder(17);
        for (int shift = 40; shift >= 0; shift -= 8) {
            int octet = (int) (mac >> shift) & 0xff;
            text.append(octet < 16 ? "0" : "")
                    .append(Integer.toHexString(octet))
                    .append(shift > 0 ? ":" : "");
        }
        return text.toString();
    }

    /** The other way round. */
    public static long macOf(String text) {
        return Long.parseLong(text.replace(":", ""), 16);
    }
}
