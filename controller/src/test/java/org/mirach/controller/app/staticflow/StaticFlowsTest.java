package org.mirach.controller.app.staticflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.mirach.controller.app.Applications;
import org.mirach.controller.app.FlowOwner;
import org.mirach.controller.southbound.FakeSwitch;
import org.mirach.controller.southbound.SouthboundHarness;
import org.mirach.controller.southbound.SwitchListener;
import org.mirach.controller.store.Outcome;
import org.mirach.controller.store.memory.MemorySpace;
import org.mirach.controller.store.memory.MemoryStore;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.FlowStatsEntry;

class StaticFlowsTest {
    private final MemorySpace space = new MemorySpace();
    private final MemoryStore store = new MemoryStore(space);
    private final StaticFlows flows = new StaticFlows(store);

    /** A cluster member with the application on, and elections that elect it at once with this epoch. */
    private SouthboundHarness member(StaticFlows of, long epoch, StaticFlowApp[] made) {
        List<SwitchListener> late = new CopyOnWriteArrayList<>();
        SouthboundHarness harness = new SouthboundHarness(
                new SwitchListener() {
                    @Override
                    public void onMaster(org.mirach.controller.southbound.SwitchSession session) {
                        late.getFirst().onMaster(session);
                    }

                    @Override
                    public void onSlave(org.mirach.controller.southbound.SwitchSession session) {
                        late.getFirst().onSlave(session);
                    }
                },
                epoch);
        made[0] = new StaticFlowApp(of, harness.registry);
        late.add(new Applications(List.of(made[0])));
        return harness;
    }

    private static List<Integer> priorities(FakeSwitch fake) {
        return List.copyOf(fake.brain.entries.values()).stream()
                .map(FlowStatsEntry::priority)
                .sorted()
                .toList();
    }

    @Test
    void whatOneMemberWritesTheOtherSees() {
        StaticFlows theirs = new StaticFlows(new MemoryStore(space));
        StaticFlow made = flows.create("web", 1, "priority=5,actions=drop");
        assertThat(made.id()).matches("[0-9a-f]{12}");
        await().until(() -> theirs.of(1).equals(List.of(made)));
        assertThat(FlowOwner.of(made.cookie())).isEqualTo(FlowOwner.STATIC_FLOWS);
        assertThat(theirs.replace(made.id(), made.version(), "web", 1, "priority=6,actions=drop"))
                .isInstanceOf(Outcome.Written.class);
        assertThat(flows.replace(made.id(), made.version(), "web", 1, "x")).isInstanceOf(Outcome.Conflict.class);
        await().until(() -> flows.of(1).getFirst().flow().equals("priority=6,actions=drop"));
    }

    @Test
    void aNewMasterWritesDifferencesOnly() throws Exception {
        StaticFlowApp[] app = new StaticFlowApp[1];
        SouthboundHarness first = member(flows, 10, app);
        flows.create("a", 1, "priority=5,in_port=1,actions=output:2");
        StaticFlow b = flows.create("b", 1, "priority=6,in_port=1,actions=output:2");
        FakeSwitch fake = first.connect(new FakeSwitch(1, 2));
        await().until(() -> priorities(fake).equals(List.of(5, 6)));

        flows.delete(b.id(), b.version());
        flows.create("c", 1, "priority=7,in_port=1,actions=output:2");
        SouthboundHarness second = member(flows, 20, new StaticFlowApp[1]);
        FakeSwitch again = new FakeSwitch(1, 2);
        again.brain.entries.putAll(fake.brain.entries);
        await().until(() -> priorities(fake).equals(List.of(5, 7)));
        second.connect(again);
        await().until(() -> priorities(again).equals(List.of(5, 7)));
        assertThat(again.sent(FlowMod.class)).noneMatch(mod -> mod.priority() == 5);
    }

    @Test
    void whatTheSwitchRefusesAndWhatIsDoubledIsKnown() {
        StaticFlowApp[] app = new StaticFlowApp[1];
        SouthboundHarness harness = member(flows, 10, app);
        FakeSwitch fake = new FakeSwitch(1, 2);
        fake.brain.refusedPriority = 7;
        StaticFlow good = flows.create("good", 1, "priority=5,actions=drop");
        StaticFlow bad = flows.create("bad", 1, "priority=7,actions=drop");
        StaticFlow nonsense = flows.create("nonsense", 1, "what?");
        StaticFlow twin = flows.create("twin", 1, "priority=5,actions=output:1");
        harness.connect(fake);
        await().until(() -> app[0].rounds().containsKey(1L));
        StaticFlowRound round = app[0].rounds().get(1L);
        List<StaticFlow> same = good.id().compareTo(twin.id()) < 0 ? List.of(good, twin) : List.of(twin, good);
        assertThat(StaticFlowRound.status(same.getFirst(), round)).isEqualTo(new StaticFlowStatus.Installed());
        assertThat(StaticFlowRound.status(same.getLast(), round))
                .isInstanceOf(StaticFlowStatus.Refused.class)
                .asString()
                .contains(same.getFirst().id());
        assertThat(StaticFlowRound.status(bad, round))
                .isInstanceOf(StaticFlowStatus.Refused.class)
                .asString()
                .contains("OFPBAC_BAD_OUT_PORT");
        assertThat(StaticFlowRound.status(nonsense, round)).isInstanceOf(StaticFlowStatus.Refused.class);
        assertThat(StaticFlowRound.status(bad, null)).isInstanceOf(StaticFlowStatus.Pending.class);
    }

    @Test
    void manyFlowsAreWrittenInPartsAndAllArrive() {
        StaticFlowApp[] app = new StaticFlowApp[1];
        SouthboundHarness harness = member(flows, 10, app);
        for (int i = 0; i < 1500; i++) {
            flows.create("f" + i, 1, "priority=" + (i + 1) + ",in_port=1,actions=output:2");
        }
        FakeSwitch fake = harness.connect(new FakeSwitch(1, 2));
        await().until(() -> fake.brain.entries.size() == 1500);
    }
}
