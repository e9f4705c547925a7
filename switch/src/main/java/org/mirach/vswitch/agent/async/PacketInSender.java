package org.mirach.vswitch.agent.async;

import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.mirach.openflow.message.AsyncConfig.Kind;
import org.mirach.openflow.message.NiciraMessage;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.message.PacketIn2;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.PacketInReason;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.model.WireFormat;
import org.mirach.vswitch.agent.connection.AsyncMasks;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.PeerListener;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.slowpath.PacketInNotice;
import org.mirach.vswitch.slowpath.PacketInSink;
import org.projectfloodlight.openflow.protocol.OFMessage;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Sends packets to the peers that want them (OpenFlow 1.3.5, 7.4.1; 1.0, 5.4.1; NXT_PACKET_IN).
 *
 * <p><b>Threads:</b> {@link #onPacketIn} any, all else the agent thread. Packets wait for the agent in its own queue, at
 * most {@value #MAX_WAITING} of them; a peer whose connection takes no more loses its copy, and nobody else does.
 */
@RunsOn(Role.AGENT)
public final class PacketInSender implements PacketInSink, PeerListener {
    private static final int MAX_WAITING = 2048;

    private final Peers peers;
    private final Executor agent;
    private final int ratePacketsPerSecond;
    private final LongSupplier nanoTime;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<Peer, TokenBucket> buckets = new WeakHashMap<>();
    private final LongAdder queueFull = new LongAdder();
    private volatile boolean anyPeer;

    /** @param ratePacketsPerSecond for each peer; 0 for no limit */
    public PacketInSender(Peers peers, Executor agent, int ratePacketsPerSecond, LongSupplier nanoTime) {
        this.peers = peers;
        this.agent = agent;
        this.ratePacketsPerSecond = ratePacketsPerSecond;
        this.nanoTime = nanoTime;
    }

    @Override
    public void onPeersChanged() {
        anyPeer = peers.count() > 0;
    }

    @Override
    @RunsOn(Role.ANY)
    public boolean onPacketIn(PacketInNotice notice) {
        if (!anyPeer) {
            return false;
        }
        if (waiting.get() >= MAX_WAITING) {
            queueFull.increment();
            return true; // Counted here, by its own reason.
        }
        waiting.incrementAndGet();
        agent.execute(() -> {
            waiting.decrementAndGet();
            deliver(notice);
        });
        return true;
    }

    /** Copies of packets that were dropped because a peer, or the agent, could not keep up. */
    @RunsOn(Role.ANY)
    public long queueFullCount() {
        return queueFull.sum();
    }

    private void deliver(PacketInNotice notice) {
        for (Peer peer : peers.all()) {
            if (!wants(peer, notice)) {
                continue;
            }
            if (peer.wire().isWritable() && withinRate(peer)) {
                peer.wire().send(message(peer, notice));
            } else {
                peer.countDroppedPacketIn();
                queueFull.increment();
            }
        }
    }

    /** Open vSwitch's rule: an implicit miss is only for peers of OpenFlow 1.0; ids and roles count for all. */
    private static boolean wants(Peer peer, PacketInNotice notice) {
        if (!peer.hearsUnasked() || peer.controllerId() != notice.controllerId()) {
            return false;
        }
        if (notice.cause() == PacketInNotice.Cause.INVALID_TTL && peer.invalidTtlToController()) {
            return peer.mayWrite();
        }
        boolean named = !peer.openFlow10() || PortNo.fitsOf10(notice.inPort());
        return named && peer.wants(Kind.PACKET_IN, internalReason(notice));
    }

    private boolean withinRate(Peer peer) {
        return ratePacketsPerSecond == 0
                || buckets.computeIfAbsent(peer, _ -> new TokenBucket(ratePacketsPerSecond, nanoTime.getAsLong()))
                        .take(nanoTime.getAsLong());
    }

    /** The whole packet, whatever length was asked for: nothing is buffered here, so that the rest could not be had. */
    private static OFMessage message(Peer peer, PacketInNotice notice) {
        long cookie = notice.cause() == PacketInNotice.Cause.IMPLICIT_MISS ? 0 : notice.cookie();
        if (peer.packetInFormat() == NiciraMessage.SetPacketInFormat.NXT_PACKET_IN2) {
            return new PacketIn2(
                    peer.version(),
                    0,
                    false,
                    Bytes.wrap(notice.packet()),
                    notice.packet().length,
                    notice.tableId(),
                    cookie,
                    reason(peer, notice),
                    notice.match(),
                    notice.userdata(),
                    notice.continuation() == 0
                            ? Optional.empty()
                            : Optional.of(Continuations.of(notice.continuation())));
        }
        boolean standard = peer.packetInFormat() == NiciraMessage.SetPacketInFormat.STANDARD;
        return new PacketIn(
                peer.version(),
                0,
                standard ? WireFormat.STANDARD : WireFormat.NXM,
                PortNo.NO_BUFFER,
                notice.packet().length,
                reason(peer, notice),
                notice.tableId(),
                cookie,
                notice.match(),
                Bytes.wrap(notice.packet()));
    }

    /** With the reasons of {@link AsyncMasks}. */
    private static int internalReason(PacketInNotice notice) {
        return switch (notice.cause()) {
            case IMPLICIT_MISS -> AsyncMasks.IMPLICIT_MISS;
            case EXPLICIT_MISS -> AsyncMasks.EXPLICIT_MISS;
            case ACTION -> notice.reason(); // a controller action may have chosen another
            case ACTION_SET -> PacketInReason.ACTION_SET;
            case GROUP -> PacketInReason.GROUP;
            case PACKET_OUT -> PacketInReason.PACKET_OUT;
            case INVALID_TTL -> PacketInReason.INVALID_TTL;
        };
    }

    /** OpenFlow 1.4 tells apart what was ACTION before; a table-miss entry's packet is NO_MATCH from 1.3 on. */
    private static int reason(Peer peer, PacketInNotice notice) {
        boolean of14 = peer.version().getWireVersion() >= OFVersion.OF_14.getWireVersion();
        return switch (notice.cause()) {
            case IMPLICIT_MISS -> PacketInReason.NO_MATCH;
            case EXPLICIT_MISS -> peer.openFlow10() ? PacketInReason.ACTION : PacketInReason.NO_MATCH;
            case ACTION, INVALID_TTL -> internalReason(notice);
            case ACTION_SET, GROUP, PACKET_OUT -> of14 ? internalReason(notice) : PacketInReason.ACTION;
        };
    }
}
