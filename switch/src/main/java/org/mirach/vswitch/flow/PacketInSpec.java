package org.mirach.vswitch.flow;

import java.util.Arrays;

/**
 * What a packet_in says beside the packet. Immutable: nobody writes to the arrays.
 *
 * @param reason       OFPR_*
 * @param cause        what sent it: see {@code slowpath.PacketInNotice.Cause}
 * @param cookie       of the entry that sent it, all ones where there is none
 * @param maxLength    of the packet's bytes to send
 * @param pipeline     words of the key that the controller is told: the pipeline zone as it was
 * @param continuation recirc_id of the state that NXT_RESUME goes on with, or 0
 */
public record PacketInSpec(
        int reason,
        int cause,
        int tableId,
        long cookie,
        int maxLength,
        int controllerId,
        byte[] userdata,
        int meterId,
        long[] pipeline,
        int continuation) {
    @Override
    public boolean equals(Object other) {
        return other instanceof PacketInSpec spec
                && reason == spec.reason
                && cause == spec.cause
                && tableId == spec.tableId
                && cookie == spec.cookie
                && maxLength == spec.maxLength
                && controllerId == spec.controllerId
                && meterId == spec.meterId
                && continuation == spec.continuation
                && Arrays.equals(userdata, spec.userdata)
                && Arrays.equals(pipeline, spec.pipeline);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * cookie + tableId) + Arrays.hashCode(pipeline);
    }
}
