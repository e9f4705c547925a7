package org.mirach.vswitch.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirach.openflow.codec.DecodeMode;
import org.mirach.openflow.codec.MessageDecoder;
import org.mirach.openflow.codec.MessageEncoder;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.BundleAdd;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.MirachMessage;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Bytes;
import org.mirach.vswitch.pipeline.FlowSyntax;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** What a bundle says that it takes is no less than what it is found to take. */
class BundleTest {
    private static final long SAMPLE_BYTES = 8L << 20;
    private static final int ROUNDS = 2;

    private static MirachMessage flow(String match, List<Action> actions) {
        return FlowMod.builder()
                .version(OFVersion.OF_14)
                .match(FlowSyntax.match(match))
                .actions(actions.toArray(Action[]::new))
                .build();
    }

    private static MirachMessage flow(String match, String action, int count) {
        return flow(match, Collections.nCopies(count, FlowSyntax.actions(action).getFirst()));
    }

    private static MirachMessage buckets(int count, List<Action> actions) {
        List<GroupMod.Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            buckets.add(new GroupMod.Bucket(i, 0, -1, -1, actions));
        }
        return new GroupMod(OFVersion.OF_14, 0, GroupMod.ADD, GroupMod.TYPE_ALL, 1, buckets);
    }

    static Stream<Arguments> messages() {
        return Stream.of(
                Arguments.of(
                        "plain", flow("in_port=1,tcp,nw_src=10.1.2.0/24,nw_dst=10.2.0.1,tcp_dst=80", "output:2", 1)),
                Arguments.of("dec_ttl", flow("ip", "dec_ttl", 7_000)),
                Arguments.of("set_field", flow("tcp", "set_field:7->tcp_src", 3_500)),
                Arguments.of("buckets with an output each", buckets(1_900, FlowSyntax.actions("output:2"))));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void itTakesNoMoreThanItSays(String name, MirachMessage message) throws OpenFlowException {
        ByteBuf out = Unpooled.buffer();
        MessageEncoder.encode(new BundleAdd(OFVersion.OF_14, 0, 1, 0, message, Bytes.ofHex("")), out);
        byte[] octets = ByteBufUtil.getBytes(out);
        long least = Long.MAX_VALUE;
        long said = 0;
        for (int round = 0; round < ROUNDS; round++) { // what others do in this process meanwhile comes on top
            Bundle bundle = new Bundle(0, Bytes.ofHex(""), 0);
            long before = liveBytes();
            for (long filled = 0; filled < SAMPLE_BYTES; filled += octets.length + 256) {
                bundle.add((BundleAdd) new MessageDecoder(DecodeMode.STRICT).decode(octets.clone()), 0);
            }
            least = Math.min(least, liveBytes() - before);
            said = bundle.bytes();
        }
        assertThat(least).isPositive().isLessThanOrEqualTo(said);
    }

    private static long liveBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
