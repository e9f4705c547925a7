package org.mirach.it.differential;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.mirach.it.harness.BridgeSession;
import org.mirach.it.harness.OpenFlowPeer;

/**
 * Plays programs on one bridge. Packets go in twice where nothing is learned from them: the first time they miss the
 * caches, the second time they hit.
 *
 * <p><b>Threads:</b> the test's.
 */
final class ProgramRun {
    private static final int FLOW_MOD = 14;
    private static final int GROUP_MOD = 15;
    private static final int MULTIPART = 18;
    private static final int FLOW_STATS = 1;
    private static final int GROUP_STATS = 6;
    private static final int GROUP_DESC = 7;
    private static final int EXPERIMENTER = 4;
    private static final int FIRST_XID = 0x7000_0000;
    private static final int ANY = 0xffff_ffff;
    private static final int NICIRA = 0x2320;
    private static final int CT_FLUSH_ZONE = 29;

    private final BridgeSession session;

    ProgramRun(BridgeSession session) {
        this.session = session;
    }

    Observation play(FlowCompiler.Compiled compiled) {
        clear();
        List<String> refusals = load(compiled);
        session.forgetOldRules();
        List<List<String>> steps = compiled.program().oneByOne()
                ? oneByOne(compiled.program())
                : List.of(all(compiled.program()), all(compiled.program()));
        session.pushCounters();
        return new Observation(refusals, steps, flows(), groups());
    }

    private void clear() {
        OpenFlowPeer peer = session.peer();
        byte[] flows = new byte[48];
        ByteBuffer.wrap(flows)
                .put(16, (byte) 0xff)
                .put(17, (byte) 3)
                .putInt(24, ANY)
                .putInt(28, ANY)
                .putInt(32, ANY)
                .putShort(40, (short) 1)
                .putShort(42, (short) 4);
        byte[] groups = new byte[8];
        ByteBuffer.wrap(groups).putShort(0, (short) 2).putInt(4, 0xffff_fffc);
        peer.send(List.of(peer.message(FLOW_MOD, 0, flows), peer.message(GROUP_MOD, 0, groups)), FIRST_XID);
        peer.barrier();
        session.sent();
    }

    /** Nothing that an earlier program taught may be left. */
    private void forget() {
        session.control().must("fdb/flush");
        for (int zone : new int[] {0, 1, 7}) {
            ByteBuffer body = ByteBuffer.allocate(16)
                    .putInt(NICIRA)
                    .putInt(CT_FLUSH_ZONE)
                    .position(14)
                    .putShort((short) zone);
            session.peer().send(session.peer().message(EXPERIMENTER, FIRST_XID - 1, body.array()));
        }
        session.peer().barrier();
    }

    private List<String> load(FlowCompiler.Compiled compiled) {
        if (compiled.program().oneByOne()) {
            forget();
        }
        List<byte[]> messages = new ArrayList<>(compiled.groups());
        messages.addAll(compiled.flows());
        List<String> lines = new ArrayList<>(compiled.program().groups());
        lines.addAll(compiled.program().flows());
        session.peer().send(messages, FIRST_XID);
        return session.peer().barrier().stream()
                .filter(message -> OpenFlowPeer.type(message) == OpenFlowPeer.ERROR)
                .map(ByteBuffer::wrap)
                .map(error -> "type %d code %d: %s"
                        .formatted(error.getShort(8), error.getShort(10), lines.get(error.getInt(4) - FIRST_XID)))
                .toList();
    }

    private List<String> all(Program program) {
        for (int port = 1; port <= Dice.PORTS; port++) {
            int from = port;
            List<String> packets = program.packets().stream()
                    .filter(packet -> packet.port() == from)
                    .map(Packet::hex)
                    .toList();
            if (!packets.isEmpty()) {
                session.inject(port, packets);
            }
        }
        session.settle();
        return seen();
    }

