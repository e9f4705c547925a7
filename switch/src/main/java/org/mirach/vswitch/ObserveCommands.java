package org.mirach.vswitch;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.admin.CommandTable;
import org.mirach.vswitch.fastpath.Engine;
import org.mirach.vswitch.observe.Coverage;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.table.FlowTable;
import org.mirach.vswitch.slowpath.SlowPath;
import org.mirach.vswitch.slowpath.translate.MacTable;

/**
 * How much happened and how much there is: {@code coverage/*}, {@code memory/show}, {@code upcall/show}.
 *
 * <p><b>Threads:</b> see {@link SwitchCommands}; {@link #sample} runs on the agent's.
 */
final class ObserveCommands {
    private final VSwitch vswitch;
    private final Coverage coverage = new Coverage();
    private long flowsSum;
    private long flowSamples;
    private int flowsMax;

    ObserveCommands(VSwitch vswitch) {
        this.vswitch = vswitch;
        count(coverage, vswitch);
    }

    void register(CommandTable table, SwitchCommands all) {
        table.add("coverage/show", "", 0, 0, _ -> coverage.text());
        table.add("coverage/read-counter", "COUNTER", 1, 1, arguments -> read(arguments.getFirst()));
        table.add("memory/show", "", 0, 0, _ -> all.get(this::memory));
        table.add("upcall/show", "", 0, 0, _ -> upcalls());
    }

    private static void count(Coverage coverage, VSwitch vswitch) {
        Engine engine = vswitch.engine();
        SlowPath slowPath = vswitch.slowPath();
        coverage.add("engine_packets", () -> engine.stats().packets());
        coverage.add("engine_batches", () -> engine.stats().batches());
        coverage.add("engine_front_hit", () -> engine.stats().frontHits());
        coverage.add("engine_masked_hit", () -> engine.stats().maskedHits());
        coverage.add("engine_miss", () -> engine.stats().misses());
        coverage.add("engine_command", () -> engine.stats().commands());
        coverage.add("engine_sleep", () -> engine.stats().sleeps());
        coverage.add("engine_checksum", () -> engine.stats().checksumsCompleted());
        coverage.add("upcall_lost", () -> slowPath.misses().refusedCount());
        coverage.add("pipeline_version", () -> vswitch.pipeline().version());
        coverage.add("mac_learning_learned", () -> macs(vswitch).learned());
        coverage.add("mac_learning_expired", () -> macs(vswitch).expired());
        coverage.add("mac_learning_evicted", () -> macs(vswitch).evicted());
        coverage.add("mac_learning_moved", () -> macs(vswitch).moved());
        for (DropReason reason : DropReason.values()) {
            coverage.add(
                    "drop_" + reason.name().toLowerCase(Locale.ROOT),
                    () -> engine.drops().snapshot().getOrDefault(reason, 0L)
                            + slowPath.registry().dropCount(reason));
        }
    }

    private static MacTable.Statistics macs(VSwitch vswitch) {
        return vswitch.slowPath().macTable().statistics();
    }

    /** Every {@link Coverage#INTERVAL_S} seconds. */
    synchronized void sample() {
        coverage.sample();
        int flows = vswitch.slowPath().registry().flowCount();
        flowsSum += flows;
        flowSamples++;
        flowsMax = Math.max(flowsMax, flows);
    }

    private String read(String counter) throws CommandException {
        OptionalLong total = coverage.read(counter);
        if (total.isEmpty()) {
            throw new CommandException("No such counter");
        }
        return total.getAsLong() + "\n";
    }

    /** Names and counts in one line, by name. */
    private String memory() {
        Pipeline pipeline = vswitch.pipeline();
        long rules = 0;
        for (FlowTable table : pipeline.read(view -> view.tables())) {
            rules += table.entryCount();
        }
        Runtime runtime = Runtime.getRuntime();
        Map<String, Long> counts = new TreeMap<>();
        counts.put("handlers", 1L);
        counts.put("revalidators", 1L);
        counts.put("ports", (long) vswitch.ports().all().size());
        counts.put("rules", rules);
        counts.put("udpif keys", (long) vswitch.slowPath().registry().flowCount());
        counts.put("ofconns", (long) vswitch.agent().peers().size());
        counts.put("heap-kB", (runtime.totalMemory() - runtime.freeMemory()) / 1024);
        return counts.entrySet().stream()
                        .filter(count -> count.getValue() > 0)
                        .map(count -> count.getKey() + ":" + count.getValue())
                        .collect(Collectors.joining(" "))
                + "\n";
    }

    private synchronized String upcalls() {
        int flows = vswitch.slowPath().registry().flowCount();
        return """
                %s:
                  flows         : (current %d) (avg %d) (max %d) (limit %d)
                  dump duration : %dms
                  ufid enabled : true

                  0: (keys %d)
                """.formatted(
                        DatapathCommands.NAME,
                        flows,
                        flowSamples == 0 ? flows : flowsSum / flowSamples,
                        Math.max(flowsMax, flows),
                        vswitch.slowPath().registry().capacity(),
                        vswitch.slowPath().revalidator().passDuration().toMillis(),
                        flows);
    }
}
