package org.mirach.vswitch.agent.connection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.model.ControllerRole;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * All peers of the bridge, and who is master (OpenFlow 1.3.5, 6.3.5).
 *
 * <p><b>Invariant:</b> at most one peer is MASTER.
 *
 * <p><b>Threads:</b> the agent thread.
 */
@RunsOn(Role.AGENT)
public final class Peers {
    /** OFPCRR_MASTER_REQUEST. */
    private static final int NEW_MASTER = 0;

    private static final long NO_GENERATION = -1L;

    private final Set<Peer> peers = new LinkedHashSet<>();
    private OptionalLong generationId = OptionalLong.empty();

    public void add(Peer peer) {
        peers.add(peer);
    }

    public void remove(Peer peer) {
        peers.remove(peer);
    }

    /** A copy, in the order in which they came. */
    public List<Peer> all() {
        return new ArrayList<>(peers);
    }

    public int count() {
        return peers.size();
    }

    /** The largest generation_id that a master or slave has given, if any has. */
    public OptionalLong generationId() {
        return generationId;
    }

    /**
     * Gives a peer the role that it asks for; a new master makes the old one slave.
     *
     * @param generation empty where the version's request has none (Nicira's of OpenFlow 1.0)
     * @throws OpenFlowException STALE: the generation_id is older than one already seen; nothing changed
     */
    public void setRole(Peer peer, ControllerRole wanted, OptionalLong generation) throws OpenFlowException {
        if (wanted == ControllerRole.NOCHANGE) {
            return;
        }
        if (wanted != ControllerRole.EQUAL && generation.isPresent()) {
            advance(generation.getAsLong());
        }
        if (wanted == ControllerRole.MASTER) {
            for (Peer other : peers) {
                if (other != peer && other.role() == ControllerRole.MASTER) {
                    other.role(ControllerRole.SLAVE);
                    other.tellRole(NEW_MASTER, generationId.orElse(NO_GENERATION));
                }
            }
        }
        peer.role(wanted);
    }

    /** The difference counts as signed, so that the number may wrap (6.3.5). */
    private void advance(long generation) throws OpenFlowException {
        if (generationId.isPresent() && generation - generationId.getAsLong() < 0) {
            throw new OpenFlowException(
                    OfError.OFPRRFC_STALE,
                    "generation_id " + Long.toUnsignedString(generation) + " is older than "
                            + Long.toUnsignedString(generationId.getAsLong()));
        }
        generationId = OptionalLong.of(generation);
    }
}
