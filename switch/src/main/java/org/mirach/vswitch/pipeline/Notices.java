package org.mirach.vswitch.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.meter.MeterEntry;
import org.mirach.vswitch.pipeline.meter.MeterListener;
import org.mirach.vswitch.pipeline.meter.MeterTable;
import org.mirach.vswitch.pipeline.table.FlowTable;

/**
 * What listeners will be told of once the changes are published; nothing of it if they are taken back.
 *
 * <p><b>Threads:</b> the agent thread; any thread adds and removes listeners.
 */
@RunsOn(Role.AGENT)
final class Notices {
    private final List<Consumer<List<RemovedFlow>>> removalListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<List<FlowEvent>>> flowListeners = new CopyOnWriteArrayList<>();
    private final List<MeterListener> meterListeners = new CopyOnWriteArrayList<>();
    private final List<TableListener> tableListeners = new CopyOnWriteArrayList<>();
    private List<RemovedFlow> removed = new ArrayList<>();
    private List<FlowEvent> events = new ArrayList<>();
    private final Set<Integer> changedMeters = new LinkedHashSet<>();
    private final Set<FlowTable> watchedTables = new LinkedHashSet<>();

    @RunsOn(Role.ANY)
    List<Consumer<List<RemovedFlow>>> removalListeners() {
        return removalListeners;
    }

    @RunsOn(Role.ANY)
    List<Consumer<List<FlowEvent>>> flowListeners() {
        return flowListeners;
    }

    @RunsOn(Role.ANY)
    List<MeterListener> meterListeners() {
        return meterListeners;
    }

    @RunsOn(Role.ANY)
    List<TableListener> tableListeners() {
        return tableListeners;
    }

    /** Whether somebody listens to every change of an entry. */
    boolean monitored() {
        return !flowListeners.isEmpty();
    }

    void event(FlowEvent event) {
        events.add(event);
    }

    void removed(RemovedFlow flow, Object origin) {
        removed.add(flow);
        if (monitored()) {
            events.add(new FlowEvent(FlowEvent.Kind.REMOVED, flow.entry(), null, flow.reason(), origin));
        }
    }

    void meter(int meterId) {
        changedMeters.add(meterId);
    }

    /** Whether the free room of a table is told of. */
    void watch(FlowTable table, boolean on) {
        if (on) {
            watchedTables.add(table);
        } else {
            watchedTables.remove(table);
        }
    }

    void discard() {
        removed.clear();
        events.clear();
        changedMeters.clear();
    }

    /** Before the version that has them is published: no cached flow may name a meter that no engine knows. */
    void tellMeters(MeterTable meters, long version) {
        for (int meterId : changedMeters) {
            MeterEntry meter = meters.get(meterId, version);
            for (MeterListener listener : meterListeners) {
                if (meter == null) {
                    listener.onMeterGone(meterId);
                } else {
                    listener.onMeter(meter);
                }
            }
        }
        changedMeters.clear();
    }

    /** After the version is published. Listeners may change the pipeline. */
    void tellFlows() {
        if (!events.isEmpty()) {
            List<FlowEvent> told = events;
            events = new ArrayList<>();
            flowListeners.forEach(listener -> listener.accept(told));
        }
        if (!removed.isEmpty()) {
            List<RemovedFlow> told = removed;
            removed = new ArrayList<>();
            removalListeners.forEach(listener -> listener.accept(told));
        }
        for (FlowTable table : watchedTables) {
            int event = table.vacancyEvent();
            if (event != 0) {
                tableListeners.forEach(listener -> listener.onVacancy(table, event));
            }
        }
    }
}
