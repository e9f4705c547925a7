package org.mirach.controller.app.learning;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.mirach.controller.app.EthernetFrame;
import org.mirach.controller.app.FlowDiff;
import org.mirach.controller.app.FlowKeeper;
import org.mirach.controller.app.FlowOwner;
import org.mirach.controller.app.PacketApp;
import org.mirach.controller.southbound.PortChange;
import org.mirach.controller.southbound.SwitchPort;
import org.mirach.controller.southbound.SwitchSession;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowStatsEntry;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.PortNo;
import org.projectfloodlight.openflow.protocol.OFVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards by MAC address: floods what it doesn't know, and for a pair of addresses whose ports it knows installs a flow
 * entry in table 0 that lives while it is used.
 *
 * <p><b>What:</b> the table-miss entry (priority 0, to the controller) and entries of priority 1 that match in_port,
 * eth_src, eth_dst and the VLAN. An address that turns up on another port has its entries deleted; so have the entries
 * of a port that goes down.
 *
 * <p><b>Why this way:</b> a new leader keeps the entries that are in the switch, so packets go on, and learns from them
 * where addresses are, so that a host that moves later is noticed. The table-miss entry is only written where it isn't
 * there; it is looked after from time to time, as somebody may have deleted all entries by hand.
 *
 * <p><b>Limits:</b> no loop protection: switches must be connected as a tree.
 *
 * <p><b>Threads:</b> each switch's state is its event loop's; the map of them is shared.
 */
public final class LearningSwitch implements PacketApp {
    private static final Logger LOG = LoggerFactory.getLogger(LearningSwitch.class);
    private static final long COOKIE = FlowOwner.LEARNING_SWITCH.cookie(0);
    /** Of the table-miss entry, so that it can be looked after without reading all that was learned. */
    private static final long MISS_COOKIE = FlowOwner.LEARNING_SWITCH.cookie(1);

    private static final int IDLE_TIMEOUT_SECONDS = 60;
    private static final int KEEP_SECONDS = 15;
    private static final int PRIORITY = 1;
    private static final int VLAN_PRESENT = 0x1000;
    private static final int MAX_ADDRESSES = 65_536;
    /** Ports gone whose entries are deleted later, as the switch was behind with reading. */
    private static final int MAX_PORTS_LEFT = 1024;

    private static final long RECENT_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long ADDRESS_AGE_NS = TimeUnit.MINUTES.toNanos(5);

    private static final FlowMod TABLE_MISS = FlowMod.builder()
            .priority(0)
            .cookie(MISS_COOKIE)
            .actions(new Action.Output(PortNo.CONTROLLER, PortNo.WHOLE_PACKET))
            .build();

    /** The table-miss entry: nobody else can hold one like it beside this application. */
    public static final FlowDiff.Identity KEPT = FlowDiff.Identity.of(TABLE_MISS);

    private final Map<SwitchSession, State> states = new ConcurrentHashMap<>();

    /** Without switches yet. */
    public LearningSwitch() {}

    /** What there is for one switch while this controller is its master. */
    private record State(MacTable table, RecentEntries recent, Set<Integer> portsLeft, ScheduledFuture<?> timer) {}

    @Override
    public void onMaster(SwitchSession session) {
        FlowKeeper keeper = new FlowKeeper(session, MISS_COOKIE, -1L);
        ScheduledFuture<?> timer = session.eventLoop()
                .scheduleWithFixedDelay(() -> lookAfter(session, keeper), 0, KEEP_SECONDS, TimeUnit.SECONDS);
        states.put(
                session,
                new State(
                        new MacTable(MAX_ADDRESSES, ADDRESS_AGE_NS),
                        new RecentEntries(RECENT_NS),
                        new HashSet<>(),
                        timer));
        session.flows(COOKIE, -1L).whenComplete((entries, failure) -> {
            if (failure != null) {
                LOG.warn("switch {}: cannot learn from its flow entries: {}", session.name(), failure.getMessage());
            } else {
                entries.forEach(entry -> adopt(session, entry));
            }
        });
    }

    private void lookAfter(SwitchSession session, FlowKeeper keeper) {
        State state = states.get(session);
        if (state != null) {
            state.portsLeft.removeIf(portNo -> deleteEntriesOf(session, portNo));
        }
        keepMiss(session, keeper);
    }

    private static void keepMiss(SwitchSession session, FlowKeeper keeper) {
        keeper.keep(List.of(TABLE_MISS)).whenComplete((refusals, failure) -> {
            if (failure != null) {
                LOG.warn("switch {}: table-miss entry not checked: {}", session.name(), failure.getMessage());
            } else if (!refusals.isEmpty()) {
                LOG.warn(
                        "{}; packets that match no entry won't reach the learning switch",
                        refusals.getFirst().cause().getMessage());
            }
        });
    }

    /** Learns from an entry that an earlier leader installed; where a packet said otherwise since, the entry goes. */
    private void adopt(SwitchSession session, FlowStatsEntry entry) {
        State state = states.get(session);
        Match match = entry.match();
        if (state == null || !match.has(Field.ETH_SRC) || !match.has(Field.ETH_DST) || !match.has(Field.IN_PORT)) {
            return;
        }
        int vlanVid =
                match.value(Field.VLAN_VID) == 0 ? EthernetFrame.UNTAGGED : (int) match.value(Field.VLAN_VID) & 0xfff;
        long now = System.nanoTime();
        boolean right = state.table.adopt(vlanVid, match.value(Field.ETH_SRC), (int) match.value(Field.IN_PORT), now);
        for (Instruction instruction : entry.instructions()) {
            if (instruction instanceof Instruction.ApplyActions(List<Action> actions)
                    && actions.size() == 1
                    && actions.getFirst() instanceof Action.Output output) {
                right &= state.table.adopt(vlanVid, match.value(Field.ETH_DST), output.port(), now);
            }
        }
        if (!right && session.isMaster()) {
            session.send(FlowDiff.deletion(FlowDiff.Identity.of(entry), entry.cookie()));
        }
    }

