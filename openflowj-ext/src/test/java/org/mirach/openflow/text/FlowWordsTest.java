package org.mirach.openflow.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirach.openflow.codec.DecodeMode;
import org.mirach.openflow.codec.MessageDecoder;
import org.mirach.openflow.codec.Wire;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.model.FlowModCommand;
import org.projectfloodlight.openflow.protocol.OFVersion;

/**
 * Every field and action: lines hold what ovs-ofctl 3.1 was told, what it prints of the message that it made of it, and
 * that message.
 */
class FlowWordsTest {
    private static final String HEADER_WITHOUT_XID = "(?<=^.{8}).{8}";
    /** What says more than match and actions, which ovs-ofctl prints in another order here. */
    private static final Set<String> ATTRIBUTES = Set.of("cookie=", "importance=");
    /** Actions of OpenFlow 1.0 that are set_field here, and so printed. */
    private static final Set<String> OF10_WORDS = Set.of("mod_dl_", "mod_nw_", "strip_vlan", "set_mpls_label");

    /**
     * ovs-ofctl 3.1 makes a mask of the value here, and leaves out what it warns of; we refuse the latter.
     */
    private static final Set<String> MISTAKEN =
            Set.of("tun_erspan_ver=", "tun_gtpu_flags=", "priority=1,nw_src=1.2.3.4");

    /** A mask that has all bits of a field is left out, though it does not fill the field's octets. */
    private static final Set<String> WRITTEN_OTHERWISE = Set.of(
            "of15 ip actions=load:0x20->NXM_OF_IP_TOS[],load:0x1->NXM_NX_IP_ECN[]",
            "of15 dl_type=0x894f actions=load:0x5->NXOXM_NSH_SPI[],set_field:0x7->nsh_si,set_field:0x3/0xf->nsh_c1");

    private record Line(String told, String printed, byte[] frame, String hex) {}

    private static List<Line> lines(String version) throws Exception {
        List<Line> lines = new ArrayList<>();
        try (InputStream in = FlowWordsTest.class.getResourceAsStream("/flow-words-" + version + ".txt")) {
            for (Wire.Captured one : Wire.read(in)) {
                String[] texts = one.label().split(" => ", 2);
                lines.add(new Line(texts[0], texts[1], one.frame(), one.hex()));
            }
        }
        assertThat(lines).hasSizeGreaterThan(200);
        return lines;
    }

    private static FlowMod decode(Line line) throws Exception {
        return (FlowMod) new MessageDecoder(DecodeMode.STRICT).decode(line.frame());
    }

    private static String withoutXid(String hex) {
        return hex.replaceFirst(HEADER_WITHOUT_XID, "");
    }

    private static String encode(String flow) {
        try {
            return withoutXid(Wire.encode(FlowText.parseFlow(flow, FlowModCommand.ADD)
                    .version(OFVersion.OF_13)
                    .build()));
        } catch (SyntaxException e) {
            return e.getMessage();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"of15", "of13", "of10"})
    void whatOvsOfctlSendsIsDecodedStrictlyAndWrittenTheSame(String version) throws Exception {
        List<String> different = new ArrayList<>();
        for (Line line : lines(version)) {
            String again = Wire.encode(decode(line));
            boolean otherwise = WRITTEN_OTHERWISE.contains(version + " " + line.told());
            if (!otherwise && !again.equals(line.hex()) && !line.told().startsWith("priority=1,nw_src")) {
                different.add(line.told() + "\n  was " + line.hex() + "\n  now " + again);
            }
        }
        assertThat(different).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"of13", "of10"})
    void itIsPrintedAsOvsOfctlPrintsIt(String version) throws Exception {
        List<String> different = new ArrayList<>();
        for (Line line : lines(version)) {
            FlowMod mod = decode(line);
            String match = FlowText.format(mod.match());
            String priority = mod.priority() == 0x8000 ? "" : "priority=" + mod.priority();
            String both = priority.isEmpty() || match.isEmpty() ? priority + match : priority + "," + match;
            String text =
                    (both.isEmpty() ? "" : both + " ") + "actions=" + FlowText.formatInstructions(mod.instructions());
            boolean own = ATTRIBUTES.stream().anyMatch(line.told()::contains)
                    || OF10_WORDS.stream().anyMatch(line.printed()::contains);
            if (!own && !text.equals(line.printed())) {
                different.add(line.printed() + "\n  here " + text);
            }
        }
        assertThat(different).isEmpty();
    }

    /** In OpenFlow 1.0, ovs-ofctl and this library choose otherwise between standard messages and Nicira's. */
    @Test
    void itsWordsBecomeTheSameOctets() throws Exception {
        List<String> different = new ArrayList<>();
        for (Line line : lines("of13")) {
            String hex = encode(line.told());
            if (MISTAKEN.stream().anyMatch(line.told()::startsWith)) {
                continue;
            }
            if (!hex.equals(withoutXid(line.hex()))) {
                different.add(line.told() + "\n  ovs-ofctl " + withoutXid(line.hex()) + "\n  here      " + hex);
            }
        }
        assertThat(different).isEmpty();
    }
}
