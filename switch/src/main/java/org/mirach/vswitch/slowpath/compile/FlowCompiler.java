package org.mirach.vswitch.slowpath.compile;

import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.slowpath.translate.Translation;

/** Translations as the engine runs them. */
public final class FlowCompiler {
    private FlowCompiler() {}

    /** What the engine runs for {@code translation}. */
    public static CompiledFlow compile(Translation translation) {
        return CompiledFlow.of(translation.actions());
    }
}
