package org.mirach.controller.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirach.controller.store.memory.MemorySpace;
import org.mirach.controller.store.memory.MemoryStore;

class MembersTest {
    private final MemorySpace space = new MemorySpace();

    private static Member member(String nodeId) {
        return new Member(nodeId, "127.0.0.1:1", "ssl:127.0.0.1:2", List.of());
    }

    @Test
    void membersSeeEachOtherAndWhoLeadsWhat() {
        Members first = new Members(new MemoryStore(space), member("c1"));
        MemoryStore secondSession = new MemoryStore(space);
        Members second = new Members(secondSession, member("c2"));
        await().until(() -> first.all().size() == 2);
        second.lead(List.of("00000000000000aa"));
        await().until(() -> first.masterOf("00000000000000aa").equals(java.util.Optional.of("c2")));
        second.move("127.0.0.1:9");
        await().until(() -> first.all().getLast().restAddress().equals("127.0.0.1:9"));
        secondSession.lose();
        await().until(() -> first.all().size() == 1);
        assertThat(first.masterOf("00000000000000aa")).isEmpty();
        // It knows itself while the store is away.
        assertThat(second.all()).extracting(Member::nodeId).contains("c2");
    }
}
