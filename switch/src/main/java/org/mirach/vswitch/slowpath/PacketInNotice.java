package org.mirach.vswitch.slowpath;

import org.mirach.openflow.model.Bytes;
import org.mirach.openflow.model.Match;
import org.mirach.vswitch.flow.FlowKey;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.flow.PacketInSpec;

/**
 * A packet for the controllers. Immutable; {@code packet} is the receiver's to keep, and nobody writes to it.
 *
 * @param reason OFPR_* (OpenFlow 1.4's numbers), or one that the controller action chose
 * @param tableId table of the entry that sent it, or in which no entry matched
 * @param cookie of that entry; all ones where none matched
 * @param maxLength octets that the controller asked for; 0xffff for all
 * @param controllerId who shall get it: 0 unless the action named one
 * @param userdata of the controller action
 * @param continuation id of the state that NXT_RESUME goes on with, or 0
 * @param key the packet's fields beside its bytes, as they were at that point: in_port, tunnel, metadata, registers, ct
 * @param packet all of it, with the edits made so far
 */
public record PacketInNotice(
        Cause cause,
        int reason,
        int tableId,
        long cookie,
        int maxLength,
        int controllerId,
        Bytes userdata,
        int continuation,
        FlowKey key,
        byte[] packet) {
    private static final Cause[] CAUSES = Cause.values();

    /** Why. */
    public enum Cause {
        /** No entry matched. OFPR_NO_MATCH; its length is the connection's miss_send_len. */
        IMPLICIT_MISS(0),
        /** The table-miss entry sent it: OFPR_NO_MATCH from OpenFlow 1.3 on, OFPR_ACTION before. */
        EXPLICIT_MISS(0),
        /** An output to the controller. OFPR_ACTION, or what the controller action says. */
        ACTION(1),
        /** From the action set, a group or a packet-out: OFPR_ACTION before OpenFlow 1.4. */
        ACTION_SET(3),
        GROUP(4),
        PACKET_OUT(5),
        /** dec_ttl at TTL 0 or 1: OFPR_INVALID_TTL, and only to those that asked for it. */
        INVALID_TTL(2);

        private final int reason;

        Cause(int reason) {
            this.reason = reason;
        }

        /** OpenFlow 1.4's number. */
        public int reason() {
            return reason;
        }
    }

    /** Without all that OpenFlow 1.0 does not know. */
    public PacketInNotice(
            Cause cause,
            int tableId,
            long cookie,
            int maxLength,
            int controllerId,
            int inPort,
            long metadata,
            byte[] packet) {
        this(
                cause,
                cause.reason(),
                tableId,
                cookie,
                maxLength,
                controllerId,
                Bytes.EMPTY,
                0,
                key(inPort, metadata),
                packet);
    }

    /** What {@code spec} says of a packet whose key, as it was in the engine at that point, is {@code packetKey}. */
    public static PacketInNotice of(PacketInSpec spec, FlowKey packetKey, byte[] packet) {
        return new PacketInNotice(
                CAUSES[spec.cause()],
                spec.reason(),
                spec.tableId(),
                spec.cookie(),
                spec.maxLength(),
                spec.controllerId(),
                Bytes.wrap(spec.userdata()),
                spec.continuation(),
                PipelineWords.restore(spec.pipeline(), packetKey),
                packet);
    }

    private static FlowKey key(int inPort, long metadata) {
        long[] words = new long[KeyLayout.WORDS];
        words[KeyLayout.W_IN_PORT] = (long) inPort << 32;
        words[KeyLayout.W_METADATA] = metadata;
        return FlowKey.copyOf(words);
    }

    public int inPort() {
        return key.inPort();
    }

    public long metadata() {
        return key.word(KeyLayout.W_METADATA);
    }

    /** The match of a packet_in: what of the key is not the packet's bytes, as far as it is not zero; in_port always. */
    public Match match() {
        return PacketInMatch.of(key);
    }
}
