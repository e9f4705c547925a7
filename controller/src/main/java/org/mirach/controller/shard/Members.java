package org.mirach.controller.shard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.mirach.controller.store.Entry;
import org.mirach.controller.store.Store;
import org.mirach.controller.store.StoreEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The controllers that are alive: each publishes itself for as long as its session lives.
 *
 * <p><b>Threads:</b> any.
 */
public final class Members implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Members.class);
    private static final String DIRECTORY = "/members";

    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private final ConcurrentHashMap<String, Member> members = new ConcurrentHashMap<>();
    private final Store.Publication publication;
    private final Store.Watch watch;
    private volatile Member self;

    /** Publishes {@code self} and follows the others. */
    public Members(Store store, Member self) {
        this.self = self;
        Optional<Entry> before = store.get(path(self));
        if (before.isPresent()) {
            LOG.warn(
                    "node-id {} is a member already: if that is not this controller's own last run, which is forgotten"
                            + " soon, give each controller a node-id of its own",
                    self.nodeId());
        }
        this.publication = store.publish(path(self), bytes(self));
        this.watch = store.watch(DIRECTORY, this::onEvent);
    }

    /** All, by node id; this process is among them even while the store is away. */
    public List<Member> all() {
        ConcurrentHashMap<String, Member> all = new ConcurrentHashMap<>(members);
        all.put(self.nodeId(), self);
        return all.values().stream()
                .sorted(Comparator.comparing(Member::nodeId))
                .toList();
    }

    /** This process. */
    public Member self() {
        return self;
    }

    /** Who is the master of a switch. */
    public Optional<String> masterOf(String datapathId) {
        return all().stream()
                .filter(member -> member.masterOf().contains(datapathId))
                .map(Member::nodeId)
                .findFirst();
    }

    /** Tells the others which switches this controller is the master of; nothing when that is known. */
    public synchronized void lead(List<String> masterOf) {
        if (!masterOf.equals(self.masterOf())) {
            self = new Member(self.nodeId(), self.restAddress(), self.openflowAddress(), masterOf);
            publication.update(bytes(self));
        }
    }

    /** Tells the others where REST answers. */
    public synchronized void move(String restAddress) {
        if (!restAddress.equals(self.restAddress())) {
            self = new Member(self.nodeId(), restAddress, self.openflowAddress(), self.masterOf());
            publication.update(bytes(self));
        }
    }

    @Override
    public void close() {
        watch.close();
        publication.close();
    }

    private void onEvent(StoreEvent event) {
        switch (event) {
            case StoreEvent.Put(Entry entry) -> {
                try {
                    members.put(entry.name(), json.readValue(entry.value(), Member.class));
                } catch (IOException e) {
                    LOG.warn("{}: not a member, ignored: {}", entry, e.getMessage());
                }
            }
            case StoreEvent.Removed(String path) -> members.remove(path.substring(DIRECTORY.length() + 1));
            case StoreEvent.Ready _ -> LOG.debug("{} members", members.size());
        }
    }

    private byte[] bytes(Member member) {
        try {
            return json.writeValueAsBytes(member);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String path(Member member) {
        return DIRECTORY + "/" + member.nodeId();
    }
}
