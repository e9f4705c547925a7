package org.mirach.controller.app.view;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.mirach.controller.store.Entry;
import org.mirach.controller.store.Store;
import org.mirach.controller.store.StoreEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all controllers see together: each publishes its own view for as long as its session lives, and follows the others'.
 *
 * <p><b>Why this way:</b> whoever is asked over REST can answer for all, without asking around. Views are compressed, are
 * published when something but a time of day changed, else every {@value #REFRESH_SECONDS} s, and hold at most
 * {@value #MAX_HOSTS} hosts each.
 *
 * <p><b>Threads:</b> {@link #publish} from one thread; the rest from any.
 */
public final class ClusterView implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterView.class);
    private static final String DIRECTORY = "/views";
    private static final int REFRESH_SECONDS = 15;
    /** About 100 octets a host uncompressed and 20 compressed, against the store's 900 KiB. */
    private static final int MAX_HOSTS = 20_000;

    private final ObjectMapper json =
            new ObjectMapper().configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false);
    private final String nodeId;
    private final Supplier<NodeView> own;
    private final ConcurrentHashMap<String, NodeView> others = new ConcurrentHashMap<>();
    /** The last view of each, of those that are gone too. */
    private final ConcurrentHashMap<String, NodeView> last = new ConcurrentHashMap<>();

    private final Store.Publication publication;
    private final Store.Watch watch;
    private Object publishedShape;
    private long publishedNs;

    /** @param own this controller's view, asked for whenever it is needed */
    public ClusterView(Store store, String nodeId, Supplier<NodeView> own) {
        this.nodeId = nodeId;
        this.own = own;
        this.publishedShape = NodeView.EMPTY.shape();
        this.publishedNs = System.nanoTime();
        this.publication = store.publish(DIRECTORY + "/" + nodeId, bytes(NodeView.EMPTY));
        this.watch = store.watch(DIRECTORY, this::onEvent);
    }

    /** This controller's view as it is now, then the others' as they were last published. */
    public List<NodeView> all() {
        List<NodeView> views = new ArrayList<>();
        views.add(own.get());
        views.addAll(others.values());
        return views;
    }

    /** What the other controllers, gone ones too, last said of the hosts of a switch. */
    public List<NodeView.HostView> hostsSaidOf(String datapathId) {
        return last.values().stream()
                .flatMap(view -> view.hosts().stream())
                .filter(host -> host.datapathId().equals(datapathId))
                .toList();
    }

    /** Tells the others if there is something to tell. */
    public void publish() {
        NodeView view = own.get();
        if (view.hosts().size() > MAX_HOSTS) {
            view = new NodeView(view.links(), view.hosts().subList(0, MAX_HOSTS), view.rounds());
        }
        Object shape = view.shape();
        long now = System.nanoTime();
        boolean stale = now - publishedNs > Duration.ofSeconds(REFRESH_SECONDS).toNanos();
        if (shape.equals(publishedShape) && (!stale || view.equals(NodeView.EMPTY))) {
            return;
        }
        publishedShape = shape;
        publishedNs = now;
        publication.update(bytes(view));
    }

    @Override
    public void close() {
        watch.close();
        publication.close();
    }

    private void onEvent(StoreEvent event) {
        switch (event) {
            case StoreEvent.Put(Entry entry) -> {
                if (!entry.name().equals(nodeId)) {
                    NodeView view = view(entry);
                    others.put(entry.name(), view);
                    last.merge(entry.name(), view, (before, now) -> now.equals(NodeView.EMPTY) ? before : now);
                }
            }
            case StoreEvent.Removed(String path) -> others.remove(path.substring(DIRECTORY.length() + 1));
            case StoreEvent.Ready _ -> LOG.debug("{} other views", others.size());
        }
    }

    private byte[] bytes(NodeView view) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            json.writeValue(out, view);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private NodeView view(Entry entry) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(entry.value()))) {
            return json.readValue(in, NodeView.class);
        } catch (IOException e) {
            LOG.warn("{}: not a view, ignored: {}", entry, e.getMessage());
            return NodeView.EMPTY;
        }
    }
}
