package org.mirach.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mirach.it.harness.BridgeUnderTest;
import org.mirach.it.harness.OpenFlowPeer;
import org.mirach.it.harness.OvsInstance;
import org.mirach.it.harness.SharedData;
import org.mirach.it.harness.Tested;

/**
 * Every message that ovs-ofctl was seen to send goes to Open vSwitch and to Mirach, in the order in which it was seen; the
 * replies must be of the same kind: type, kind of statistics or experimenter, and for errors type, code and the bytes
 * that are quoted.
 */
@Tag("privileged")
final class WireReplyTest {
    private static final int PORTS = 3;
    private static final int HELLO = 0;
    private static final int ERROR = 1;
    private static final int EXPERIMENTER = 4;
    private static final int FIRST_XID = 0x6000_0000;

    private static BridgeUnderTest ovs;
    private static BridgeUnderTest tested;

    private record Line(String label, byte[] message) {}

    @BeforeAll
    static void start() {
        assumeTrue(OvsInstance.installed(), "Open vSwitch is not installed: apt-get install openvswitch-switch");
        ovs = OvsInstance.start(PORTS);
        tested = Tested.start(PORTS);
    }

    @AfterAll
    static void stop() {
        for (BridgeUnderTest bridge : new BridgeUnderTest[] {ovs, tested}) {
            if (bridge != null) {
                bridge.close();
            }
        }
    }

    @Test
    void messagesOfOpenFlow13GetTheRepliesOfOpenVSwitch() {
        compare(read(SharedData.file("conformance/wire/ovs-ofctl-of13.txt")), 4);
    }

    @Test
    void messagesOfOpenFlow10GetTheRepliesOfOpenVSwitch() {
        compare(read(SharedData.file("conformance/wire/ovs-ofctl-of10.txt")), 1);
    }

    /** An error quotes what it answers: that is sent again. */
    @Test
    void whatOpenVSwitchRefusedIsRefusedAlike() {
        List<Line> refused = read(SharedData.file("conformance/wire/ovs-vswitchd-replies-of13.txt.gz")).stream()
                .filter(line -> line.message()[1] == ERROR)
                .map(line -> new Line(line.label(), Arrays.copyOfRange(line.message(), 12, line.message().length)))
                .filter(line -> line.message().length >= 8
                        && Short.toUnsignedInt(ByteBuffer.wrap(line.message()).getShort(2)) == line.message().length)
                .toList();
        assertThat(refused).isNotEmpty();
        compare(refused, 4);
    }

    private static void compare(List<Line> lines, int version) {
        List<String> expected = answers(ovs, lines, version);
        List<String> got = answers(tested, lines, version);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < expected.size(); i++) {
            if (!expected.get(i).equals(got.get(i))) {
                differences.add("%s%n  expected %s%n  got      %s"
                        .formatted(lines.get(i).label(), expected.get(i), got.get(i)));
            }
        }
        assertThat(differences).as("%d messages", lines.size()).isEmpty();
    }

    /** What each message is answered with, up to the reply to the barrier that follows it. */
    private static List<String> answers(BridgeUnderTest bridge, List<Line> lines, int version) {
        List<String> answers = new ArrayList<>();
        try (OpenFlowPeer peer = OpenFlowPeer.connect(bridge, version)) {
            for (int i = 0; i < lines.size(); i++) {
                byte[] message = lines.get(i).message();
                if (message[1] == HELLO) {
                    answers.add("");
                    continue;
                }
                int xid = FIRST_XID + i;
                peer.send(List.of(message), xid);
                List<String> replies = peer.barrier().stream()
                        .filter(reply -> OpenFlowPeer.xid(reply) == xid)
                        .map(reply -> kind(reply, version))
                        .distinct()
                        .toList();
                answers.add(String.join("; ", replies));
            }
        }
        return answers;
    }

    private static String kind(byte[] reply, int version) {
        ByteBuffer in = ByteBuffer.wrap(reply);
        int type = OpenFlowPeer.type(reply);
        if (type == ERROR) {
            return "error type %d, code %d, about %s"
                    .formatted(in.getShort(8), in.getShort(10), HexFormat.of().formatHex(reply, 12, reply.length));
        }
        if (type == EXPERIMENTER) {
            return "experimenter 0x%x, %d".formatted(in.getInt(8), in.getInt(12));
        }
        if (type == (version == 1 ? 17 : 19)) {
            return "statistics %d".formatted(in.getShort(8));
        }
        return "type " + type;
    }

    private static List<Line> read(Path file) {
        String text = file.toString().endsWith(".gz") ? unzipped(file) : plain(file);
        return text.lines()
                .map(line -> line.split("\t"))
                .map(parts -> new Line(parts[0], HexFormat.of().parseHex(parts[1])))
                .toList();
    }

    private static String plain(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String unzipped(Path file) {
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