    private List<List<String>> oneByOne(Program program) {
        List<List<String>> steps = new ArrayList<>();
        for (Packet packet : program.packets()) {
            session.inject(packet.port(), List.of(packet.hex()));
            session.settle();
            steps.add(seen());
            session.pushCounters(); // and what was learned is in all caches
        }
        return steps;
    }

    /** What came out since the last look, sorted: packets that miss may be overtaken by packets that hit. */
    private List<String> seen() {
        List<String> seen = new ArrayList<>();
        session.peer().barrier().stream()
                .filter(message -> OpenFlowPeer.type(message) == OpenFlowPeer.PACKET_IN)
                .forEach(message -> seen.add("packet-in " + HexFormat.of().formatHex(message, 8, message.length)));
        List<List<String>> sent = session.sent();
        for (int port = 1; port <= Dice.PORTS; port++) {
            for (String frame : sent.get(port - 1)) {
                seen.add("p" + port + " " + frame);
            }
        }
        seen.sort(null);
        return seen;
    }

    private List<String> flows() {
        byte[] body = new byte[48];
        ByteBuffer.wrap(body)
                .putShort(0, (short) FLOW_STATS)
                .put(8, (byte) 0xff)
                .putInt(12, ANY)
                .putInt(16, ANY)
                .putShort(40, (short) 1)
                .putShort(42, (short) 4);
        List<String> entries = new ArrayList<>();
        for (byte[] part : session.peer().request(MULTIPART, body)) {
            ByteBuffer in = ByteBuffer.wrap(part);
            for (int at = 16; at < part.length; at += in.getShort(at)) {
                int match = at + 48;
                int matchEnd = match + in.getShort(match + 2);
                int end = at + in.getShort(at);
                entries.add(
                        "table=%d priority=%d cookie=0x%x packets=%d bytes=%d timeouts=%d,%d flags=%d match=%s instructions=%s"
                                .formatted(
                                        in.get(at + 2),
                                        in.getShort(at + 12),
                                        in.getLong(at + 24),
                                        in.getLong(at + 32),
                                        in.getLong(at + 40),
                                        in.getShort(at + 14),
                                        in.getShort(at + 16),
                                        in.getShort(at + 18),
                                        HexFormat.of().formatHex(part, match + 4, matchEnd),
                                        HexFormat.of().formatHex(part, match + (matchEnd - match + 7) / 8 * 8, end)));
            }
        }
        entries.sort(null);
        return entries;
    }

    private List<String> groups() {
        List<String> groups = new ArrayList<>();
        ByteBuffer body =
                ByteBuffer.allocate(16).putShort(0, (short) GROUP_STATS).putInt(8, 0xffff_fffc);
        for (byte[] part : session.peer().request(MULTIPART, body.array())) {
            ByteBuffer in = ByteBuffer.wrap(part);
            for (int at = 16; at < part.length; at += in.getShort(at)) {
                StringBuilder text = new StringBuilder("group %d refs=%d packets=%d bytes=%d"
                        .formatted(in.getInt(at + 4), in.getInt(at + 8), in.getLong(at + 16), in.getLong(at + 24)));
                for (int bucket = at + 40; bucket < at + in.getShort(at); bucket += 16) {
                    text.append(" bucket=%d,%d".formatted(in.getLong(bucket), in.getLong(bucket + 8)));
                }
                groups.add(text.toString());
            }
        }
        byte[] descriptions =
                ByteBuffer.allocate(8).putShort(0, (short) GROUP_DESC).array();
        for (byte[] part : session.peer().request(MULTIPART, descriptions)) {
            ByteBuffer in = ByteBuffer.wrap(part);
            for (int at = 16; at < part.length; at += in.getShort(at)) {
                groups.add("description " + HexFormat.of().formatHex(part, at, at + in.getShort(at)));
            }
        }
        return groups.stream().sorted().collect(Collectors.toList());
    }
}
