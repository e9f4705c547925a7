package org.mirach.controller.app.discovery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.mirach.controller.app.EthernetFrame;
import org.mirach.controller.app.discovery.Link.End;
import org.mirach.controller.southbound.DatapathId;
import org.mirach.openflow.field.EtherType;

/**
 * The LLDP frame that says "this left switch X, port Y at time T", signed (IEEE 802.1AB, 8 and 9).
 *
 * <p><b>Why signed:</b> every host receives these frames and could send its own; without the cluster's key it can't make
 * one that counts. It could hand on a real one to a port elsewhere; the time bounds for how long.
 *
 * <p><b>Form:</b> chassis id (locally assigned: the datapath id in hexadecimal), port id (locally assigned: the number),
 * TTL, then an organisation's TLV: milliseconds since 1970 (8 octets), HMAC-SHA-256 over datapath id, port number and
 * that time, cut to 16 octets.
 *
 * <p><b>Threads:</b> any; a Mac is cloned for each use.
 */
final class DiscoveryFrame {
    /** Nearest bridge: never forwarded by bridges that follow IEEE 802.1D. */
    static final long DESTINATION = 0x0180_c200_000eL;

    private static final int CHASSIS_ID = 1;
    private static final int PORT_ID = 2;
    private static final int TTL = 3;
    private static final int ORGANISATION = 127;
    private static final int CHASSIS_LOCAL = 7;
    private static final int PORT_LOCAL = 7;
    /** A locally administered identifier: this is a private TLV. */
    private static final byte[] OUI_AND_SUBTYPE = {0x02, 0x4d, 0x49, 0x01};

    private static final int SIGNATURE_OCTETS = 16;
    private static final int MIN_FRAME = 60;

    private final SecretKeySpec key;

    DiscoveryFrame(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** A frame for one port. */
    byte[] build(End end, long hwAddr, int ttlSeconds, long nowMs) {
        ByteBuffer out = ByteBuffer.allocate(128);
        out.put(address(DESTINATION)).put(address(hwAddr)).putShort((short) EtherType.LLDP);
        tlv(out, CHASSIS_ID, CHASSIS_LOCAL, DatapathId.text(end.datapathId()));
        tlv(out, PORT_ID, PORT_LOCAL, Integer.toUnsignedString(end.portNo()));
        out.putShort((short) (TTL << 9 | 2)).putShort((short) ttlSeconds);
        out.putShort((short) (ORGANISATION << 9 | OUI_AND_SUBTYPE.length + Long.BYTES + SIGNATURE_OCTETS));
        out.put(OUI_AND_SUBTYPE).putLong(nowMs).put(signature(end, nowMs));
        out.putShort((short) 0);
        return Arrays.copyOf(out.array(), Math.max(out.position(), MIN_FRAME));
    }

    /**
     * Where a received frame left; empty when it isn't one of ours, its signature is wrong, or it is older than
     * {@code maxAgeMs} (or as much in the future).
     */
    Optional<End> verify(EthernetFrame frame, long nowMs, long maxAgeMs) {
        ByteBuffer in = ByteBuffer.wrap(frame.bytes());
        in.position(frame.payloadOffset());
        String chassis = null;
        String port = null;
        while (in.remaining() >= 2) {
            int header = in.getShort() & 0xffff;
            int length = header & 0x1ff;
            int type = header >> 9;
            if (type == 0 || length > in.remaining()) {
                return Optional.empty();
            }
            byte[] value = new byte[length];
            in.get(value);
            switch (type) {
                case CHASSIS_ID -> chassis = local(value);
                case PORT_ID -> port = local(value);
                case ORGANISATION -> {
                    if (startsWith(value, OUI_AND_SUBTYPE)) {
                        return signed(chassis, port, value, nowMs, maxAgeMs);
                    }
                }
                default -> {} // What other LLDP speakers add says nothing about links between our switches.
            }
        }
        return Optional.empty();
    }

    private Optional<End> signed(String chassis, String port, byte[] value, long nowMs, long maxAgeMs) {
        if (chassis == null || port == null || value.length != OUI_AND_SUBTYPE.length + Long.BYTES + SIGNATURE_OCTETS) {
            return Optional.empty();
        }
        try {
            End end = new End(DatapathId.parse(chassis), Integer.parseUnsignedInt(port));
            ByteBuffer in = ByteBuffer.wrap(value, OUI_AND_SUBTYPE.length, Long.BYTES + SIGNATURE_OCTETS);
            long sentMs = in.getLong();
            byte[] signature = new byte[SIGNATURE_OCTETS];
            in.get(signature);
            boolean fresh = Math.abs(nowMs - sentMs) <= maxAgeMs;
            return fresh && MessageDigest.isEqual(signature, signature(end, sentMs))
                    ? Optional.of(end)
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private byte[] signature(End end, long timeMs) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(ByteBuffer.allocate(20)
                    .putLong(end.datapathId())
                    .putInt(end.portNo())
                    .putLong(timeMs)
                    .flip());
            return Arrays.copyOf(mac.doFinal(), SIGNATURE_OCTETS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static void tlv(ByteBuffer out, int type, int subtype, String text) {
        byte[] value = text.getBytes(StandardCharsets.US_ASCII);
        out.putShort((short) (type << 9 | value.length + 1)).put((byte) subtype).put(value);
    }

    private static String local(byte[] value) {
        return value.length > 1 && value[0] == CHASSIS_LOCAL
                ? new String(value, 1, value.length - 1, StandardCharsets.US_ASCII)
                : null;
    }

    private static boolean startsWith(byte[] value, byte[] prefix) {
        return value.length >= prefix.length && Arrays.equals(value, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] address(long mac) {
        return Arrays.copyOfRange(ByteBuffer.allocate(8).putLong(mac).array(), 2, 8);
    }
}
