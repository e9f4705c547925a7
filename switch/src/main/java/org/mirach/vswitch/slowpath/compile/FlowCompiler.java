package org.mirach.vswitch.slowpath.compile;

import java.util.List;
import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.DatapathAction.SlowPathReason;
import org.mirach.vswitch.slowpath.translate.Translation;

/** Translations as the engine runs them. A flow whose packets a controller wants goes to the slow path, all of it. */
public final class FlowCompiler {
    private FlowCompiler() {}

    /** What the engine runs for {@code translation}. */
    public static CompiledFlow compile(Translation translation) {
        return CompiledFlow.of(
                toSlowPath(translation)
                        ? List.of(new DatapathAction.ToSlowPath(SlowPathReason.CONTROLLER))
                        : translation.actions());
    }

    /** Whether each packet comes to the slow path. */
    public static boolean toSlowPath(Translation translation) {
        return !translation.packetIns().isEmpty();
    }
}
