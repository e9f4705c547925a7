package org.mirach.vswitch.pipeline;

import java.util.List;
import org.mirach.openflow.model.Instruction;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.match.MaskedKey;
import org.mirach.vswitch.pipeline.match.MatchCompiler;
import org.mirach.vswitch.pipeline.table.FlowEntry;

/** Whether a {@link FlowFilter} lets an entry pass, worked out once for many entries. Immutable. */
public final class FlowSelector {
    private final FlowFilter filter;
    /** Null where no entry can match on what the filter names. */
    private final MaskedKey key;

    public FlowSelector(FlowFilter filter) {
        this.filter = filter;
        key = MatchCompiler.check(filter.match()) == null ? MatchCompiler.compile(filter.match()) : null;
    }

    public FlowFilter filter() {
        return filter;
    }

    /** @param before instructions that count too where they name the output, such as an entry's old ones; or null */
    public boolean selects(FlowEntry entry, List<Instruction> before) {
        return key != null
                && !entry.hidden()
                && (filter.tableId() == PipelineView.ALL_TABLES || filter.tableId() == entry.tableId())
                && ((entry.cookie() ^ filter.cookie()) & filter.cookieMask()) == 0
                && key.covers(entry.key())
                && ActionTargets.outputsTo(entry.instructions(), PortNo.ANY, filter.outGroup())
                && (ActionTargets.outputsTo(entry.instructions(), filter.outPort(), PortNo.GROUP_ANY)
                        || before != null && ActionTargets.outputsTo(before, filter.outPort(), PortNo.GROUP_ANY));
    }
}
