package org.mirach.vswitch.pipeline;

import java.util.function.Function;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;

/**
 * One thread's way to look at the pipeline. While {@link #read} runs, nothing that its view can see is reclaimed, and
 * {@link Pipeline#oldestReader()} tells the writer how far behind it is.
 *
 * <p><b>Threads:</b> one, the one that asked for it with {@link Pipeline#newReader()}.
 */
@RunsOn(Role.ANY)
public final class PipelineReader {
    static final long IDLE = Long.MAX_VALUE;

    private final Pipeline pipeline;
    /** Version in use, or {@link #IDLE}. Written by this reader, read by the pipeline's writer. */
    private volatile long active = IDLE;

    PipelineReader(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** Calls {@code work} with the newest published version. Keep it short; don't nest. */
    public <T> T read(Function<PipelineView, T> work) {
        PipelineView view = pipeline.view();
        active = view.version();
        // A version published between the two lines may already have been cleaned up behind us: look again.
        for (PipelineView newest = pipeline.view(); newest != view; newest = pipeline.view()) {
            view = newest;
            active = view.version();
        }
        try {
            return work.apply(view);
        } finally {
            active = IDLE;
        }
    }

    long active() {
        return active;
    }
}
