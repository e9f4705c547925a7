package org.mirach.vswitch.conntrack;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.EngineCommand;

/**
 * The connection tracker for other threads: each question goes through the engine's inbox and waits for its answer. What
 * concerns many connections goes in steps, so that packets do not wait for it: what comes and goes meanwhile may be missed.
 *
 * <p><b>Threads:</b> any but the engine's; every method blocks.
 */
@RunsOn(Role.ANY)
public final class ConntrackControl {
    private static final int SLOTS_PER_STEP = 2048;
    private static final int PATIENCE_SECONDS = 10;

    private final Conntrack conntrack;
    private final Consumer<EngineCommand> engine;

    /** @param engine takes a command, and waits where its inbox is full */
    public ConntrackControl(Conntrack conntrack, Consumer<EngineCommand> engine) {
        this.conntrack = conntrack;
        this.engine = engine;
    }

    private <T> T ask(Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        engine.accept(new EngineCommand.Sync(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        }));
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the engine could not answer: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the engine did not answer within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the engine was asked", e);
        }
    }

    private void tell(Runnable order) {
        ask(() -> {
            order.run();
            return true;
        });
    }

    /** Does something with each connection of the zone, or of all, on the engine's thread, in steps. */
    private void forEach(OptionalInt zone, Consumer<Connection> visit) {
        int slots = ask(() -> conntrack.table().slotCount());
        for (int from = 0; from < slots; from += SLOTS_PER_STEP) {
            int first = from;
            int end = Math.min(from + SLOTS_PER_STEP, slots);
            tell(() -> visit(first, end, zone, visit));
        }
    }

    private void visit(int first, int end, OptionalInt zone, Consumer<Connection> visit) {
        for (int slot = first; slot < end; slot++) {
            Connection connection = conntrack.table().at(slot);
            if (connection.live && (zone.isEmpty() || connection.original.zone() == zone.getAsInt())) {
                visit.accept(connection);
            }
        }
    }

    /** Connections of the zone, or all. */
    public List<ConnectionInfo> dump(OptionalInt zone) {
        List<ConnectionInfo> dumped = new ArrayList<>();
        forEach(zone, connection -> {
            long nowMs = conntrack.nowMs();
            if (!connection.expired(nowMs)) {
                dumped.add(ConnectionInfo.of(connection, nowMs));
            }
        });
        return dumped;
    }

    /** Forgets the connections of the zone, or all. */
    public void flush(OptionalInt zone) {
        forEach(zone, conntrack::remove);
    }

    /** Forgets those that {@code chosen} chooses. */
    public void flush(OptionalInt zone, Predicate<ConnectionInfo> chosen) {
        forEach(zone, connection -> {
            if (chosen.test(ConnectionInfo.of(connection, conntrack.nowMs()))) {
                conntrack.remove(connection);
            }
        });
    }

    /** Forgets the connection that has this tuple, in either direction; false where there is none. */
    public boolean flushTuple(ConnectionInfo.End end, int zone) {
        return ask(() -> {
            Tuple tuple = new Tuple();
            end.writeTo(tuple, zone);
            Connection connection = conntrack.table().find(tuple, conntrack.nowMs());
            if (connection == null) {
                return false;
            }
            conntrack.remove(connection);
            return true;
        });
    }

    public ConntrackCounters counters() {
        return ask(conntrack::counters);
    }

    public int maxConnections() {
        return ask(conntrack::maxConnections);
    }

    public void setMaxConnections(int limit) {
        tell(() -> conntrack.setMaxConnections(limit));
    }

    public boolean tcpSequenceChecks() {
        return ask(conntrack::tcpSequenceChecks);
    }

    public void setTcpSequenceChecks(boolean on) {
        tell(() -> conntrack.setTcpSequenceChecks(on));
    }

    /** Limit of the zones that have none of their own; 0 where none was set, and then it is none. */
    public int defaultZoneLimit() {
        return ask(() -> conntrack.zoneLimits().defaultLimit());
    }

    public void setDefaultZoneLimit(int limit) {
        tell(() -> conntrack.zoneLimits().setDefault(limit));
    }

    public void setZoneLimit(int zone, int limit) {
        tell(() -> conntrack.zoneLimits().set(zone, limit));
    }

    public void deleteZoneLimit(int zone) {
        tell(() -> conntrack.zoneLimits().delete(zone));
    }

    /** What applies to these zones, the default included; of no zones: those that have a limit of their own. */
    public List<ZoneLimit> zoneLimits(List<Integer> zones) {
        return ask(() -> {
            List<ZoneLimit> limits = new ArrayList<>();
            for (int zone : zones.isEmpty() ? conntrack.zoneLimits().zones() : zones) {
                ZoneLimits.Limit limit = conntrack.zoneLimits().of(zone);
                limits.add(limit == null ? new ZoneLimit(zone, 0, 0) : new ZoneLimit(zone, limit.limit, limit.count));
            }
            return limits;
        });
    }

    public FragmentStatus fragments() {
        return ask(() -> FragmentStatus.of(conntrack.reassembler()));
    }

    public void setReassembly(boolean ipv6, boolean on) {
        tell(() -> conntrack.reassembler().setEnabled(ipv6, on));
    }

    /** @return false where the minimum is too small */
    public boolean setMinFragment(boolean ipv6, int bytes) {
        if (Integer.compareUnsigned(bytes, Reassembler.MIN_FRAGMENT_FLOOR) < 0) {
            return false;
        }
        tell(() -> conntrack.reassembler().setMinBytes(ipv6, bytes < 0 ? Integer.MAX_VALUE : bytes));
        return true;
    }

    /** @return false where the maximum is too large */
    public boolean setMaxFragments(int count) {
        if (Integer.compareUnsigned(count, Reassembler.MAX_FRAGMENTS_CEILING) > 0) {
            return false;
        }
        tell(() -> conntrack.reassembler().setMaxFragments(count));
        return true;
    }
}
