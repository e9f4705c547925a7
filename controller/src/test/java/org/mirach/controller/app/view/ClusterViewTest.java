package org.mirach.controller.app.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.mirach.controller.app.staticflow.StaticFlowRound;
import org.mirach.controller.store.memory.MemorySpace;
import org.mirach.controller.store.memory.MemoryStore;

class ClusterViewTest {
    private final MemorySpace space = new MemorySpace();

    private static NodeView.HostView host(String mac, String lastSeen) {
        return new NodeView.HostView(mac, List.of("10.0.0.1"), "0000000000000001", 1, 0, lastSeen);
    }

    @Test
    void whatOneSeesAllAnswer() {
        MemoryStore firstSession = new MemoryStore(space);
        AtomicReference<NodeView> seen = new AtomicReference<>(NodeView.EMPTY);
        ClusterView first = new ClusterView(firstSession, "c1", seen::get);
        ClusterView second = new ClusterView(new MemoryStore(space), "c2", () -> NodeView.EMPTY);
        NodeView view = new NodeView(
                List.of(),
                List.of(host("0a:00:00:00:00:01", "2026-01-01T00:00:00Z")),
                Map.of(
                        "0000000000000001",
                        new StaticFlowRound(7, Map.of("0123456789ab", new StaticFlowRound.Refused(7, "no")))));
        seen.set(view);
        first.publish();
        await().until(() -> second.all().contains(view));
        assertThat(first.all().getFirst()).isEqualTo(view);

        firstSession.lose();
        await().until(() -> second.all().equals(List.of(NodeView.EMPTY)));
    }

    @Test
    void timesOfDayAloneAreNotPublishedAtOnce() {
        MemoryStore session = new MemoryStore(space);
        AtomicReference<NodeView> seen = new AtomicReference<>(NodeView.EMPTY);
        ClusterView first = new ClusterView(session, "c1", seen::get);
        seen.set(new NodeView(List.of(), List.of(host("0a:00:00:00:00:01", "2026-01-01T00:00:00Z")), Map.of()));
        first.publish();
        long version = session.get("/views/c1").orElseThrow().version();
        seen.set(new NodeView(List.of(), List.of(host("0a:00:00:00:00:01", "2026-01-01T00:00:09Z")), Map.of()));
        first.publish();
        assertThat(session.get("/views/c1").orElseThrow().version()).isEqualTo(version);
        seen.set(new NodeView(List.of(), List.of(host("0a:00:00:00:00:02", "2026-01-01T00:00:09Z")), Map.of()));
        first.publish();
        assertThat(session.get("/views/c1").orElseThrow().version()).isGreaterThan(version);
    }
}
