package org.mirach.controller.app.discovery;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.mirach.controller.app.EthernetFrame;
import org.mirach.controller.app.FlowDiff;
import org.mirach.controller.app.FlowKeeper;
import org.mirach.controller.app.FlowOwner;
import org.mirach.controller.app.PacketApp;
import org.mirach.controller.app.discovery.Link.End;
import org.mirach.controller.southbound.DatapathId;
import org.mirach.controller.southbound.PortChange;
import org.mirach.controller.southbound.SwitchPort;
import org.mirach.controller.southbound.SwitchSession;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the links between switches: the master of a switch sends a signed LLDP frame out of each of its ports every few
 * seconds, and one entry of table 0 brings LLDP frames to the controller. What arrives at another port is a link.
 *
 * <p>The key is the cluster's, so a frame sent by one member's switch is understood when it arrives at another's.
 *
 * <p><b>Threads:</b> each switch's event loop; the shared parts are concurrent.
 */
public final class LinkDiscovery implements PacketApp {
    private static final Logger LOG = LoggerFactory.getLogger(LinkDiscovery.class);
    private static final long COOKIE = FlowOwner.LINK_DISCOVERY.cookie(0);
    private static final FlowMod LLDP_TO_CONTROLLER = FlowMod.builder()
            .priority(0xffff)
            .cookie(COOKIE)
            .match(Match.builder().exact(Field.ETH_TYPE, EtherType.LLDP).build())
            .actions(new Action.Output(PortNo.CONTROLLER, PortNo.WHOLE_PACKET))
            .build();

    /** The entry for LLDP frames: nobody else can hold one like it beside this application. */
    public static final FlowDiff.Identity KEPT = FlowDiff.Identity.of(LLDP_TO_CONTROLLER);

    private final Links links;
    private final DiscoveryFrame frames;
    private final Duration interval;
    private final AtomicLong forged = new AtomicLong();
    private final Map<SwitchSession, ScheduledFuture<?>> timers = new ConcurrentHashMap<>();

    /**
     * Sends every {@code interval}; a link not seen for three of them is gone.
     *
     * @param key the cluster's secret
     */
    public LinkDiscovery(Links links, byte[] key, Duration interval) {
        this.links = links;
        this.frames = new DiscoveryFrame(key);
        this.interval = interval;
    }

    /** LLDP frames that claimed nothing this cluster signed lately: other LLDP speakers, or forgeries. */
    public long unsigned() {
        return forged.get();
    }

    @Override
    public void onMaster(SwitchSession session) {
        FlowKeeper keeper = new FlowKeeper(session, COOKIE, FlowOwner.MASK);
        ScheduledFuture<?> timer = session.eventLoop()
                .scheduleWithFixedDelay(() -> round(session, keeper), 100, interval.toMillis(), TimeUnit.MILLISECONDS);
        stop(timers.put(session, timer));
    }

    @Override
    public void onSlave(SwitchSession session) {
        stop(timers.remove(session));
        links.forgetArrivals(session.datapathId());
    }

    @Override
    public void onDisconnected(SwitchSession session) {
        onSlave(session);
    }

    @Override
    public void onPortStatus(SwitchSession session, PortChange change, SwitchPort port) {
        if (change == PortChange.DELETED || !port.isUp()) {
            links.forgetPort(session.datapathId(), port.portNo());
        } else if (session.isMaster()) {
            session.offer(List.of(frameOut(session, port)));
        }
    }

    @Override
    public boolean onPacket(SwitchSession session, PacketIn packetIn, EthernetFrame frame) {
        if (frame.etherType() != EtherType.LLDP) {
            return false;
        }
        Optional<End> from = frames.verify(frame, System.currentTimeMillis(), interval.toMillis() * 3);
        if (from.isEmpty()) {
            forged.incrementAndGet();
            return true;
        }
        End to = new End(session.datapathId(), packetIn.inPort());
        if (links.seen(from.get(), to, Instant.now())) {
            LOG.info(
                    "link: switch {} port {} -> switch {} port {}",
                    DatapathId.text(from.get().datapathId()),
                    Integer.toUnsignedString(from.get().portNo()),
                    session.name(),
                    Integer.toUnsignedString(to.portNo()));
        }
        return true;
    }

    private void round(SwitchSession session, FlowKeeper keeper) {
        if (!session.isMaster()) {
            return;
        }
        keeper.keep(List.of(LLDP_TO_CONTROLLER)).whenComplete((refusals, failure) -> {
            if (failure != null || !refusals.isEmpty()) {
                LOG.warn(
                        "switch {}: no links will be seen, the entry for LLDP cannot be written: {}",
                        session.name(),
                        failure != null
                                ? failure.getMessage()
                                : refusals.getFirst().cause().getMessage());
            }
        });
        List<PacketOut> out = new ArrayList<>();
        for (SwitchPort port : session.ports().values()) {
            if (port.isPhysical() && port.isUp()) {
                out.add(frameOut(session, port));
            }
        }
        if (!out.isEmpty()) {
            session.offer(out);
        }
        for (Link link : links.expire(Instant.now(), interval.multipliedBy(3))) {
            LOG.info(
                    "link gone: switch {} port {} -> switch {} port {}",
                    DatapathId.text(link.from().datapathId()),
                    Integer.toUnsignedString(link.from().portNo()),
                    DatapathId.text(link.to().datapathId()),
                    Integer.toUnsignedString(link.to().portNo()));
        }
    }

    private PacketOut frameOut(SwitchSession session, SwitchPort port) {
        byte[] frame = frames.build(
                new End(session.datapathId(), port.portNo()),
                port.hwAddr(),
                (int) interval.toSeconds() * 3 + 1,
                System.currentTimeMillis());
        return new PacketOut(0, PortNo.CONTROLLER, List.of(new Action.Output(port.portNo())), Bytes.wrap(frame));
    }

    private static void stop(ScheduledFuture<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
