package org.mirach.openflow.codec;

import java.util.List;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.Match;

/** Whether actions make sense for what is matched; for those that have neither from a message. Stateless. */
public final class Consistency {
    private Consistency() {}

    /** Why OpenFlow 1.3 refuses these actions behind this match, or null. */
    public static OfError refusal(Match match, List<Action> actions) {
        try {
            new ActionCheck(match, false, 0).checkActions(actions);
            return null;
        } catch (OpenFlowException e) {
            return e.error();
        }
    }
}
