package org.mirach.openflow.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirach.openflow.error.OpenFlowException;

/** What the real ovs-ofctl and ovs-vswitchd send, where the captures lie beside the project. */
class CapturedMessagesTest {
    @ParameterizedTest
    @ValueSource(strings = {"ovs-ofctl-of10.txt", "ovs-ofctl-of13.txt", "ovs-vswitchd-replies-of13.txt.gz"})
    void everyCapturedMessageSurvivesALenientRoundTrip(String file) throws Exception {
        List<Wire.Captured> captured = Wire.captured(file);
        assumeThat(captured).as("captures beside the project").isNotNull();
        List<String> different = new ArrayList<>();
        MessageDecoder decoder = new MessageDecoder(DecodeMode.LENIENT);
        for (Wire.Captured one : captured) {
            if (one.type() == 0) {
                continue; // Hello may have any version; the channel reads it.
            }
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
