package org.mirach.openflow.model;

import java.util.List;
import java.util.Optional;
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

    /**
     * Nicira: looks up again in a table, as if from {@code inPort}; {@link PortNo#IN_PORT} and 255 say "the same".
     *
     * @param originalTuple whether the lookup sees the addresses and ports of the connection's original direction
     */
    record Resubmit(int inPort, int tableId, boolean originalTuple) implements Action {
        /** With the packet's own addresses. */
        public Resubmit(int inPort, int tableId) {
            this(inPort, tableId, false);
        }
    }

    /** Nicira: writes a constant to some bits of a field. */
    record RegLoad(Subfield destination, long value) implements Action {}

    /** Nicira: copies bits from one field to another. */
    record RegMove(Subfield source, Subfield destination) implements Action {}

    /** Nicira: outputs to the port whose number the bits hold. */
    record OutputReg(Subfield source, int maxLength) implements Action {}

    /**
     * Nicira: packet_in with a reason of its own, to the controllers with that id.
     *
     * @param pause    the packet stops here, and goes on when the controller sends it back (NXT_RESUME)
     * @param userdata handed to the controller; only NXT_PACKET_IN2 carries it
     * @param meterId  meter that limits these packet_ins, or 0
     */
    record Controller(int maxLength, int controllerId, int reason, boolean pause, Bytes userdata, int meterId)
            implements Action {
        public Controller(int maxLength, int controllerId, int reason) {
            this(maxLength, controllerId, reason, false, Bytes.EMPTY, 0);
        }
    }

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

    /** Nicira: output of at most {@code maxLength} octets of the packet. */
    record OutputTruncated(int port, int maxLength) implements Action {}

    /** Nicira: the tunnel id, as set_tunnel; {@code wide} is set_tunnel64's form. */
    record SetTunnel(long tunnelId, boolean wide) implements Action {}

    /** Nicira: adds, or refreshes, a flow entry made from this packet. */
    record Learn(
            int tableId,
            int priority,
            int idleTimeout,
            int hardTimeout,
            int finIdleTimeout,
            int finHardTimeout,
            long cookie,
            int flags,
            int limit,
            Optional<Subfield> resultDestination,
            List<LearnSpec> specs)
            implements Action {
        /** Bits of {@code flags}, as on the wire (NX_LEARN_F_*). */
        public static final int SEND_FLOW_REM = 1;

        public static final int DELETE_LEARNED = 2;
        public static final int WRITE_RESULT = 4;

        public Learn {
            specs = List.copyOf(specs);
        }
    }

    /** Nicira: clause {@code clause} (from 0) of {@code clauseCount} of conjunction {@code id}. */
    record Conjunction(long id, int clause, int clauseCount) implements Action {}

    /**
     * Nicira: sends the packet through the connection tracker.
     *
     * @param flags      {@link #COMMIT}, {@link #FORCE}
     * @param zoneSource bits that hold the zone, or empty where {@code zone} is it
     * @param tableId    where the tracked packet goes on, or {@link #NO_TABLE}
     * @param algPort    port of the application's helper: 0 none, 21 FTP, 69 TFTP
     * @param actions    {@link Nat} and set-fields of ct_mark and ct_label, as exec(...) has them
     */
    record Ct(int flags, Optional<Subfield> zoneSource, int zone, int tableId, int algPort, List<Action> actions)
            implements Action {
        public static final int COMMIT = 1;
        public static final int FORCE = 2;
        public static final int NO_TABLE = 255;

        public Ct {
            actions = List.copyOf(actions);
        }
    }

    /** Nicira: forgets what the connection tracker said of the packet. */
    record CtClear() implements Action {}

    /**
     * Nicira: translates addresses; within {@link Ct} only.
     *
     * @param flags bits as on the wire (NX_NAT_F_*): 1 source, 2 destination, 4 persistent, 8 hash, 16 random
     * @param min   lowest address: IPv4 in the low 32 bits where {@code ipv6} is not set; zero where none is given
     * @param portMin lowest port, 0 where none is given
     */
    record Nat(int flags, boolean ipv6, FieldValue min, FieldValue max, int portMin, int portMax) implements Action {
        public static final int SRC = 1;
        public static final int DST = 2;
        public static final int PERSISTENT = 4;
        public static final int PROTO_HASH = 8;
        public static final int PROTO_RANDOM = 16;
    }

    /** Nicira: writes the number of a link, chosen by the packet's hash, to some bits. {@code algorithm}: NX_MP_ALG_*. */
    record Multipath(HashFields fields, int basis, int algorithm, int linkCount, int argument, Subfield destination)
            implements Action {}

    /**
     * Nicira: chooses a port by the packet's hash or by liveness.
     *
     * @param algorithm   0 active_backup, 1 hrw
     * @param destination where the port's number is written (bundle_load), or empty to output there (bundle)
     */
    record Bundle(int algorithm, HashFields fields, int basis, List<Integer> members, Optional<Subfield> destination)
            implements Action {
        public Bundle {
            members = List.copyOf(members);
        }
    }

    /** Nicira: push(...) of bits onto the pipeline's stack. */
    record StackPush(Subfield source) implements Action {}

    /** Nicira: pop(...) of bits from the pipeline's stack. */
    record StackPop(Subfield destination) implements Action {}

    /** Nicira: does these actions to a copy of the packet; what they change is forgotten. */
    record Clone(List<Action> actions) implements Action {
        public Clone {
            actions = List.copyOf(actions);
        }
    }

    /** Nicira: writes to one bit whether the packet is longer than {@code length} octets. */
    record CheckPacketLarger(int length, Subfield destination) implements Action {}

    /** Nicira: cuts the entry's timeouts when a TCP FIN or RST passes. */
    record FinTimeout(int idleTimeout, int hardTimeout) implements Action {}

    /**
     * Nicira: samples packets for IPFIX.
     *
     * @param direction 0 default, 1 ingress, 2 egress
     */
    record Sample(int probability, long collectorSetId, long domainId, long pointId, int samplingPort, int direction)
            implements Action {}

    /** Nicira: encap(...): adds a header of packet type {@code namespace << 16 | type}. */
    record Encap(int packetType, List<EncapProperty> properties) implements Action {
        public Encap {
            properties = List.copyOf(properties);
        }
    }

    /** One property of {@link Encap} (NSH's md_type and TLVs). */
    record EncapProperty(int propertyClass, int type, Bytes data) {}

    /** Nicira: decap(): removes the outermost header; {@code packetType} of what is inside, or 0x1fffe to infer it. */
    record Decap(int packetType) implements Action {}

    /** Nicira: dec_nsh_ttl. */
    record DecNshTtl() implements Action {}

    /** Nicira: removes a tunnel option. */
    record DeleteField(Field field) implements Action {}

    /** An action that this library does not know, as it came: type and everything after the length. Lenient only. */
    record Raw(int type, Bytes body) implements Action {}
}
