package org.mirach.openflow.model;

import java.util.List;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;

/**
 * What happens to a packet (OpenFlow 1.3.5, 5.12 and 7.2.5; OpenFlow 1.0, 5.2.4; ovs-actions(7)). OpenFlow 1.0's field
 * actions are {@link SetField}, except those that mean something else than set-field. Immutable.
 */
public sealed interface Action {
    /** Sends to a port ({@link PortNo}); {@code maxLength} counts for {@link PortNo#CONTROLLER} only. */
    record Output(int port, int maxLength) implements Action {
        /** To a port that is not the controller. */
        public Output(int port) {
            this(port, 0);
        }
    }

    /** OpenFlow 1.0's output to a port through one of its queues. */
    record Enqueue(int port, int queueId) implements Action {}

    record Group(int groupId) implements Action {}

    record SetQueue(int queueId) implements Action {}

    /** Writes the bits of {@code mask}; an exact mask is the standard action, another is Nicira's reg_load. */
    record SetField(Field field, FieldValue value, FieldValue mask) implements Action {
        /** Writes a whole field of at most 64 bits. */
        public SetField(Field field, long value) {
            this(field, FieldValue.of(value), field.fullMask());
        }
    }

    /** OpenFlow 1.0: sets the VLAN id (12 bits), and pushes a tag where there is none. */
    record SetVlanVid(int vlanVid) implements Action {}

    /** OpenFlow 1.0: sets the VLAN priority, and pushes a tag where there is none. */
    record SetVlanPcp(int vlanPcp) implements Action {}

    /** OpenFlow 1.0: the source port of whichever transport the packet has. */
    record SetTpSrc(int port) implements Action {}

    /** OpenFlow 1.0: the destination port of whichever transport the packet has. */
    record SetTpDst(int port) implements Action {}

    record PushVlan(int etherType) implements Action {}

    /** Also OpenFlow 1.0's strip_vlan, which leaves a frame without a tag alone. */
    record PopVlan() implements Action {}

    record PushMpls(int etherType) implements Action {}

    record PopMpls(int etherType) implements Action {}

    record PushPbb(int etherType) implements Action {}

    record PopPbb() implements Action {}

    record SetNwTtl(int ttl) implements Action {}

    record DecNwTtl() implements Action {}

    record SetMplsTtl(int ttl) implements Action {}

    record DecMplsTtl() implements Action {}

    record CopyTtlOut() implements Action {}

    record CopyTtlIn() implements Action {}

    /** Nicira: looks up again in a table, as if from {@code inPort}; {@link PortNo#IN_PORT} and 255 say "the same". */
    record Resubmit(int inPort, int tableId) implements Action {}

    /** Nicira: writes a constant to some bits of a field. */
    record RegLoad(Subfield destination, long value) implements Action {}

    /** Nicira: copies bits from one field to another. */
    record RegMove(Subfield source, Subfield destination) implements Action {}

    /** Nicira: outputs to the port whose number the bits hold. */
    record OutputReg(Subfield source, int maxLength) implements Action {}

    /** Nicira: packet_in with a reason of its own, to the controllers with that id. */
    record Controller(int maxLength, int controllerId, int reason) implements Action {}

    /** Nicira: dec_ttl that on an expired TTL tells these controllers. */
    record DecNwTtlControllers(List<Integer> controllerIds) implements Action {
        public DecNwTtlControllers {
            controllerIds = List.copyOf(controllerIds);
        }
    }

    /** Nicira: back to the port's default queue. */
    record PopQueue() implements Action {}

    /** Nicira: a comment. */
    record Note(Bytes data) implements Action {}

    /** Nicira: ends the processing of the packet. */
    record Exit() implements Action {}

    /** An action that this library does not know, as it came: type and everything after the length. Lenient only. */
    record Raw(int type, Bytes body) implements Action {}
}