    @Override
    public void onSlave(SwitchSession session) {
        State state = states.remove(session);
        if (state != null) {
            state.timer.cancel(false);
        }
    }

    @Override
    public boolean onPacket(SwitchSession session, PacketIn packetIn, EthernetFrame frame) {
        State state = states.get(session);
        FlowOwner owner = FlowOwner.of(packetIn.cookie());
        boolean asked = owner == FlowOwner.LEARNING_SWITCH || owner == FlowOwner.OTHER;
        if (state == null || !asked || frame.isLinkLocal() || EthernetFrame.isMulticast(frame.src())) {
            return false;
        }
        MacTable table = state.table;
        long now = System.nanoTime();
        int inPort = packetIn.inPort();
        int before = table.learn(frame.vlanVid(), frame.src(), inPort, now);
        if (before != MacTable.UNKNOWN) {
            state.recent.forget();
            session.offer(moved(frame, before));
        }
        int outPort = EthernetFrame.isMulticast(frame.dst())
                ? MacTable.UNKNOWN
                : table.lookup(frame.vlanVid(), frame.dst(), now);
        if (outPort == MacTable.UNKNOWN) {
            session.offer(List.of(packetOut(packetIn, PortNo.FLOOD)));
        } else if (outPort != inPort) {
            boolean due = state.recent.isDue(inPort, outPort, frame.vlanVid(), frame.src(), frame.dst(), now);
            PacketOut out = packetOut(packetIn, outPort);
            session.offer(due ? List.of(forward(inPort, frame, outPort), out) : List.of(out));
        }
        return true;
    }

    @Override
    public void onPortStatus(SwitchSession session, PortChange change, SwitchPort port) {
        State state = states.get(session);
        boolean down = change == PortChange.DELETED || !port.isUp();
        if (state == null || !down) {
            return;
        }
        state.table.forgetPort(port.portNo());
        state.recent.forget();
        if (!deleteEntriesOf(session, port.portNo()) && state.portsLeft.size() < MAX_PORTS_LEFT) {
            state.portsLeft.add(port.portNo());
        }
    }

    /** False where the switch is behind with reading: it may cause as many of these as it likes. */
    private static boolean deleteEntriesOf(SwitchSession session, int portNo) {
        Match from = Match.builder().exact(Field.IN_PORT, portNo & 0xffff_ffffL).build();
        return session.offer(List.of(deletion(Match.ANY, portNo), deletion(from, PortNo.ANY)));
    }

    @Override
    public void onDisconnected(SwitchSession session) {
        onSlave(session);
    }

    /** The entry that carries this packet's flow from now on. */
    static FlowMod forward(int inPort, EthernetFrame frame, int outPort) {
        Match match = Match.builder()
                .exact(Field.IN_PORT, inPort & 0xffff_ffffL)
                .exact(Field.ETH_SRC, frame.src())
                .exact(Field.ETH_DST, frame.dst())
                .exact(Field.VLAN_VID, vlan(frame))
                .build();
        return FlowMod.builder()
                .cookie(COOKIE)
                .priority(PRIORITY)
                .idleTimeout(IDLE_TIMEOUT_SECONDS)
                .match(match)
                .actions(new Action.Output(outPort))
                .build();
    }

    /** Deletes what sends to, or expects, an address where it no longer is. */
    private static List<FlowMod> moved(EthernetFrame frame, int before) {
        Match to = Match.builder()
                .exact(Field.ETH_DST, frame.src())
                .exact(Field.VLAN_VID, vlan(frame))
                .build();
        Match from = Match.builder()
                .exact(Field.IN_PORT, before & 0xffff_ffffL)
                .exact(Field.ETH_SRC, frame.src())
                .exact(Field.VLAN_VID, vlan(frame))
                .build();
        return List.of(deletion(to, PortNo.ANY), deletion(from, PortNo.ANY));
    }

    /** Deletes this application's learned entries within {@code match} that output to {@code outPort}. */
    private static FlowMod deletion(Match match, int outPort) {
        return FlowMod.builder()
                .command(FlowModCommand.DELETE)
                .tableId(0)
                .cookie(COOKIE)
                .cookieMask(FlowOwner.MASK)
                .match(match)
                .outPort(outPort)
                .build();
    }

    private static PacketOut packetOut(PacketIn packetIn, int outPort) {
        boolean buffered = packetIn.bufferId() != PortNo.NO_BUFFER;
        return new PacketOut(
                OFVersion.OF_13,
                0,
                packetIn.bufferId(),
                packetIn.inPort(),
                List.of(new Action.Output(outPort)),
                buffered ? Bytes.EMPTY : packetIn.data());
    }

    private static long vlan(EthernetFrame frame) {
        return frame.vlanVid() == EthernetFrame.UNTAGGED ? 0 : VLAN_PRESENT | frame.vlanVid();
    }
}
