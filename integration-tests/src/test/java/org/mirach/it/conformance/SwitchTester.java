package org.mirach.it.conformance;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.mirach.it.harness.BridgeSession;
import org.mirach.it.harness.OpenFlowPeer;

/**
 * Carries out switch-test cases one after the other on one bridge.
 *
 * <p><b>Threads:</b> the test's.
 */
final class SwitchTester {
    private static final int FLOW_MOD = 14;
    private static final int GROUP_MOD = 15;
    private static final int MULTIPART = 18;
    private static final int METER_MOD = 29;
    private static final int FLOW_STATS = 1;
    private static final int TABLE_STATS = 3;
    private static final int FIRST_XID = 0x7000_0000;
    private static final int IN_PORT = 1;
    private static final int OUT_PORT = 2;

    private final BridgeSession session;

    SwitchTester(BridgeSession session) {
        this.session = session;
    }

    /** What is wrong, or nothing. */
    Optional<String> run(SwitchTestCase testCase) {
        clear();
        OpenFlowPeer peer = session.peer();
        peer.send(testCase.messages(), FIRST_XID);
        for (byte[] message : peer.barrier()) {
            if (OpenFlowPeer.type(message) == OpenFlowPeer.ERROR) {
                ByteBuffer error = ByteBuffer.wrap(message);
                return Optional.of("refused: error type %d, code %d".formatted(error.getShort(8), error.getShort(10)));
            }
        }
        session.forgetOldRules();
        Optional<String> problem = compareFlows(testCase);
        for (SwitchTestCase.Packet packet : testCase.packets()) {
            problem = problem.or(() -> send(packet));
        }
        return problem;
    }

    private void clear() {
        OpenFlowPeer peer = session.peer();
        byte[] flows = new byte[48];
        ByteBuffer.wrap(flows)
                .put(16, (byte) 0xff)
                .put(17, (byte) 3)
                .putInt(24, -1)
                .putInt(28, -1)
                .putInt(32, -1)
                .putShort(40, (short) 1)
                .putShort(42, (short) 4);
        byte[] groups = new byte[8];
        ByteBuffer.wrap(groups).putShort(0, (short) 2).putInt(4, 0xffff_fffc);
        byte[] meters = new byte[8];
        ByteBuffer.wrap(meters).putShort(0, (short) 2).putInt(4, 0xffff_ffff);
        peer.send(
                List.of(
                        peer.message(FLOW_MOD, 0, flows),
                        peer.message(GROUP_MOD, 0, groups),
                        peer.message(METER_MOD, 0, meters)),
                FIRST_XID);
        peer.barrier();
        session.sent();
    }

    /** Flow entries must come back as they were sent. */
    private Optional<String> compareFlows(SwitchTestCase testCase) {
        List<String> expected = testCase.messages().stream()
                .filter(message -> OpenFlowPeer.type(message) == FLOW_MOD)
                .map(SwitchTester::sentEntry)
                .sorted()
                .toList();
        byte[] body = new byte[48];
        ByteBuffer.wrap(body)
                .putShort(0, (short) FLOW_STATS)
                .put(8, (byte) 0xff)
                .putInt(12, -1)
                .putInt(16, -1)
                .putShort(40, (short) 1)
                .putShort(42, (short) 4);
        List<String> shown = new ArrayList<>();
        for (byte[] part : session.peer().request(MULTIPART, body)) {
            for (int at = 16; at < part.length; at += ByteBuffer.wrap(part).getShort(at)) {
                shown.add(shownEntry(part, at));
            }
        }
        shown.sort(null);
        return expected.equals(shown)
                ? Optional.empty()
                : Optional.of("flow-stats: sent %s, shown %s".formatted(expected, shown));
    }

    private static String sentEntry(byte[] mod) {
        ByteBuffer in = ByteBuffer.wrap(mod);
        return entry(mod, in.get(24), in.getShort(30), in.getLong(8), 48, mod.length);
    }

    private static String shownEntry(byte[] part, int at) {
        ByteBuffer in = ByteBuffer.wrap(part);
        int end = at + in.getShort(at);
        return entry(part, in.get(at + 2), in.getShort(at + 12), in.getLong(at + 24), at + 48, end);
    }

    /** The fields of a match in the order of their bytes: the specification leaves the order open. */
    private static String entry(byte[] bytes, int table, int priority, long cookie, int match, int end) {
        int matchLength = ByteBuffer.wrap(bytes).getShort(match + 2);
        TreeSet<String> fields = new TreeSet<>();
        for (int at = match + 4; at < match + matchLength; at += 4 + (bytes[at + 3] & 0xff)) {
            fields.add(HexFormat.of().formatHex(bytes, at, at + 4 + (bytes[at + 3] & 0xff)));
        }
        int instructions = match + (matchLength + 7) / 8 * 8;
        return "table %d, priority %d, cookie %d, %s, %s"
                .formatted(
                        table,
                        priority,
                        cookie,
                        fields,
                        HexFormat.of().formatHex(Arrays.copyOfRange(bytes, instructions, end)));
    }

    private Optional<String> send(SwitchTestCase.Packet packet) {
        long[] missesBefore = packet.missedTables().isEmpty() ? new long[0] : misses();
        session.inject(IN_PORT, List.of(packet.in()));
        session.settle();
        List<String> packetIns = session.peer().barrier().stream()
                .filter(message -> OpenFlowPeer.type(message) == OpenFlowPeer.PACKET_IN)
                .map(SwitchTester::packetInData)
                .toList();
        List<String> left = session.sent().get(OUT_PORT - 1);
        List<String> expectedLeft = packet.egress().stream().toList();
        List<String> expectedIn = packet.packetIn().stream().toList();
        if (!left.equals(expectedLeft) || !packetIns.equals(expectedIn)) {
            return Optional.of(
                    "in %s%n  expected at port 2 %s, to the controller %s%n  got at port 2 %s, to the controller %s"
                            .formatted(packet.in(), expectedLeft, expectedIn, left, packetIns));
        }
        if (!packet.missedTables().isEmpty()) {
            long[] missesAfter = misses();
            for (int table : packet.missedTables()) {
                if (missesAfter[table] <= missesBefore[table]) {
                    return Optional.of("in %s: table %d counted no miss".formatted(packet.in(), table));
                }
            }
        }
        return Optional.empty();
    }

    private static String packetInData(byte[] message) {
        int matchLength = ByteBuffer.wrap(message).getShort(26);
        int data = 24 + (matchLength + 7) / 8 * 8 + 2;
        return HexFormat.of().formatHex(message, data, message.length);
    }

    /** Lookups without a match, of each table. */
    private long[] misses() {
        session.pushCounters();
        long[] misses = new long[256];
        byte[] body = new byte[8];
        ByteBuffer.wrap(body).putShort(0, (short) TABLE_STATS);
        for (byte[] part : session.peer().request(MULTIPART, body)) {
            ByteBuffer in = ByteBuffer.wrap(part);
            for (int at = 16; at + 24 <= part.length; at += 24) {
                misses[in.get(at) & 0xff] = in.getLong(at + 8) - in.getLong(at + 16);
            }
        }
        return misses;
    }
}
