package org.mirach.vswitch.slowpath.translate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.FlowModCommand;
import org.mirach.openflow.model.FlowModFlags;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.LearnSpec;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.FlowChange;
import org.mirach.vswitch.pipeline.match.FieldSlot;
import org.mirach.vswitch.pipeline.match.MaskShape;
import org.mirach.vswitch.pipeline.match.MaskedKey;
import org.mirach.vswitch.pipeline.match.MatchCompiler;
import org.mirach.vswitch.pipeline.table.FlowTable;

/**
 * learn and fin_timeout: what the packet changes in the tables. Nothing is changed here: the translation says what to
 * change, and each packet that it is for asks for it again, which keeps a learned entry from expiring.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class Learning {
    private final Context context;
    private final FieldActions fields;

    Learning(Context context, FieldActions fields) {
        this.context = context;
        this.fields = fields;
    }

    void learn(Action.Learn learn) {
        FlowChange change = change(learn);
        context.step("     >> suppressing side effects, so learn action ignored"); // only traces are told
        context.effects.add(new Translation.Effect.LearnFlow(change, learn.limit()));
        boolean room = learn.limit() == 0 || roomFor(change, learn.limit());
        if ((learn.flags() & Action.Learn.WRITE_RESULT) != 0
                && learn.resultDestination().isPresent()) {
            fields.loadAndTell(learn.resultDestination().get(), FieldValue.of(room ? 1 : 0));
        }
        if (!room) {
            context.effects.removeLast();
            context.detail(() -> "Limit exceeded, learn failed");
        }
    }

    /** Whether the entry is there already, or fewer than {@code limit} of its table have its cookie. */
    private boolean roomFor(FlowChange change, int limit) {
        FlowTable table = context.view.tables()[change.tableId()];
        context.watched.add(table);
        if (MatchCompiler.check(change.match()) != null) {
            return true;
        }
        MaskedKey key = MatchCompiler.compile(change.match());
        long version = context.view.version();
        if (table.classifier().findExact(version, key, change.priority()) != null) {
            return true;
        }
        long cookie = change.newCookie().orElse(0);
        int[] count = new int[1];
        table.classifier().forEach(version, entry -> count[0] += entry.cookie() == cookie ? 1 : 0);
        return count[0] < limit;
    }

    private FlowChange change(Action.Learn learn) {
        long[] value = new long[KeyLayout.WORDS];
        long[] mask = new long[KeyLayout.WORDS];
        List<Action> actions = new ArrayList<>();
        if ((learn.finIdleTimeout() | learn.finHardTimeout()) != 0) {
            actions.add(new Action.FinTimeout(learn.finIdleTimeout(), learn.finHardTimeout()));
        }
        for (LearnSpec spec : learn.specs()) {
            switch (spec) {
                case LearnSpec.MatchValue each -> addMatch(value, mask, each.destination(), each.value());
                case LearnSpec.MatchField each -> addMatch(value, mask, each.destination(), fields.read(each.source()));
                case LearnSpec.LoadValue each -> actions.add(load(each.destination(), each.value()));
                case LearnSpec.LoadField each -> actions.add(load(each.destination(), fields.read(each.source())));
                case LearnSpec.Output each -> {
                    int port = (int) fields.read(each.source()).lo();
                    actions.add(new Action.Output(each.source().bits() <= 16 ? PortNo.fromOf10(port) : port));
                }
            }
        }
        MaskShape shape = MaskShape.of(mask);
        return new FlowChange(
                FlowModCommand.MODIFY_STRICT,
                learn.tableId(),
                learn.priority(),
                MatchCompiler.toMatch(new MaskedKey(shape, shape.compact(value))),
                actions.isEmpty() ? List.of() : List.of(new Instruction.ApplyActions(actions)),
                0,
                0,
                OptionalLong.of(learn.cookie()),
                true,
                learn.idleTimeout(),
                learn.hardTimeout(),
                0,
                PortNo.ANY,
                PortNo.GROUP_ANY,
                (learn.flags() & Action.Learn.SEND_FLOW_REM) != 0 ? FlowModFlags.SEND_FLOW_REM : 0,
                false);
    }

    /** Bits of one field may come in several parts. */
    private static void addMatch(long[] value, long[] mask, Subfield to, FieldValue bits) {
        if (to.equals(Subfield.whole(Field.IN_PORT16))) { // the port of later versions, of which all bits count
            FieldValue port = FieldValue.of(PortNo.fromOf10((int) bits.lo() & 0xffff) & 0xffffffffL);
            addMatch(value, mask, Subfield.whole(Field.IN_PORT), port);
            return;
        }
        FieldSlot slot = FieldSlot.of(to.field());
        if (slot != null) {
            FieldValue ones = FieldValue.ones(to.bits());
            FieldValue place = FieldActions.shifted(ones, to.offset());
            slot.put(value, FieldActions.shifted(bits.and(ones), to.offset()), place);
            slot.put(mask, place, place);
        }
    }

    private static Action load(Subfield to, FieldValue value) {
        FieldValue ones = FieldValue.ones(to.bits());
        return to.bits() <= 64
                ? new Action.RegLoad(to, value.and(ones).lo())
                : new Action.SetField(
                        to.field(),
                        FieldActions.shifted(value.and(ones), to.offset()),
                        FieldActions.shifted(ones, to.offset()));
    }

    void finTimeout(Action.FinTimeout timeout) {
        context.lookedAt[KeyLayout.W_IP] |= 0xffL << 24;
        if (context.entry != null) {
            context.effects.add(
                    new Translation.Effect.FinTimeout(context.entry, timeout.idleTimeout(), timeout.hardTimeout()));
        }
    }
}
