package org.mirach.vswitch.fastpath.execute;

import java.util.List;
import org.mirach.vswitch.flow.DatapathAction;

/**
 * The actions of one cached flow, in the form that the engine runs. Immutable; made off the packet path.
 *
 * <p>{@code singleOutput} is the common case kept at hand: the port that the packet goes to unchanged, or -1.
 */
public record CompiledFlow(List<DatapathAction> actions, int singleOutput, boolean toSlowPath) {
    /** Works out the form of {@code actions}. */
    public static CompiledFlow of(List<DatapathAction> actions) {
        List<DatapathAction> list = List.copyOf(actions);
        int single = list.size() == 1 && list.getFirst() instanceof DatapathAction.Output out ? out.portNo() : -1;
        boolean slow = list.size() == 1 && list.getFirst() instanceof DatapathAction.ToSlowPath;
        return new CompiledFlow(list, single, slow);
    }
}
