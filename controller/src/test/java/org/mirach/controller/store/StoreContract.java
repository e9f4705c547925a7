package org.mirach.controller.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link Store} does. A test class of each implementation extends this. */
public abstract class StoreContract {
    /** A session on the space that this test has to itself. */
    protected abstract Store store();

    /** Another process's session on the same space. */
    protected abstract Store otherSession();

    /** Ends the session of {@code store} as if its process had died. */
    protected abstract void kill(Store store);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Entry written(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Written.class);
        return ((Outcome.Written) outcome).entry();
    }

    @Test
    void whatIsCreatedIsRead() {
        Entry entry = written(store().create("/things/a", bytes("1")));
        assertThat(store().get("/things/a")).contains(entry);
        assertThat(otherSession().get("/things/a")).contains(entry);
        assertThat(entry.name()).isEqualTo("a");
        assertThat(entry.text()).isEqualTo("1");
    }

    @Test
    void whatIsNotThereIsEmpty() {
        assertThat(store().get("/things/none")).isEmpty();
        assertThat(store().list("/nothing")).isEmpty();
        assertThat(store().replace("/things/none", 1, bytes("x"))).isEqualTo(new Outcome.Missing("/things/none"));
        assertThat(store().delete("/things/none", 1)).isEqualTo(new Outcome.Missing("/things/none"));
    }

    @Test
    void creatingTwiceIsAConflictThatShowsTheFirst() {
        Entry first = written(store().create("/things/a", bytes("1")));
        assertThat(otherSession().create("/things/a", bytes("2"))).isEqualTo(new Outcome.Conflict(first));
    }

    @Test
    void aReplaceNeedsTheCurrentVersion() {
        Entry first = written(store().create("/things/a", bytes("1")));
        Entry second = written(otherSession().replace("/things/a", first.version(), bytes("2")));
        assertThat(second.version()).isGreaterThan(first.version());
        assertThat(store().replace("/things/a", first.version(), bytes("3"))).isEqualTo(new Outcome.Conflict(second));
        assertThat(store().get("/things/a")).contains(second);
    }

    @Test
    void aDeleteNeedsTheCurrentVersion() {
        Entry first = written(store().create("/things/a", bytes("1")));
        Entry second = written(store().replace("/things/a", first.version(), bytes("2")));
        assertThat(store().delete("/things/a", first.version())).isEqualTo(new Outcome.Conflict(second));
        assertThat(store().delete("/things/a", second.version())).isEqualTo(new Outcome.Written(second));
        assertThat(store().get("/things/a")).isEmpty();
    }

    @Test
    void aVersionNeverComesBackAfterADeletion() {
        Entry first = written(store().create("/things/a", bytes("1")));
        store().delete("/things/a", first.version());
        Entry again = written(store().create("/things/a", bytes("1")));
        assertThat(again.version()).isGreaterThan(first.version());
        assertThat(store().replace("/things/a", first.version(), bytes("x"))).isEqualTo(new Outcome.Conflict(again));
    }

    @Test
    void aListHoldsTheDirectChildrenInOrder() {
        written(store().create("/things/b", bytes("2")));
        written(store().create("/things/a", bytes("1")));
        written(store().create("/things2/c", bytes("3")));
        written(store().create("/things/a/below", bytes("4")));
        assertThat(store().list("/things")).extracting(Entry::name).containsExactly("a", "b");
    }

    @Test
    void ofManyReplacersOfOneVersionExactlyOneWins() throws Exception {
        Entry first = written(store().create("/things/a", bytes("0")));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> outcomes = IntStream.range(0, 20)
                    .mapToObj(i -> threads.submit(() -> (i % 2 == 0 ? store() : otherSession())
                            .replace("/things/a", first.version(), bytes("" + i))))
                    .toList();
            int won = 0;
            for (Future<Outcome> outcome : outcomes) {
                won += outcome.get() instanceof Outcome.Written ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
        }
    }

    @Test
    void aWatchTellsWhatIsThereThenReadyThenChanges() {
        Entry a = written(store().create("/things/a", bytes("1")));
        List<StoreEvent> events = new CopyOnWriteArrayList<>();
        try (Store.Watch _ = otherSession().watch("/things", events::add)) {
            await().untilAsserted(
                            () -> assertThat(events).containsExactly(new StoreEvent.Put(a), new StoreEvent.Ready()));
            Entry b = written(store().create("/things/b", bytes("2")));
            Entry b2 = written(store().replace("/things/b", b.version(), bytes("3")));
            store().delete("/things/a", a.version());
            // Of different paths the order is open; of each path the last event is what is there.
            await().untilAsserted(() ->
                    assertThat(events).contains(new StoreEvent.Removed("/things/a"), new StoreEvent.Put(b2)));
            assertThat(events.stream()
                            .filter(event -> event instanceof StoreEvent.Put put
                                    && put.entry().path().equals("/things/b"))
                            .toList())
                    .last()
                    .isEqualTo(new StoreEvent.Put(b2));
        }
        int before = events.size();
        written(store().create("/things/c", bytes("4")));
        await().during(java.time.Duration.ofMillis(200)).until(() -> events.size() == before);
    }

    @Test
    void aWatchOfAnEmptyPlaceIsReadyAndSeesTheFirst() {
        List<StoreEvent> events = new CopyOnWriteArrayList<>();
        try (Store.Watch _ = store().watch("/later", events::add)) {
            await().untilAsserted(() -> assertThat(events).containsExactly(new StoreEvent.Ready()));
            Entry a = written(otherSession().create("/later/a", bytes("1")));
            await().untilAsserted(
                            () -> assertThat(events).containsExactly(new StoreEvent.Ready(), new StoreEvent.Put(a)));
        }
    }

    @Test
    void whatIsPublishedGoesWithItsSession() {
        Store doomed = otherSession();
        doomed.publish("/members/c2", bytes("here"));
        await().untilAsserted(() ->
                assertThat(store().get("/members/c2")).map(Entry::text).contains("here"));
        kill(doomed);
        await().untilAsserted(() -> assertThat(store().get("/members/c2")).isEmpty());
    }

    @Test
    void whatIsPublishedCanBeUpdatedAndTakenBack() {
        Store.Publication publication = store().publish("/members/c1", bytes("1"));
        publication.update(bytes("2"));
        await().untilAsserted(() ->
                assertThat(otherSession().get("/members/c1")).map(Entry::text).contains("2"));
        publication.close();
        await().untilAsserted(
                        () -> assertThat(otherSession().get("/members/c1")).isEmpty());
    }

    @Test
    void pathsAndValuesThatNoStoreTakesAreRefused() {
        assertThatThrownBy(() -> store().get("things")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().create("/a/../b", bytes(""))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store().create("/a/b", new byte[Store.MAX_VALUE_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
