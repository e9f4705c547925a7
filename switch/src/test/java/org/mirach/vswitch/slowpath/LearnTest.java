package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.LearnSpec;
import org.mirach.vswitch.fastpath.Packets;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.pipeline.FlowChange;
import org.mirach.vswitch.pipeline.FlowFilter;
import org.mirach.vswitch.pipeline.FlowSyntax;
import org.mirach.vswitch.pipeline.table.FlowEntry;

class LearnTest {
    private static final int TCP_FIN = 1;

    private final SwitchFixture sw = new SwitchFixture().ports(1, 2, 3);

    @Test
    void theNextPacketSeesWhatWasLearned() {
        learnAddresses(0, 0, 0);
        sw.flows("actions=resubmit(,10),output:2", "table=10,priority=0,actions=output:3");
        sw.receive(1, Packets.udpFrame(1, 2, 10));
        assertThat(learned())
                .singleElement()
                .satisfies(
                        entry -> assertThat(entry.match().value(Field.ETH_DST)).isEqualTo(Packets.MAC1));
        sw.receive(2, swapped());
        assertThat(sw.sentCount(1)).isEqualTo(1);
    }

    @Test
    void packetOutsTeachToo() {
        learnAddresses(0, 0, 0);
        sw.slowPath.injector().inject(Packets.udpFrame(1, 2, 10), 1, FlowSyntax.actions("table"));
        sw.settle();
        assertThat(learned()).hasSize(1);
    }

    @Test
    void cachedPacketsBringBackWhatWasDeleted() {
        learnAddresses(0, 0, 0);
        sw.receive(1, Packets.udpFrame(1, 2, 10));
        sw.delete("table=10");
        assertThat(learned()).isEmpty();
        sw.receive(1, Packets.udpFrame(1, 2, 10));
        sw.slowPath.registry().pushAll();
        sw.settle();
        assertThat(learned()).hasSize(1);
    }

    @Test
    void theLimitHoldsAndIsTold() {
        learnAddresses(1, Action.Learn.WRITE_RESULT, 0);
        sw.receive(1, Packets.udpFrame(1, 2, 10));
        sw.receive(2, swapped());
        assertThat(learned()).hasSize(1);
        assertThat(actions("in_port=1,eth_src=02:00:00:00:00:77")).contains("result=0");
        assertThat(actions("in_port=1,eth_src=" + mac(Packets.MAC1))).contains("result=1");
        sw.delete("table=10");
        assertThat(actions("in_port=1,eth_src=02:00:00:00:00:77")).contains("result=1");
    }

    @Test
    void aFinShortensTheTimeouts() {
        sw.flows("cookie=9,idle_timeout=100,tcp,actions=fin_timeout(5),output:2");
        sw.receive(1, Packets.tcpFrame(1, 2, 2, new byte[0]));
        assertThat(sw.entry(9).idleTimeout()).isEqualTo(100);
        sw.receive(1, Packets.tcpFrame(1, 2, TCP_FIN, new byte[0]));
        sw.slowPath.registry().pushAll();
        sw.settle();
        assertThat(sw.entry(9).idleTimeout()).isEqualTo(5);
    }

    private void learnAddresses(int limit, int flags, long cookie) {
        Subfield result = new Subfield(Field.REG5, 0, 1);
        Action learn = new Action.Learn(
                10,
                100,
                0,
                0,
                0,
                0,
                cookie,
                flags,
                limit,
                flags == 0 ? Optional.empty() : Optional.of(result),
                List.of(
                        new LearnSpec.MatchField(Subfield.whole(Field.ETH_SRC), Subfield.whole(Field.ETH_DST)),
                        new LearnSpec.LoadValue(FieldValue.of(7), Subfield.whole(Field.REG1)),
                        new LearnSpec.Output(Subfield.whole(Field.IN_PORT))));
        sw.pipeline.apply(FlowChange.builder(FlowModCommand.ADD)
                .priority(40000)
                .instructions(List.of(new Instruction.ApplyActions(List.of(
                        learn,
                        new Action.Resubmit(org.mirach.openflow.model.PortNo.IN_PORT, 10),
                        new Action.Resubmit(org.mirach.openflow.model.PortNo.IN_PORT, 11)))))
                .build());
        sw.flows("table=11,reg5=1,actions=set_queue:1,output:3", "table=11,priority=1,actions=set_queue:2,output:3");
    }

    private String actions(String packet) {
        FlowKey key = TraceText.key(packet);
        return sw.pipeline
                .newReader()
                .read(view -> TraceText.actions(
                        sw.slowPath.translator().translate(view, key).actions()))
                .replace("queue(1)", "result=1")
                .replace("queue(2)", "result=0");
    }

    private List<FlowEntry> learned() {
        return sw.pipeline.flows(FlowFilter.ALL).stream()
                .filter(entry -> entry.tableId() == 10 && entry.priority() == 100)
                .toList();
    }

    private static byte[] swapped() {
        return Packets.ethernet(Packets.MAC1, Packets.MAC2, 0x88b5, new byte[50]);
    }

    private static String mac(long address) {
        return "%02x:%02x:%02x:%02x:%02x:%02x"
                .formatted(
                        address >>> 40,
                        address >>> 32 & 255,
                        address >>> 24 & 255,
                        address >>> 16 & 255,
                        address >>> 8 & 255,
                        address & 255);
    }
}
