package org.mirach.controller.rest;

import java.util.Locale;
import java.util.Optional;
import org.mirach.controller.app.FlowDiff;
import org.mirach.controller.app.staticflow.StaticFlow;
import org.mirach.controller.app.staticflow.StaticFlowRound;
import org.mirach.controller.app.staticflow.StaticFlowStatus;
import org.mirach.controller.app.staticflow.StaticFlowSyntax;
import org.mirach.controller.app.staticflow.StaticFlows;
import org.mirach.controller.app.view.ClusterView;
import org.mirach.controller.app.view.NodeView;
import org.mirach.controller.southbound.DatapathId;
import org.mirach.controller.store.Entry;
import org.mirach.controller.store.Outcome;
import org.mirach.openflow.message.FlowMod;

/**
 * {@code /v1/static-flows}: create, read, replace, delete; the ETag is the store's version.
 *
 * <p>What is created is answered once the switch's master has tried it, or after a second: most callers look at nothing
 * but this answer.
 *
 * <p><b>Threads:</b> any; calls block for the store.
 */
final class StaticFlowResource {
    private static final int ANSWER_AFTER_MS = 1000;
    private static final int LOOK_EVERY_MS = 20;
    private static final int MAX_NAME = 128;
    private static final int MAX_FLOW = 16 * 1024;

    private final StaticFlows flows;
    private final ClusterView view;

    StaticFlowResource(StaticFlows flows, ClusterView view) {
        this.flows = flows;
        this.view = view;
    }

    Answers.StaticFlows list() {
        return new Answers.StaticFlows(flows.all().stream().map(this::shown).toList());
    }

    Answers.StaticFlow one(String id) {
        return shown(found(id));
    }

    Answers.StaticFlow create(Answers.StaticFlowBody body) {
        Checked checked = checked(body, null);
        return settled(flows.create(body.name(), checked.datapathId(), body.flow()));
    }

    Answers.StaticFlow replace(String id, String ifMatch, Answers.StaticFlowBody body) {
        StaticFlow current = found(id);
        if (ifMatch == null) {
            throw ApiException.preconditionRequired(
                    "replacing needs to know what is replaced",
                    "GET it first and send its ETag as If-Match; If-Match: * replaces whatever is there");
        }
        Checked checked = checked(body, id);
        return switch (flows.replace(id, version(ifMatch, current), body.name(), checked.datapathId(), body.flow())) {
            case Outcome.Written(Entry entry) -> settled(flows.read(entry).orElseThrow(() -> missing(id)));
            case Outcome.Conflict _ -> throw changed(id);
            case Outcome.Missing _ -> throw missing(id);
        };
    }

    void delete(String id, String ifMatch) {
        StaticFlow current = found(id);
        switch (flows.delete(id, version(ifMatch == null ? "*" : ifMatch, current))) {
            case Outcome.Written _ -> {}
            case Outcome.Conflict _ -> throw changed(id);
            case Outcome.Missing _ -> throw missing(id);
        }
    }

    private record Checked(long datapathId) {}

    /** Refuses what no switch could take, and what another static flow already is. */
    private Checked checked(Answers.StaticFlowBody body, String ownId) {
        String hint = "send {\"name\": \"web\", \"datapathId\": \"0000000000000001\", \"flow\":"
                + " \"priority=100,in_port=1,actions=output:2\"}";
        if (blank(body.name()) || blank(body.datapathId()) || blank(body.flow())) {
            throw ApiException.badRequest("name, datapathId and flow are all needed", hint);
        }
        if (body.name().length() > MAX_NAME || body.flow().length() > MAX_FLOW) {
            throw ApiException.badRequest("name holds up to " + MAX_NAME + " characters, flow up to " + MAX_FLOW, hint);
        }
        long datapathId;
        FlowMod flowMod;
        try {
            datapathId = DatapathId.parse(body.datapathId());
            flowMod = StaticFlowSyntax.parse(body.flow());
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(
                    e.getMessage(), "flow is what ovs-ofctl -O OpenFlow13 add-flow takes, with actions=... last");
        }
        refuseKept(flowMod);
        FlowDiff.Identity identity = FlowDiff.Identity.of(flowMod);
        for (StaticFlow other : flows.of(datapathId)) {
            if (!other.id().equals(ownId)
                    && identity(other).filter(identity::equals).isPresent()) {
                throw ApiException.conflict(
                        "static flow " + other.id() + " (" + other.name() + ") has the same table, priority and match",
                        "replace it with PUT /v1/static-flows/" + other.id() + ", or give another priority");
            }
        }
        return new Checked(datapathId);
    }

    private void refuseKept(FlowMod flowMod) {
        flows.keeper(flowMod).ifPresent(owner -> {
            throw ApiException.conflict(
                    "the application " + owner.word() + " keeps an entry with this table, priority and match itself",
                    "give another priority or match, or switch the application off (apps." + owner.word() + ")");
        });
    }

    /** Empty for what is stored but no longer is a flow: its own status says so. */
    private static Optional<FlowDiff.Identity> identity(StaticFlow flow) {
        try {
            return Optional.of(FlowDiff.Identity.of(StaticFlowSyntax.parse(flow.flow())));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private Answers.StaticFlow settled(StaticFlow flow) {
        long deadline = System.nanoTime() + ANSWER_AFTER_MS * 1_000_000L;
        while (round(flow) != null
                && StaticFlowRound.status(flow, round(flow)) instanceof StaticFlowStatus.Pending
                && System.nanoTime() < deadline) {
            try {
                Thread.sleep(LOOK_EVERY_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return shown(flow);
    }

    private Answers.StaticFlow shown(StaticFlow flow) {
        StaticFlowStatus status = StaticFlowRound.status(flow, round(flow));
        String reason = switch (status) {
            case StaticFlowStatus.Installed _ -> null;
            case StaticFlowStatus.Pending(String why) -> why;
            case StaticFlowStatus.Refused(String why) -> why;
        };
        return new Answers.StaticFlow(
                flow.id(),
                flow.name(),
                DatapathId.text(flow.datapathId()),
                flow.flow(),
                new Answers.FlowStatus(status.getClass().getSimpleName().toLowerCase(Locale.ROOT), reason),
                etag(flow));
    }

    /** The last round of the flow's switch, at whichever controller is its master. */
    private StaticFlowRound round(StaticFlow flow) {
        String datapathId = DatapathId.text(flow.datapathId());
        for (NodeView node : view.all()) {
            StaticFlowRound round = node.rounds().get(datapathId);
            if (round != null) {
                return round;
            }
        }
        return null;
    }

    private StaticFlow found(String id) {
        if (!id.matches("[0-9a-f]{12}")) {
            throw missing(id);
        }
        return flows.get(id).orElseThrow(() -> missing(id));
    }

    static String etag(StaticFlow flow) {
        return "\"" + flow.version() + "\"";
    }

    private static long version(String ifMatch, StaticFlow current) {
        if (ifMatch.strip().equals("*")) {
            return current.version();
        }
        if (Optional.of(ifMatch)
                .filter(tag -> tag.strip().equals(etag(current)))
                .isEmpty()) {
            throw changed(current.id());
        }
        return current.version();
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private static ApiException missing(String id) {
        return ApiException.notFound("no static flow " + id, "GET /v1/static-flows lists them with their ids");
    }

    private static ApiException changed(String id) {
        return ApiException.changed(
                "static flow " + id + " was changed meanwhile", "GET it again, and send the new ETag as If-Match");
    }
}
