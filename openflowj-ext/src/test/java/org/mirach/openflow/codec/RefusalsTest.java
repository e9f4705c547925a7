package org.mirach.openflow.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.error.ErrorCode;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.TunnelMetadataMap;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Broken messages, each with the error that ovs-vswitchd 3.1 gave: {@code experimenter:type:code}, or "ok". */
class RefusalsTest {
    private static final byte[] TABLE_IDS = HexFormat.of().parseHex("0104001800000006000023200000000f0100000000000000");

    /** OpenFlow 1.3.5 (5.12) lets set_field set any header field; Open vSwitch refuses the Ethernet type. */
    private static final Set<String> TAKEN = Set.of("040e005000001001000000000000000000000000000000000000000000008000"
            + "ffffffffffffffffffffffff00000000000100040000000000040018000000000019001080000a020800000000000000");

    @Test
    void aStrictDecoderRefusesAsOpenVSwitchDoes() throws Exception {
        List<String> different = new ArrayList<>();
        List<Wire.Captured> cases;
        try (InputStream in = RefusalsTest.class.getResourceAsStream("/refusals.txt")) {
            cases = Wire.read(in);
        }
        for (Wire.Captured one : cases) {
            String answer = answer(one.frame());
            if (TAKEN.contains(one.hex())) {
                assertThat(answer).isEqualTo("ok");
            } else if (!answer.equals(one.label())) {
                different.add(one.hex() + "\n  Open vSwitch " + one.label() + "\n  here " + answer);
            }
        }
        assertThat(different).isEmpty();
        assertThat(cases).hasSizeGreaterThan(650);
    }

    private static String answer(byte[] frame) throws OpenFlowException {
        MessageDecoder decoder = new MessageDecoder(DecodeMode.STRICT).tunnelMetadata(() -> TunnelMetadataMap.EMPTY);
        decoder.decode(TABLE_IDS);
        try {
            decoder.decode(frame);
            return "ok";
        } catch (OpenFlowException e) {
            ErrorCode code = e.error().in(frame[0] == 1 ? OFVersion.OF_10 : OFVersion.OF_13);
            return Integer.toUnsignedString(code.experimenter()) + ":" + code.type() + ":" + code.code();
        }
    }

    @Test
    void everyErrorHasANumberInEachVersion() {
        for (OfError error : OfError.values()) {
            assertThat(error.in(OFVersion.OF_10)).as(error.name()).isNotNull();
            assertThat(error.in(OFVersion.OF_13)).as(error.name()).isNotNull();
        }
        assertThat(OfError.of(OFVersion.OF_13, 0, 4, 10)).isEqualTo(OfError.OFPBMC_DUP_FIELD);
        assertThat(OfError.of(OFVersion.OF_10, ErrorCode.NICIRA, 1, 261)).isEqualTo(OfError.OFPBMC_DUP_FIELD);
        assertThat(OfError.OFPBMC_DUP_FIELD.in(OFVersion.OF_10)).isEqualTo(new ErrorCode(ErrorCode.NICIRA, 1, 261));
    }
}
