package org.mirach.vswitch.pipeline;

import java.util.List;
import java.util.Optional;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.LearnSpec;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/** Whether flow entries match on a field or name it in their actions. Stateless. */
final class FieldUse {
    private FieldUse() {}

    static boolean in(FlowEntry entry, Field field) {
        return entry.match().has(field) || ActionTargets.any(entry.instructions(), action -> names(action, field));
    }

    private static boolean names(Action action, Field field) {
        return switch (action) {
            case Action.SetField set -> set.field() == field;
            case Action.RegLoad load -> of(load.destination(), field);
            case Action.RegMove move -> of(move.source(), field) || of(move.destination(), field);
            case Action.OutputReg output -> of(output.source(), field);
            case Action.StackPush push -> of(push.source(), field);
            case Action.StackPop pop -> of(pop.destination(), field);
            case Action.Multipath multipath -> of(multipath.destination(), field);
            case Action.Bundle bundle -> of(bundle.destination(), field);
            case Action.CheckPacketLarger check -> of(check.destination(), field);
            case Action.DeleteField delete -> delete.field() == field;
            case Action.Ct ct -> of(ct.zoneSource(), field);
            case Action.Learn learn -> of(learn.resultDestination(), field) || any(learn.specs(), field);
            default -> false; // no other action names a field
        };
    }

    private static boolean any(List<LearnSpec> specs, Field field) {
        return specs.stream().anyMatch(spec -> switch (spec) {
            case LearnSpec.MatchValue value -> of(value.destination(), field);
            case LearnSpec.MatchField copy -> of(copy.source(), field) || of(copy.destination(), field);
            case LearnSpec.LoadValue value -> of(value.destination(), field);
            case LearnSpec.LoadField copy -> of(copy.source(), field) || of(copy.destination(), field);
            case LearnSpec.Output output -> of(output.source(), field);
        });
    }

    private static boolean of(Subfield subfield, Field field) {
        return subfield.field() == field;
    }

    private static boolean of(Optional<Subfield> subfield, Field field) {
        return subfield.isPresent() && of(subfield.get(), field);
    }
}
