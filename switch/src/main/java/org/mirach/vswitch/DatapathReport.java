package org.mirach.vswitch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.agent.Agent;
import org.mirach.vswitch.agent.handler.PortTraffic;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.EngineStats;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.vswitch.pipeline.port.OfPort;
import org.mirach.vswitch.ports.PortDevice;

/** The state of a switch, as JSON for programs and as a table of ports for people. Runs on the agent thread. */
@RunsOn(Role.AGENT)
final class DatapathReport {
    private DatapathReport() {}

    static String json(VSwitch vswitch) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.FACTORY.createGenerator(text).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeStringField("bridge", vswitch.config().bridge().name());
            json.writeStringField("datapathId", vswitch.datapathIdText());
            json.writeStringField(
                    "failMode", vswitch.config().bridge().failMode().name().toLowerCase(Locale.ROOT));
            json.writeBooleanField("failOpen", vswitch.agent().failOpen());
            json.writeNumberField("connections", vswitch.agent().peers().size());
            writeControllers(json, vswitch);
            writePorts(json, vswitch);
            writeEngine(json, vswitch);
            writeDrops(json, vswitch);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }

    private static void writeControllers(JsonGenerator json, VSwitch vswitch) throws IOException {
        json.writeArrayFieldStart("controllers");
        for (Agent.ControllerStatus controller : vswitch.agent().controllers()) {
            json.writeStartObject();
            json.writeStringField("target", controller.target());
            json.writeStringField("state", controller.connected() ? "connected" : "dialling");
            if (controller.connected()) {
                json.writeStringField("version", controller.version());
                json.writeStringField("role", controller.role().name());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writePorts(JsonGenerator json, VSwitch vswitch) throws IOException {
        json.writeArrayFieldStart("ports");
        for (BridgePort port : vswitch.ports().all()) {
            PortDevice device = port.device();
            PortTraffic traffic = vswitch.ports().traffic(port.portNo());
            json.writeStartObject();
            json.writeNumberField("portNo", Integer.toUnsignedLong(port.portNo()));
            json.writeStringField("name", port.config().name());
            json.writeStringField("type", device == null ? port.config().type().word() : device.type());
            json.writeStringField("mode", device == null ? "no device" : device.mode());
            json.writeStringField("reason", port.trouble());
            json.writeBooleanField("up", isUp(vswitch, port));
            json.writeNumberField("rxPackets", traffic.rxPackets());
            json.writeNumberField("txPackets", traffic.txPackets());
            json.writeNumberField("rxBytes", traffic.rxBytes());
            json.writeNumberField("txBytes", traffic.txBytes());
            json.writeNumberField("rxDropped", traffic.rxDropped());
            json.writeNumberField("txDropped", traffic.txDropped());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static boolean isUp(VSwitch vswitch, BridgePort port) {
        OfPort shown = vswitch.pipeline().ports().snapshot().port(port.portNo());
        return shown != null && shown.up();
    }

    private static void writeEngine(JsonGenerator json, VSwitch vswitch) throws IOException {
        EngineStats stats = vswitch.engine().stats();
        json.writeObjectFieldStart("engine");
        json.writeNumberField("packets", stats.packets());
        json.writeNumberField("batches", stats.batches());
        json.writeNumberField("frontHits", stats.frontHits());
        json.writeNumberField("maskedHits", stats.maskedHits());
        json.writeNumberField("misses", stats.misses());
        json.writeNumberField("cachedFlows", stats.flows());
        json.writeNumberField("masks", stats.masks());
        json.writeNumberField("polls", stats.polls());
        json.writeNumberField("busyPolls", stats.busyPolls());
        json.writeNumberField("sleeps", stats.sleeps());
        json.writeNumberField("busyNs", stats.busyNs());
        json.writeNumberField("idleNs", stats.idleNs());
        json.writeNumberField("checksumsCompleted", stats.checksumsCompleted());
        json.writeEndObject();
    }

    private static void writeDrops(JsonGenerator json, VSwitch vswitch) throws IOException {
        json.writeArrayFieldStart("drops");
        for (Map.Entry<DropReason, Long> drop : drops(vswitch).entrySet()) {
            json.writeStartObject();
            json.writeStringField("reason", drop.getKey().name());
            json.writeNumberField("packets", drop.getValue());
            json.writeStringField("sentence", drop.getKey().sentence());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** What the engine and the slow path dropped, together. */
    private static Map<DropReason, Long> drops(VSwitch vswitch) {
        vswitch.slowPath().registry().pushAll();
        Map<DropReason, Long> sums = new EnumMap<>(DropReason.class);
        sums.putAll(vswitch.engine().drops().snapshot());
        long queueFull = vswitch.agent().packetIns().queueFullCount();
        if (queueFull != 0) {
            sums.put(DropReason.CONTROLLER_QUEUE_FULL, queueFull);
        }
        for (DropReason reason : DropReason.values()) {
            long slow = vswitch.slowPath().registry().dropCount(reason);
            if (slow != 0) {
                sums.merge(reason, slow, Long::sum);
            }
        }
        return sums;
    }

    static String portsText(VSwitch vswitch) {
        List<String> lines = new ArrayList<>();
        lines.add("%-8s %-16s %-9s %-5s %s".formatted("PORT", "NAME", "TYPE", "LINK", "MODE"));
        for (BridgePort port : vswitch.ports().all()) {
            PortDevice device = port.device();
            lines.add("%-8s %-16s %-9s %-5s %s"
                    .formatted(
                            port.portNo() == PortNo.LOCAL ? "LOCAL" : Integer.toString(port.portNo()),
                            port.config().name(),
                            device == null ? port.config().type().word() : device.type(),
                            isUp(vswitch, port) ? "up" : "down",
                            device == null ? port.trouble() : device.mode()));
        }
        return String.join("\n", lines) + "\n";
    }

    /** Made by the first who asks. */
    private static final class Json {
        static final JsonFactory FACTORY = new JsonFactory();
    }
}
