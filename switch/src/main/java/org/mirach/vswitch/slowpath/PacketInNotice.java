package org.mirach.vswitch.slowpath;

/**
 * A packet for the controllers. Immutable; {@code packet} is the receiver's to keep, and nobody writes to it.
 *
 * @param tableId table of the entry that sent it, or in which no entry matched
 * @param cookie of that entry; all ones where none matched
 * @param maxLength octets that the controller asked for; 0xffff for all
 * @param controllerId who shall get it: 0 unless the action named one
 * @param inPort where the packet came in
 * @param metadata the pipeline's metadata at that point
 * @param packet all of it, with the edits made so far
 */
public record PacketInNotice(
        Cause cause,
        int tableId,
        long cookie,
        int maxLength,
        int controllerId,
        int inPort,
        long metadata,
        byte[] packet) {
    /** Why. */
    public enum Cause {
        /** No entry matched. OFPR_NO_MATCH; its length is the connection's miss_send_len. */
        IMPLICIT_MISS,
        /** The table-miss entry sent it: OFPR_NO_MATCH from OpenFlow 1.3 on, OFPR_ACTION before. */
        EXPLICIT_MISS,
        /** An output to the controller. OFPR_ACTION. */
        ACTION,
        /** From the action set, or a packet-out: OFPR_ACTION before OpenFlow 1.4. */
        ACTION_SET,
        PACKET_OUT,
        /** dec_ttl at TTL 0 or 1: OFPR_INVALID_TTL, and only to those that asked for it. */
        INVALID_TTL
    }
}
