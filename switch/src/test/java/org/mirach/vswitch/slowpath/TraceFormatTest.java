package org.mirach.vswitch.slowpath;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.text.FlowText;
import org.mirach.vswitch.slowpath.translate.TraceFormat;

class TraceFormatTest {
    @Test
    void aTraceTellsEachStepInTheWordsOfOpenVSwitch() {
        SwitchFixture sw = new SwitchFixture().ports(1, 2);
        sw.flows(
                "cookie=7,priority=10,tcp,actions=dec_ttl,goto_table:3",
                "table=3,priority=5,tcp,tcp_dst=22,actions=output:2");
        Match packet = FlowText.parseMatch("in_port=1,tcp,nw_ttl=64,tp_dst=22");
        assertThat(TraceFormat.trace("br0", sw.pipeline, sw.slowPath.translator(), packet, TraceFormat.key(packet)))
                .isEqualTo("""
                        Flow: tcp,in_port=1,nw_ttl=64,tp_dst=22

                        bridge("br0")
                        -------------
                         0. tcp, priority 10, cookie 0x7
                            dec_ttl
                            goto_table:3
                             3. tcp,tp_dst=22, priority 5
                                output:2

                        Megaflow: recirc_id=0,eth,tcp,in_port=1,nw_ttl=64,nw_frag=no,tp_dst=22
                        Datapath actions: set(ipv4(ttl=63)),2
                        """);
    }

    @Test
    void aTraceOfWhatGoesNowhereSaysWhy() {
        SwitchFixture sw = new SwitchFixture().ports(1, 2);
        Match packet = FlowText.parseMatch("in_port=1,arp");
        assertThat(TraceFormat.trace("br0", sw.pipeline, sw.slowPath.translator(), packet, TraceFormat.key(packet)))
                .contains(" 0. No match.")
                .endsWith(
                        "Datapath actions: drop\nDropped: No flow entry matched, and the table's miss behaviour is to drop.\n");
        assertThat(TraceFormat.key(FlowText.parseMatch("reg0=1"))).isNull();
    }
}
