package org.mirach.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirach.conf.ConfigLoader;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.config.SwitchConfig;

/** What {@code ovs-appctl} is answered; the forms are Open vSwitch 3.1's. */
class CommandsTest {
    private static VSwitch vswitch;

    @BeforeAll
    static void start(@TempDir Path directory) {
        String text = """
            run-dir: %s
            bridge:
              name: br0
              fail-mode: secure
              ports:
                - {name: p1, port-no: 1, type: dummy}
                - {name: p2, port-no: 2, type: dummy}
                - {name: p3, port-no: 3, type: dummy}
            engine: {frame-count: 1024, flow-capacity: 1024}
            """.formatted(directory);
        vswitch = VSwitch.start(ConfigLoader.parse("switch.yaml", text, SwitchConfig.class, Map.of()), true, "test");
    }

    @AfterAll
    static void stop() {
        vswitch.close();
    }

    private static String run(String... words) throws CommandException {
        String answer = vswitch.commands().run(words[0], List.of(words).subList(1, words.length));
        return answer.isEmpty() || answer.endsWith("\n") ? answer : answer + "\n"; // as the socket sends it
    }

    @Test
    void theOperatorsMacEntriesStay() throws CommandException {
        assertThat(run("fdb/add", "br0", "p1", "0", "50:54:00:00:00:01")).isEmpty();
        assertThat(run("fdb/add", "br0", "p2", "0", "50:54:00:00:00:01"))
                .isEqualTo("Overriding already existing static entry on 1\n");
        assertThat(run("fdb/add", "br0", "p2", "0", "50:54:00:00:00:01")).isEmpty();
        assertThat(run("fdb/flush", "br0")).isEqualTo("table successfully flushed\n");
        assertThat(run("fdb/show", "br0")).isEqualTo("""
             port  VLAN  MAC                Age
                2     0  50:54:00:00:00:01  static
            """);
        assertThat(run("fdb/stats-show", "br0")).isEqualTo("""
            Statistics for bridge "br0":
              Current/maximum MAC entries in the table: 1/8192
              Current static MAC entries in the table : 1
              Total number of learned MAC entries     : 0
              Total number of expired MAC entries     : 0
              Total number of evicted MAC entries     : 0
              Total number of port moved MAC entries  : 0
            """);
        assertThat(run("fdb/del", "br0", "0", "50:54:00:00:00:01")).isEmpty();
        assertThatThrownBy(() -> run("fdb/del", "br0", "0", "50:54:00:00:00:01"))
                .hasMessage("could not find static mac entry\n");
        assertThat(run("fdb/stats-clear")).isEqualTo("statistics successfully cleared\n");
    }

    @Test
    void theDatapathShowsItsPorts() throws CommandException {
        assertThat(run("dpctl/show"))
                .startsWith("mirach@ovs-mirach:\n  lookups: hit:")
                .contains("\n  flows: ", "\n  masks: hit:", "\n  port 1: p1 (dummy)\n  port 2: p2 (dummy)\n");
        assertThat(run("dpctl/show", "-s", "mirach@ovs-mirach"))
                .contains("  port 1: p1 (dummy)\n"
                        + "    RX packets:0 errors:0 dropped:0 overruns:0 frame:0\n"
                        + "    TX packets:0 ");
        assertThat(run("dpif/show"))
                .matches("mirach@ovs-mirach: hit:\\d+ missed:\\d+\n  br0:\n    br0 65534/0: \\(dummy\\)\n"
                        + "    p1 1/1: \\(dummy\\)\n    p2 2/2: \\(dummy\\)\n    p3 3/3: \\(dummy\\)\n");
        assertThat(run("dpif/dump-dps")).isEqualTo("mirach@ovs-mirach\n");
        assertThat(run("ofproto/list")).isEqualTo("br0\n");
        assertThat(run("upcall/show"))
                .matches("mirach@ovs-mirach:\n"
                        + "  flows         : \\(current \\d+\\) \\(avg \\d+\\) \\(max \\d+\\) \\(limit \\d+\\)\n"
                        + "  dump duration : \\d+ms\n"
                        + "  ufid enabled : true\n\n"
                        + "  0: \\(keys \\d+\\)\n");
        assertThat(run("memory/show")).matches("handlers:1 heap-kB:\\d+ ports:4 revalidators:1.*\n");
    }

    @Test
    void cachedFlowsAreShownFilteredAndPurged() throws CommandException {
        run(
                "netdev-dummy/receive",
                "p1",
                "in_port(1),eth(src=50:54:00:00:00:05,dst=50:54:00:00:00:07),eth_type(0x0800),"
                        + "ipv4(src=1.2.3.4,dst=5.6.7.8,proto=17,tos=0,ttl=64,frag=no),udp(src=8,dst=9)");
        run("netdev-dummy/settle");
        String flow = "recirc_id(0),in_port(1),packet_type(ns=0,id=0),eth_type(0x0800),ipv4(frag=no), packets:";
        assertThat(run("dpctl/dump-flows")).startsWith(flow).endsWith(", actions:drop\n");
        assertThat(run("dpif/dump-flows", "br0")).startsWith(flow);
        assertThat(run("dpctl/dump-flows", "-m", "mirach@ovs-mirach"))
                .matches("ufid:[0-9a-f-]{36}, skb_priority\\(0/0\\),.*in_port\\(p1\\).*, dp:ovs, actions:drop\n");
        assertThat(run("dpctl/dump-flows", "filter=in_port=1,ip")).startsWith(flow);
        assertThat(run("dpctl/dump-flows", "filter=in_port=2")).isEmpty();
        assertThat(run("dpctl/dump-flows", "type=offloaded")).isEmpty();
        assertThat(run("revalidator/purge")).isEmpty();
        assertThat(run("dpctl/dump-flows")).isEmpty();
        assertThat(run("coverage/show"))
                .startsWith("Event coverage, avg rate over last: 5 seconds, last minute, last hour,  hash=")
                .containsPattern("\nengine_miss +0.0/sec +0.000/sec +0.0000/sec   total: \\d+\n")
                .containsPattern("\n\\d+ events never hit\n");
        assertThat(run("coverage/read-counter", "engine_miss")).matches("[1-9]\\d*\n");
    }

