package org.mirach.vswitch.agent.connection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirach.openflow.message.AsyncConfig;
import org.mirach.openflow.message.AsyncConfig.Kind;
import org.mirach.openflow.message.AsyncConfig.Mask;
import org.mirach.openflow.model.ControllerRole;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Which asynchronous messages a peer wants: a bit for each reason of each kind, first as master or equal, then as slave
 * (OpenFlow 1.3.5, 7.3.10). Immutable.
 *
 * <p>Reasons of packet_in are kept as OpenFlow 1.4 has them, and two more that tell a table-miss entry from no entry at
 * all: older versions hear of them under other names.
 */
public final class AsyncMasks {
    /** Reasons of packet_in beyond OpenFlow's: a table-miss entry sent it. */
    public static final int EXPLICIT_MISS = 6;

    /** No entry matched. */
    public static final int IMPLICIT_MISS = 7;

    private static final int PACKET_IN_10 = 0b000111;
    private static final int PACKET_IN_14 = 0b111111;
    private static final int PACKET_IN_NO_MATCH = 1;
    private static final int PACKET_IN_INVALID_TTL = 1 << 2;
    private static final int KINDS = Kind.values().length;

    /** Two a kind: as master, as slave. */
    private final int[] bits;

    private AsyncMasks(int[] bits) {
        this.bits = bits;
    }

    /** As Open vSwitch starts: packet_in but for INVALID_TTL, all of flow_removed; slaves hear port_status only. */
    public static AsyncMasks defaults(OFVersion version) {
        int[] bits = new int[2 * KINDS];
        boolean of10 = version == OFVersion.OF_10;
        boolean of14 = version.getWireVersion() >= OFVersion.OF_14.getWireVersion();
        bits[index(Kind.PACKET_IN, false)] =
                PACKET_IN_14 & ~PACKET_IN_INVALID_TTL | 1 << EXPLICIT_MISS | (of10 ? 1 << IMPLICIT_MISS : 0);
        bits[index(Kind.PORT_STATUS, false)] = 0b111;
        bits[index(Kind.PORT_STATUS, true)] = 0b111;
        bits[index(Kind.FLOW_REMOVED, false)] = of10 ? 0b111 : of14 ? 0b111111 : 0b1111;
        return new AsyncMasks(bits);
    }

    /** What a peer has set on top of what it had; reasons that its version does not know are dropped. */
    public AsyncMasks with(AsyncConfig config) {
        int[] changed = config.changesSome() ? bits.clone() : new int[2 * KINDS];
        boolean of10 = config.version() == OFVersion.OF_10;
        for (Mask mask : config.masks()) {
            int wanted = mask.bits() & allowed(mask.kind(), config.version());
            if (mask.kind() == Kind.PACKET_IN && (wanted & PACKET_IN_NO_MATCH) != 0) {
                wanted |= 1 << EXPLICIT_MISS | (of10 ? 1 << IMPLICIT_MISS : 0);
            }
            changed[index(mask.kind(), mask.slave())] = wanted;
        }
        return new AsyncMasks(changed);
    }

    /** What to answer to a peer that asks: the reasons that its version knows. */
    public List<Mask> masks(OFVersion version) {
        List<Mask> masks = new ArrayList<>();
        boolean of14 = version.getWireVersion() >= OFVersion.OF_14.getWireVersion();
        for (Kind kind : Kind.values()) {
            // From 1.4 on these are properties, those for slaves first.
            masks.add(mask(kind, of14, version));
            masks.add(mask(kind, !of14, version));
        }
        return masks;
    }

    private Mask mask(Kind kind, boolean slave, OFVersion version) {
        return new Mask(kind, slave, bits[index(kind, slave)] & allowed(kind, version));
    }

    private static int allowed(Kind kind, OFVersion version) {
        return switch (kind) {
            case PACKET_IN ->
                version.getWireVersion() >= OFVersion.OF_14.getWireVersion() ? PACKET_IN_14 : PACKET_IN_10;
            case PORT_STATUS, ROLE_STATUS -> 0b111;
            case FLOW_REMOVED -> 0b111111;
            case TABLE_STATUS -> 0b11000;
            case REQUESTFORWARD -> 0b11;
        };
    }

    private static int index(Kind kind, boolean slave) {
        return 2 * kind.ordinal() + (slave ? 1 : 0);
    }

    /** Whether a peer in {@code role} wants a message of that kind for {@code reason}. */
    public boolean wants(Kind kind, ControllerRole role, int reason) {
        return (bits[index(kind, role == ControllerRole.SLAVE)] >>> reason & 1) != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AsyncMasks masks && Arrays.equals(bits, masks.bits);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bits);
    }

    @Override
    public String toString() {
        return Arrays.toString(bits);
    }
}
