package org.mirach.vswitch.agent.handler;

import org.mirach.openflow.error.OpenFlowException;
import org.mirach.vswitch.pipeline.FlowModResult;

/** What the pipeline refuses, as the error that the connection answers with. Stateless. */
final class Refusals {
    private Refusals() {}

    static void check(FlowModResult result) throws OpenFlowException {
        if (result instanceof FlowModResult.Refused refused) {
            throw new OpenFlowException(refused.error(), refused.reason());
        }
    }
}
