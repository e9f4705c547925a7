package org.mirach.controller.app;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mirach.controller.southbound.PortChange;
import org.mirach.controller.southbound.SwitchListener;
import org.mirach.controller.southbound.SwitchPort;
import org.mirach.controller.southbound.SwitchSession;
import org.mirach.openflow.message.FlowRemoved;
import org.mirach.openflow.message.PacketIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes what a switch does to each application in order; reads a packet's header once for all.
 *
 * <p>An application that throws loses that one event and nothing else.
 *
 * <p><b>Threads:</b> as {@link SwitchListener}.
 */
public final class Applications implements SwitchListener {
    private static final Logger LOG = LoggerFactory.getLogger(Applications.class);

    private final List<PacketApp> apps;

    /** @param apps in the order in which they are offered packets */
    public Applications(List<? extends PacketApp> apps) {
        this.apps = List.copyOf(apps);
    }

    @Override
    public void onPacketIn(SwitchSession session, PacketIn packetIn) {
        Optional<EthernetFrame> frame = EthernetFrame.of(packetIn.data());
        if (frame.isEmpty()) {
            return;
        }
        for (PacketApp app : apps) {
            try {
                if (app.onPacket(session, packetIn, frame.get())) {
                    return;
                }
            } catch (RuntimeException e) {
                failed(session, app, e);
            }
        }
    }

    @Override
    public void onConnected(SwitchSession session) {
        each(session, app -> app.onConnected(session));
    }

    @Override
    public void onMaster(SwitchSession session) {
        each(session, app -> app.onMaster(session));
    }

    @Override
    public void onSlave(SwitchSession session) {
        each(session, app -> app.onSlave(session));
    }

    @Override
    public void onPortStatus(SwitchSession session, PortChange change, SwitchPort port) {
        each(session, app -> app.onPortStatus(session, change, port));
    }

    @Override
    public void onFlowRemoved(SwitchSession session, FlowRemoved removed) {
        each(session, app -> app.onFlowRemoved(session, removed));
    }

    @Override
    public void onDisconnected(SwitchSession session) {
        each(session, app -> app.onDisconnected(session));
    }

    private void each(SwitchSession session, Consumer<PacketApp> event) {
        for (PacketApp app : apps) {
            try {
                event.accept(app);
            } catch (RuntimeException e) {
                failed(session, app, e);
            }
        }
    }

    private static void failed(SwitchSession session, PacketApp app, RuntimeException e) {
        LOG.error(
                "switch {}: application {} failed on an event; going on",
                session.name(),
                app.getClass().getSimpleName(),
                e);
    }
}