    @Test
    void theConnectionTrackerIsAskedAndSet() throws CommandException {
        assertThat(run("dpctl/ct-set-limits", "default=10", "zone=5,limit=3")).isEmpty();
        assertThat(run("dpctl/ct-get-limits", "zone=5,6"))
                .isEqualTo("default limit=10\nzone=5,limit=3,count=0\nzone=6,limit=10,count=0\n");
        assertThat(run("dpctl/ct-del-limits", "mirach@ovs-mirach", "zone=5")).isEmpty();
        assertThat(run("dpctl/ct-get-limits")).isEqualTo("default limit=10\n");
        assertThat(run("dpctl/ct-set-maxconns", "9")).isEqualTo("setting maxconns successful\n");
        assertThat(run("dpctl/ct-get-maxconns")).isEqualTo("9\n");
        assertThat(run("dpctl/ct-get-nconns")).isEqualTo("0\n");
        assertThat(run("dpctl/ct-disable-tcp-seq-chk")).isEqualTo("disabling TCP sequence checking successful\n");
        assertThat(run("dpctl/ct-get-tcp-seq-chk")).isEqualTo("TCP sequence checking: disabled\n");
        assertThat(run("dpctl/ct-stats-show")).isEqualTo("Connections Stats:\n    Total: 0\n");
        assertThat(run("dpctl/dump-conntrack", "-m", "zone=5")).isEmpty();
        assertThat(run(
                        "dpctl/flush-conntrack",
                        "zone=5",
                        "ct_nw_src=10.0.0.1,ct_nw_proto=6,ct_tp_dst=22",
                        "ct_nw_src=10.0.0.2"))
                .isEmpty();
        assertThat(run("dpctl/ipf-get-status")).contains("v4 enabled: 1", "num frag: 0");
        assertThat(run("dpctl/ipf-set-min-frag", "v4", "1000")).isEqualTo("setting minimum fragment size successful\n");
    }

    @Test
    void logLevelsAreSetByModule() throws CommandException {
        assertThat(run("vlog/set", "pipeline:console:dbg", "ANY:info")).isEmpty();
        assertThat(run("vlog/set", "slowpath:warn")).isEmpty();
        assertThat(run("vlog/list"))
                .startsWith("                 console    syslog    file\n")
                .contains("\nslowpath          WARN        OFF        OFF\n", "\npipeline          INFO        OFF");
        run("vlog/set", "info");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bogus | '\"bogus\" is not a valid command (use \"list-commands\" to see a list of valid commands)'",
                "version x | '\"version\" command takes at most 0 arguments'",
                "fdb/show | '\"fdb/show\" command requires at least 1 arguments'",
                "fdb/show br1 | no such bridge",
                "fdb/add br0 pX 0 50:54:00:00:00:01 | 'software error, odp port is present but no ofp port'",
                "fdb/add br0 p1 0 50:54:00:00:00 | bad MAC address",
                "dpif/dump-flows br1 | no such bridge",
                "dpctl/dump-flows nodp | 'mirach: datapath not found (Invalid argument)\\n'",
                "dpctl/ct-set-limits default=x | 'mirach: invalid default limit (Invalid argument)\\n'",
                "dpctl/ct-set-limits zone=x,limit=1 | 'mirach: failed to parse field zone (Invalid argument)\\n'",
                "dpctl/ct-del-limits foo | 'mirach: invalid argument foo (Invalid argument)\\n'",
                "dpctl/ct-set-maxconns x | 'mirach: maxconns missing or malformed (Invalid argument)\\n'",
                "dpctl/flush-conntrack zone=x | 'mirach: failed to parse zone (Invalid argument)\\n'",
                "dpctl/flush-conntrack foo | 'mirach: field foo missing value (Invalid argument)\\n'",
                "dpctl/ipf-set-disabled v7 | 'mirach: parameter missing: ''v4'' for IPv4 or ''v6'' for IPv6 (Invalid"
                        + " argument)\\n"
                        + "'",
                "ofproto/trace br1 in_port=1 | 'br1: unknown bridge'",
                "coverage/read-counter none | No such counter",
                "vlog/set foo | 'no destination, level, or module \"foo\"'",
                "vlog/set dbg:info | cannot specify multiple levels",
                "vlog/reopen | Logging to file not configured",
                "netdev-dummy/receive p9 00 | there is no dummy port p9",
                "netdev-dummy/set-admin-state p1 sideways | Invalid Admin State"
            })
    void badArgumentsAreRefusedInOpenVSwitchsWords(String command, String message) {
        assertThatThrownBy(() -> run(command.split(" ")))
                .isInstanceOf(CommandException.class)
                .hasMessage(message.replace("\\n", "\n"));
    }
}
