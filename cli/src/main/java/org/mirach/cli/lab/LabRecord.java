package org.mirach.cli.lab;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a lab has started, as the file {@code lab.json} keeps it: enough to end it from another process, or after its own
 * was killed. Immutable; it is written before each thing is made, so that nothing is ever unknown.
 *
 * @param restUrl where its controller answers; the admin commands look here
 * @param processes by role: {@code lab} (only while in the foreground), {@code controller}, {@code switch}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record LabRecord(
        String prefix,
        String bridge,
        String restUrl,
        int openflowPort,
        String buildId,
        Map<String, ProcessIdentity> processes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    LabRecord {
        Objects.requireNonNull(prefix, "prefix");
        Objects.requireNonNull(bridge, "bridge");
        processes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(processes));
    }

    static LabRecord of(LabPlan plan) {
        return new LabRecord(
                plan.prefix(), plan.bridge(), plan.restUrl(), plan.openflowPort(), plan.buildId(), Map.of());
    }

    LabRecord with(String role, ProcessIdentity process) {
        Map<String, ProcessIdentity> more = new LinkedHashMap<>(processes);
        more.put(role, process);
        return new LabRecord(prefix, bridge, restUrl, openflowPort, buildId, more);
    }

    /** Whether any of its processes runs. */
    @JsonIgnore
    boolean isAlive() {
        return processes.values().stream().anyMatch(ProcessIdentity::isAlive);
    }

    /** The record in {@code file}; empty when there is none that can be read. */
    static Optional<LabRecord> read(Path file) {
        try {
            return Optional.of(JSON.readValue(Files.readString(file), LabRecord.class));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** Writes the whole record or nothing, whatever happens meanwhile. */
    void write(Path file) {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            Files.writeString(temporary, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the lab's record is not JSON", e);
        } catch (IOException e) {
            throw new LabException(file + ": cannot be written: " + e, "is " + file.getParent() + " writable?");
        }
    }
}
