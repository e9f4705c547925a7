package org.mirach.vswitch.fastpath.execute;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.fuzz.Fuzzing;

/** Frames from a wire may be anything: they are parsed, and rewritten as far as they have the headers. */
class FrameFuzzTest {
    private static final long MAC = -1L >>> 16;
    private static final DatapathAction[] EDITS = {
        new DatapathAction.SetEthernet(1, MAC, 2, MAC),
        new DatapathAction.SetIpv4(1, -1, 2, -1, 4, 0xfc, 9, 0xff),
        new DatapathAction.SetTransport(80, 0xffff, 81, 0xffff),
        new DatapathAction.SetIcmp(3, 0xff, 1, 0xff),
        new DatapathAction.SetArp(2, 0xff, 1, -1, 2, -1, 3, MAC, 4, MAC),
        new DatapathAction.SetNd(1, 2, -1, -1, 3, MAC, 4, MAC),
        new DatapathAction.PopVlan(),
        new DatapathAction.PopVlan(),
        new DatapathAction.PushVlan(0x8100, 5),
        new DatapathAction.PopMpls(0x0800),
        new DatapathAction.SetMpls(0x00064140, -1),
        new DatapathAction.PushMpls(0x8847, 0x00064140),
        new DatapathAction.PopPbb()
    };

    @Test
    void framesAreParsedAndRewrittenWhateverTheyAre() {
        List<byte[]> corpus = Fuzzing.octets("packets.txt");
        Fuzzing.run(corpus, 1 << 20, 64, input -> {
            byte[] frame = Arrays.copyOf(input, Math.clamp(input.length, 14, 1500));
            for (DatapathAction edit : EDITS) {
                EditedPacket.of(frame, edit);
            }
            EditedPacket.of(frame, EDITS);
        });
    }
}
