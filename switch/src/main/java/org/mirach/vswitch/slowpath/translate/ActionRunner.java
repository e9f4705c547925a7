package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.flow.KeyLayout;

/**
 * Executes actions on a packet's key. An action that the packet can't take (no such header) is left out, as in Open
 * vSwitch; that the packet lacks the header is then part of what was looked at.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class ActionRunner {
    private static final List<Integer> ANY_CONTROLLER = List.of(0);

    private final Context context;
    private final TableWalk walk;
    private final FieldActions fields;
    private final HeaderActions headers;
    private final Connections connections;
    private final Outputs outputs;
    private final Groups groups;
    private final Branches branches;
    private final Links links;
    private final Learning learning;
    /** The step that stopped everything is not to be done again when the packet comes back. */
    private boolean stepDone;

    ActionRunner(Context context, TableWalk walk) {
        this.context = context;
        this.walk = walk;
        fields = new FieldActions(context);
        headers = new HeaderActions(context);
        connections = new Connections(context, fields);
        outputs = new Outputs(context, walk);
        groups = new Groups(context, walk);
        branches = new Branches(context, walk, fields);
        links = new Links(context, fields, outputs);
        learning = new Learning(context, fields);
    }

    FieldActions fields() {
        return fields;
    }

    Connections connections() {
        return connections;
    }

    boolean takeStepDone() {
        boolean done = stepDone;
        stepDone = false;
        return done;
    }

    /**
     * Executes one action.
     *
     * @param following the steps behind it
     * @param last whether nothing at all follows
     * @return false where the rest of its list is not to be executed
     */
    boolean run(Action action, List<Op> following, boolean last, boolean inBucket) {
        switch (action) {
            case Action.Output to -> outputs.to(to.port(), to.maxLength(), last, inBucket);
            case Action.OutputTruncated to -> outputs.truncated(to.port(), to.maxLength(), inBucket);
            case Action.OutputReg to -> outputs.toRegister(to, fields, last, inBucket);
            case Action.Enqueue to -> outputs.enqueue(to.port(), to.queueId());
            case Action.SetQueue set -> context.edits.queue = set.queueId();
            case Action.PopQueue _ -> {
                if (context.edits.queue != HeaderEdits.NO_QUEUE) {
                    context.step("     -> queue = 0");
                }
                context.edits.queue = HeaderEdits.NO_QUEUE;
            }
            case Action.Controller to -> controller(to, inBucket);
            case Action.Group group -> {
                return groups.execute(group.groupId(), last);
            }
            case Action.Resubmit resubmit ->
                walk.lookup(
                        resubmit.inPort() == PortNo.IN_PORT ? context.inPort() : resubmit.inPort(),
                        resubmit.tableId() == 255 ? context.tableId : resubmit.tableId(),
                        false,
                        resubmit.originalTuple(),
                        last);
            case Action.Ct ct -> connections.track(ct, walk);
            case Action.CtClear _ -> connections.clear();
            case Action.Clone clone -> branches.copy(clone.actions(), last);
            case Action.CheckPacketLarger larger -> {
                branches.byLength(larger, following);
                return false;
            }
            case Action.Exit _ -> context.exited = true;
            case Action.Multipath multipath -> links.multipath(multipath);
            case Action.Bundle bundle -> links.bundle(bundle, last, inBucket);
            case Action.Learn learn -> learning.learn(learn);
            case Action.FinTimeout timeout -> learning.finTimeout(timeout);
            case Action.Conjunction _ -> context.step("     >>>> executing no-op conjunction action");
            case Action.Note _, Action.Sample _, Action.Nat _, Action.Raw _ -> {} // Sample: no collector is configured
            case Action.SetField _,
                    Action.RegLoad _,
                    Action.RegMove _,
                    Action.SetVlanVid _,
                    Action.SetVlanPcp _,
                    Action.SetTpSrc _,
                    Action.SetTpDst _,
                    Action.SetTunnel _,
                    Action.StackPush _,
                    Action.StackPop _,
                    Action.DeleteField _ -> write(action);
            default -> {
                return header(action);
            }
        }
        return true;
    }

    private void write(Action action) {
        switch (action) {
            case Action.SetField set -> fields.set(set.field(), set.value(), set.mask());
            case Action.RegLoad load -> fields.load(load.destination(), FieldValue.of(load.value()));
            case Action.RegMove move -> fields.move(move.source(), move.destination());
            case Action.SetVlanVid set -> fields.setVlan(set.vlanVid() & 0xfff, 0xfff);
            case Action.SetVlanPcp set -> fields.setVlan(set.vlanPcp() << 13, 0xe000);
            case Action.SetTpSrc set -> fields.setPort(Field.TCP_SRC, set.port());
            case Action.SetTpDst set -> fields.setPort(Field.TCP_DST, set.port());
            case Action.SetTunnel set -> context.key[KeyLayout.W_TUNNEL_ID] = set.tunnelId();
            case Action.StackPush push -> fields.push(push.source());
            case Action.StackPop pop -> fields.pop(pop.destination());
            case Action.DeleteField delete -> fields.delete(delete.field());
            default -> throw new IllegalArgumentException("no such write: " + action);
        }
    }

    private boolean header(Action action) {
        switch (action) {
            case Action.PushVlan push -> context.edits.vlans().pushCopy(push.etherType());
            case Action.PopVlan _ -> context.edits.vlans().pop();
            case Action.PushMpls push -> headers.pushMpls(push.etherType());
            case Action.PopMpls pop -> headers.popMpls(pop.etherType());
            case Action.PushPbb push -> headers.pushPbb(push.etherType());
            case Action.PopPbb _ -> headers.popPbb();
            case Action.SetNwTtl set -> headers.setNwTtl(set.ttl());
            case Action.SetMplsTtl set -> headers.setMplsTtl(set.ttl());
            case Action.CopyTtlOut _ -> headers.copyMplsTtl(false);
            case Action.CopyTtlIn _ -> headers.copyMplsTtl(true);
            case Action.Encap encap -> headers.encap(encap);
            case Action.Decap decap -> {
                if (headers.decap(decap.packetType()) && !context.failed) {
                    context.freezer.trigger();
                    stepDone = true;
                }
            }
            case Action.DecNwTtl _ -> {
                return headers.decTtl(ANY_CONTROLLER);
            }
            case Action.DecNwTtlControllers dec -> {
                return headers.decTtl(dec.controllerIds());
            }
            case Action.DecMplsTtl _ -> {
                return headers.decMplsTtl();
            }
            case Action.DecNshTtl _ -> {
                return headers.decNshTtl();
            }
            default -> throw new IllegalArgumentException("no header action: " + action);
        }
        return true;
    }

    private void controller(Action.Controller to, boolean inBucket) {
        if (to.pause()) {
            context.freezer.triggerWithPause(to);
            stepDone = true;
        } else {
            ControllerOutput.send(context, ControllerOutput.cause(context, to.reason(), inBucket), to);
        }
    }
}
