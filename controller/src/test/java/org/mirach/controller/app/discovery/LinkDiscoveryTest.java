package org.mirach.controller.app.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mirach.controller.app.Applications;
import org.mirach.controller.app.FlowOwner;
import org.mirach.controller.app.Frames;
import org.mirach.controller.app.discovery.Link.End;
import org.mirach.controller.southbound.FakeSwitch;
import org.mirach.controller.southbound.SouthboundHarness;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.model.Action;

class LinkDiscoveryTest {
    private static final long COOKIE = FlowOwner.LINK_DISCOVERY.cookie(0);

    private final Links links = new Links();
    private final LinkDiscovery discovery = new LinkDiscovery(links, new byte[32], Duration.ofMillis(200));
    private final SouthboundHarness harness = new SouthboundHarness(new Applications(List.of(discovery)), 10);
    private FakeSwitch one;
    private FakeSwitch two;

    @BeforeEach
    void connect() {
        one = harness.connect(new FakeSwitch(1, 2));
        two = harness.begin(new FakeSwitch(2, 2));
        await().until(() -> one.sent(PacketOut.class).size() >= 2
                && two.sent(PacketOut.class).size() >= 2);
    }

    private static byte[] frameOf(FakeSwitch fake, int portNo) {
        return fake.sent(PacketOut.class).stream()
                .filter(out -> out.actions().equals(List.of(new Action.Output(portNo))))
                .reduce((_, last) -> last)
                .orElseThrow()
                .data()
                .toArray();
    }

    @Test
    void oneEntryBringsLldpToTheController() {
        assertThat(one.brain.entries.values()).singleElement().satisfies(entry -> {
            assertThat(entry.cookie()).isEqualTo(COOKIE);
            assertThat(entry.priority()).isEqualTo(0xffff);
            assertThat(entry.match().value(Field.ETH_TYPE)).isEqualTo(0x88cc);
        });
    }

    @Test
    void aFrameThatArrivesElsewhereIsALinkAndGoesWhenItStops() {
        two.packetIn(2, COOKIE, frameOf(one, 1));
        await().until(() -> links.all().size() == 1);
        assertThat(links.all().getFirst().from()).isEqualTo(new End(1, 1));
        assertThat(links.all().getFirst().to()).isEqualTo(new End(2, 2));
        assertThat(links.isBetweenSwitches(2, 2)).isTrue();
        await().until(() -> links.all().isEmpty());
    }

    @Test
    void aForgedFrameIsCountedAndIgnored() {
        byte[] forged = frameOf(one, 1);
        forged[30] ^= 1;
        two.packetIn(2, COOKIE, forged);
        two.packetIn(2, COOKIE, Frames.ethernet("01:80:c2:00:00:0e", "0a:00:00:00:00:01", 0x88cc, new byte[46]));
        await().until(() -> discovery.unsigned() == 2);
        assertThat(links.all()).isEmpty();
    }

    @Test
    void aPortThatGoesDownTakesItsLinkAlong() {
        two.packetIn(2, COOKIE, frameOf(one, 1));
        await().until(() -> links.all().size() == 1);
        one.portStatus(1, false);
        await().atMost(Duration.ofMillis(500)).until(() -> links.all().isEmpty());
    }

    @Test
    void aSwitchThatGoesTakesTheLinksThatArriveAtIt() {
        two.packetIn(2, COOKIE, frameOf(one, 1));
        await().until(() -> links.all().size() == 1);
        two.disconnect();
        await().until(() -> links.all().isEmpty());
    }
}
