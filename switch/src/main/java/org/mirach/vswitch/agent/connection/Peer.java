package org.mirach.vswitch.agent.connection;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mirach.openflow.channel.OpenFlowConnection;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.message.AsyncConfig;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.openflow.message.RoleStatus;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * One OpenFlow connection as the agent sees it: who it is, its role, and what it has set.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class Peer {
    private static final int DEFAULT_MISS_SEND_LEN = 128;

    private final OpenFlowConnection wire;
    private final PeerKind kind;
    private final String target;
    private ControllerRole role = ControllerRole.EQUAL;
    private AsyncMasks asyncMasks;
    private final Map<Integer, Bundle> bundles = new HashMap<>();
    private final Map<Integer, FlowMonitor> monitors = new LinkedHashMap<>();
    private long monitorPausedAt;
    private int missSendLen;
    private int packetInFormat = NiciraMessage.SetPacketInFormat.STANDARD;
    private int flowFormat = NiciraMessage.SetFlowFormat.OPENFLOW10;
    private boolean invalidTtlToController;
    private boolean flowAge;
    private int controllerId;
    private long packetInsDropped;

    /** @param target what was dialled, or the listener that it came to */
    public Peer(OpenFlowConnection wire, PeerKind kind, String target) {
        this.wire = wire;
        this.kind = kind;
        this.target = target;
        asyncMasks = AsyncMasks.defaults(wire.version());
        missSendLen = kind == PeerKind.PRIMARY ? DEFAULT_MISS_SEND_LEN : 0;
    }

    public OpenFlowConnection wire() {
        return wire;
    }

    public OFVersion version() {
        return wire.version();
    }

    public boolean openFlow10() {
        return wire.version() == OFVersion.OF_10;
    }

    public PeerKind kind() {
        return kind;
    }

    public String target() {
        return target;
    }

    public ControllerRole role() {
        return role;
    }

    void role(ControllerRole newRole) {
        role = newRole;
    }

    public AsyncMasks asyncMasks() {
        return asyncMasks;
    }

    public void asyncMasks(AsyncMasks masks) {
        asyncMasks = masks;
    }

    /** Whether it hears of a message of that kind and reason that it did not ask for. */
    public boolean wants(AsyncConfig.Kind message, int reason) {
        return hearsUnasked() && asyncMasks.wants(message, role, reason);
    }

    /** Bundles that are not committed yet, by id. */
    public Map<Integer, Bundle> bundles() {
        return bundles;
    }

    /** OFPT_ROLE_STATUS (OpenFlow 1.4.1, 7.4.4; ONF extension 191 in 1.3): its role is another, not by its own will. */
    void tellRole(int reason, long generationId) {
        if (wire.version().getWireVersion() >= OFVersion.OF_13.getWireVersion()) {
            wire.send(new RoleStatus(wire.version(), 0, role, reason, generationId));
        }
    }

    /** Its flow monitors, by id. */
    public Map<Integer, FlowMonitor> monitors() {
        return monitors;
    }

    /** Version of the pipeline from which on it was not told of added and changed entries, or 0. */
    public long monitorPausedAt() {
        return monitorPausedAt;
    }

    public void monitorPausedAt(long version) {
        monitorPausedAt = version;
    }

    /** Discards bundles that nothing was done with since {@code limitNs} ({@code System.nanoTime}), and says so. */
    public void discardBundlesUnusedSince(long limitNs) {
        for (Iterator<Bundle> each = bundles.values().iterator(); each.hasNext(); ) {
            Bundle bundle = each.next();
            if (bundle.usedNs() - limitNs <= 0) {
                each.remove();
                wire.refuse(bundle.opening(), OfError.OFPBFC_TIMEOUT);
            }
        }
    }

    /** Most octets of a packet that missed that it wants; 0 from a service connection also says: nothing unasked. */
    public int missSendLen() {
        return missSendLen;
    }

    public void missSendLen(int octets) {
        missSendLen = octets;
    }

    /** Whether packets whose TTL ran out go to it (OpenFlow 1.0 with Nicira's bit, and 1.1, 1.2). */
    public boolean invalidTtlToController() {
        return invalidTtlToController;
    }

    public void invalidTtlToController(boolean wanted) {
        invalidTtlToController = wanted;
    }

    /** One of {@link NiciraMessage.SetPacketInFormat}'s numbers. */
    public int packetInFormat() {
        return packetInFormat;
    }

    public void packetInFormat(int format) {
        packetInFormat = format;
    }

    /** One of {@link NiciraMessage.SetFlowFormat}'s numbers: the form of flow_removed in OpenFlow 1.0. */
    public int flowFormat() {
        return flowFormat;
    }

    public void flowFormat(int format) {
        flowFormat = format;
    }

    /** Whether flow statistics shall say idle_age and hard_age. */
    public boolean flowAge() {
        return flowAge;
    }

    public void flowAge(boolean wanted) {
        flowAge = wanted;
    }

    public int controllerId() {
        return controllerId;
    }

    public void controllerId(int id) {
        controllerId = id;
    }

    public long packetInsDropped() {
        return packetInsDropped;
    }

    public void countDroppedPacketIn() {
        packetInsDropped++;
    }

    /** Whether anything may be sent to it that it did not ask for. */
    public boolean hearsUnasked() {
        return kind == PeerKind.PRIMARY || missSendLen > 0;
    }

    /** Whether it may change the switch (OpenFlow 1.3.5, 6.3.4). */
    public boolean mayWrite() {
        return role != ControllerRole.SLAVE;
    }

    @Override
    public String toString() {
        return wire.name();
    }
}
