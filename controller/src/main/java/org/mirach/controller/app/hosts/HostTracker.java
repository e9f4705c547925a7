package org.mirach.controller.app.hosts;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.mirach.controller.app.EthernetFrame;
import org.mirach.controller.app.PacketApp;
import org.mirach.controller.app.discovery.Links;
import org.mirach.controller.southbound.PortChange;
import org.mirach.controller.southbound.SwitchPort;
import org.mirach.controller.southbound.SwitchSession;
import org.mirach.openflow.field.EtherType;
import org.mirach.openflow.message.PacketIn;
import org.mirach.openflow.model.PortNo;

/**
 * Notes the sender of each packet-in: MAC, VLAN, IP addresses, switch, port. Ports between switches are left out, so a host
 * stands where it is plugged in.
 *
 * <p>Hosts of a switch whose leadership went are kept, in case it comes back; only the master's count, so who publishes them
 * leaves out the others ({@link #of}).
 *
 * <p><b>Limits:</b> packets that flow entries forward are not seen, so {@code lastSeen} is when the controller last heard
 * of it. At most {@value #MAX_HOSTS} hosts; more are counted and left out until old ones expire.
 *
 * <p><b>Threads:</b> any.
 */
public final class HostTracker implements PacketApp {
    private static final int MAX_HOSTS = 100_000;
    private static final int MAX_ADDRESSES = 16;
    private static final Duration AGE = Duration.ofMinutes(15);

    private final Links links;
    private final LongFunction<List<Host>> inherited;
    private final ConcurrentHashMap<Long, Host> hosts = new ConcurrentHashMap<>();
    private final AtomicLong leftOut = new AtomicLong();

    /** Without a memory. */
    public HostTracker(Links links) {
        this(links, _ -> List.of());
    }

    /**
     * Starts empty.
     *
     * @param links tells which ports lead to switches
     * @param inherited what another controller last said of the hosts of a datapath id, for when this one takes over
     */
    public HostTracker(Links links, LongFunction<List<Host>> inherited) {
        this.links = links;
        this.inherited = inherited;
    }

    /** All hosts, in the order of their MAC addresses. */
    public List<Host> all() {
        return hosts.values().stream()
                .sorted(Comparator.comparingLong(Host::mac).thenComparingInt(Host::vlanVid))
                .toList();
    }

    /** Those at the switches that {@code mastered} picks, in the order of their MAC addresses. */
    public List<Host> of(LongPredicate mastered) {
        return all().stream().filter(host -> mastered.test(host.datapathId())).toList();
    }

    /** How many hosts there are. */
    public int size() {
        return hosts.size();
    }

    /** Senders not noted because there are too many. */
    public long leftOut() {
        return leftOut.get();
    }

    /** Forgets hosts not heard for a quarter of an hour, and those at ports that turned out to lead to switches. */
    public void expire(Instant now) {
        hosts.values()
                .removeIf(host -> Duration.between(host.lastSeen(), now).compareTo(AGE) > 0
                        || links.isBetweenSwitches(host.datapathId(), host.portNo()));
    }

    @Override
    public void onMaster(SwitchSession session) {
        for (Host host : inherited.apply(session.datapathId())) {
            hosts.putIfAbsent(key(host.vlanVid(), host.mac()), host);
        }
    }

    @Override
    public boolean onPacket(SwitchSession session, PacketIn packetIn, EthernetFrame frame) {
        int portNo = packetIn.inPort();
        boolean ofHost = frame.etherType() != EtherType.LLDP
                && !EthernetFrame.isMulticast(frame.src())
                && frame.src() != 0
                && (!PortNo.reserved(portNo) || portNo == PortNo.LOCAL)
                && !links.isBetweenSwitches(session.datapathId(), portNo);
        if (ofHost) {
            note(session.datapathId(), portNo, frame, Instant.now());
        }
        return false;
    }

    @Override
    public void onPortStatus(SwitchSession session, PortChange change, SwitchPort port) {
        if (change == PortChange.DELETED || !port.isUp()) {
            hosts.values()
                    .removeIf(host -> host.datapathId() == session.datapathId() && host.portNo() == port.portNo());
        }
    }

    void note(long datapathId, int portNo, EthernetFrame frame, Instant now) {
        int vlanVid = Math.max(frame.vlanVid(), 0);
        long key = key(vlanVid, frame.src());
        if (hosts.size() >= MAX_HOSTS && !hosts.containsKey(key)) {
            leftOut.incrementAndGet();
            return;
        }
        Optional<String> address = SourceAddress.of(frame);
        hosts.compute(
                key, (_, before) -> new Host(frame.src(), vlanVid, merged(before, address), datapathId, portNo, now));
    }

    private static long key(int vlanVid, long mac) {
        return (long) vlanVid << 48 | mac;
    }

    /** The addresses known before with the one just heard put first. */
    private static List<String> merged(Host before, Optional<String> heard) {
        List<String> known = before == null ? List.of() : before.addresses();
        if (heard.isEmpty() || !known.isEmpty() && known.getFirst().equals(heard.get())) {
            return known;
        }
        List<String> merged = new ArrayList<>(known.size() + 1);
        merged.add(heard.get());
        known.stream()
                .filter(address -> !address.equals(heard.get()))
                .limit(MAX_ADDRESSES - 1L)
                .forEach(merged::add);
        return merged;
    }
}
