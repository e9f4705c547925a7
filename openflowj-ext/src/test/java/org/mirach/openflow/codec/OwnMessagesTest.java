package org.mirach.openflow.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.error.OpenFlowException;

/** A conversation of ovs-ofctl 3.1 (lines "c") with ovs-vswitchd (lines "s"), recorded for this project. */
class OwnMessagesTest {
    private static List<Wire.Captured> messages() throws Exception {
        try (InputStream in = OwnMessagesTest.class.getResourceAsStream("/messages.txt")) {
            return Wire.read(in);
        }
    }

    @Test
    void everyMessageSurvivesAStrictRoundTripByteForByte() throws Exception {
        List<String> different = new ArrayList<>();
        MessageDecoder decoder = new MessageDecoder(DecodeMode.STRICT);
        decoder.decode(java.util.HexFormat.of().parseHex("0104001800000006000023200000000f0100000000000000"));
        for (Wire.Captured one : messages()) {
            String again;
            try {
                again = Wire.encode(decoder.decode(one.frame()));
            } catch (OpenFlowException e) {
                again = e.getMessage();
            }
            if (!again.equals(one.hex())) {
                different.add(one.label() + "\n  was " + one.hex() + "\n  now " + again);
            }
        }
        assertThat(different).isEmpty();
    }
}
