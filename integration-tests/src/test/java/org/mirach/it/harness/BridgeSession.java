package org.mirach.it.harness;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A bridge with ports p1 and up, reached by lasting connections: fast enough for many thousand packets and messages.
 *
 * <p><b>Threads:</b> the test's.
 */
public final class BridgeSession implements AutoCloseable {
    private static final int MULTIPART = 18;
    private static final int PORT_STATS = 4;
    /** Fewer than Open vSwitch's dummy ports queue (100), and than a request of ours may have words. */
    private static final int PACKETS_PER_REQUEST = 60;

    private final BridgeUnderTest bridge;
    private final int ports;
    private final ControlClient control;
    private final OpenFlowPeer peer;
    private long injected;

    public BridgeSession(BridgeUnderTest bridge, int ports) {
        this.bridge = bridge;
        this.ports = ports;
        this.control = ControlClient.connect(bridge.controlSocket());
        this.peer = OpenFlowPeer.connect(bridge, 4);
        peer.wantPackets();
        injected = bridge instanceof OvsInstance ? receivedByPorts() : 0;
    }

    public BridgeUnderTest bridge() {
        return bridge;
    }

    public String name() {
        return bridge.name();
    }

    public OpenFlowPeer peer() {
        return peer;
    }

    public ControlClient control() {
        return control;
    }

    /** A port receives packets, hex, one after the other; more than a port's queue holds wait for each other. */
    public void inject(int port, List<String> packets) {
        for (int from = 0; from < packets.size(); from += PACKETS_PER_REQUEST) {
            List<String> some = packets.subList(from, Math.min(packets.size(), from + PACKETS_PER_REQUEST));
            List<String> words = new ArrayList<>(List.of("netdev-dummy/receive", "p" + port));
            words.addAll(some);
            control.must(List.of(words));
            injected += some.size();
            if (from + PACKETS_PER_REQUEST < packets.size()) {
                settle();
            }
        }
    }

    /** Waits until all that was injected has been dealt with. */
    public void settle() {
        if (bridge instanceof OvsInstance) {
            // One thread takes a packet, carries it all the way and only then answers.
            long end = System.nanoTime() + 10_000_000_000L;
            while (receivedByPorts() < injected) {
                if (System.nanoTime() - end > 0) {
                    throw new IllegalStateException("Open vSwitch lost a packet on its way in");
                }
            }
        } else {
            control.must("netdev-dummy/settle");
        }
    }

    /** Brings counters up to now. Open vSwitch forgets its cached flows, so the next packets miss. */
    public void pushCounters() {
        control.must(bridge instanceof OvsInstance ? "revalidator/purge" : "revalidator/wait");
    }

    /** Open vSwitch forgets what it cached for rules that have changed; Mirach's barrier says that already. */
    public void forgetOldRules() {
        if (bridge instanceof OvsInstance) {
            control.must("revalidator/purge");
        }
    }

    /** What left since the last call, hex, of each port from p1 on. */
    public List<List<String>> sent() {
        List<List<String>> sent = new ArrayList<>();
        if (bridge instanceof OvsInstance ovs) {
            for (int port = 1; port <= ports; port++) {
                sent.add(ovs.captured("p" + port));
            }
            return sent;
        }
        List<List<String>> questions = new ArrayList<>();
        for (int port = 1; port <= ports; port++) {
            questions.add(List.of("netdev-dummy/sent", "p" + port));
        }
        control.must(questions)
                .forEach(reply ->
                        sent.add(reply.lines().filter(line -> !line.isEmpty()).toList()));
        return sent;
    }

    private long receivedByPorts() {
        ByteBuffer body =
                ByteBuffer.allocate(16).putShort(0, (short) PORT_STATS).putInt(8, 0xffff_ffff);
        long sum = 0;
        for (byte[] part : peer.request(MULTIPART, body.array())) {
            ByteBuffer reply = ByteBuffer.wrap(part);
            for (int at = 16; at + 112 <= part.length; at += 112) {
                int port = reply.getInt(at);
                sum += port > 0 && port <= ports ? reply.getLong(at + 8) : 0;
            }
        }
        return sum;
    }

    @Override
    public void close() {
        peer.close();
        control.close();
        bridge.close();
    }
}
