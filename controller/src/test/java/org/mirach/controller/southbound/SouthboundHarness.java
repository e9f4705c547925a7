package org.mirach.controller.southbound;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.mirach.controller.observe.RateLimitedLog;

/** What connections share, with elections that a test decides. */
public final class SouthboundHarness {
    public final SwitchRegistry registry = new SwitchRegistry();
    public final SouthboundCounters counters = new SouthboundCounters();
    public final FakeElections elections;
    final SouthboundContext context;

    /** @param firstEpoch see {@link FakeElections} */
    public SouthboundHarness(SwitchListener listener, long firstEpoch) {
        elections = new FakeElections(firstEpoch);
        context = new SouthboundContext(
                registry,
                listener,
                elections,
                counters,
                Duration.ofSeconds(1),
                new RateLimitedLog(100, Duration.ofSeconds(1)));
    }

    /** Connects a switch and waits until it is registered. */
    public FakeSwitch connect(FakeSwitch fake) {
        fake.connect(context);
        await().until(() -> elections.places.stream().anyMatch(place -> !place.closed) && registry.size() > 0
                || fake.closedBecause != null);
        return fake;
    }

    /** Connects a switch and does not wait. */
    public FakeSwitch begin(FakeSwitch fake) {
        return fake.connect(context);
    }

    /** The session of a connected switch. */
    public SwitchSession session(long datapathId) {
        return registry.get(datapathId).orElseThrow();
    }
}
