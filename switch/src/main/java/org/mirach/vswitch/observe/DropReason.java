package org.mirach.vswitch.observe;

/**
 * Why a packet did not go on. Every drop in the switch is one of these, and counts as such; each has one sentence for
 * the operator. The names are stable: they show up in statistics, trace and metrics.
 */
public enum DropReason {
    TRUNCATED_ETHERNET("The frame is shorter than an Ethernet header."),
    TRUNCATED_VLAN("The frame ends inside a VLAN tag."),
    RX_LOST("The device had a packet and the port no room for it: no free frame, its ring full, or too long."),
    FRAME_TOO_LONG(
            "The frame is longer than a buffer of the switch: lower the sender's MTU or raise engine.frame-size."),
    NO_FRAME_BUFFER("No free frame buffer: raise engine.frame-count."),
    MISS_QUEUE_FULL("The port's share of the miss queue is full: the slow path can't keep up with new flows."),
    INJECT_QUEUE_FULL("The engine's inbox is full: packet-outs or re-injected packets come too fast."),
    FLOW_ACTION_DROP("The flow's actions send it nowhere, as its rules say."),
    TABLE_MISS("No flow entry matched, and the table's miss behaviour is to drop."),
    CONTROLLER_UNREACHABLE("It was for the controller, and none is connected that wants it."),
    CONTROLLER_QUEUE_FULL("It was for the controller, whose connection is not taking more."),
    OUTPUT_PORT_GONE("The output port does not exist (any more)."),
    OUTPUT_PORT_DOWN("The output port is down, by its link or by configuration."),
    OUTPUT_PORT_NO_FWD("The output port is configured no-forward."),
    INPUT_PORT_NO_RECV("The input port is configured no-receive."),
    INPUT_PORT_GONE("The port that it came in by was removed meanwhile."),
    OUTPUT_EXCEEDS_MTU("The packet is longer than the output port's MTU."),
    TX_QUEUE_FULL("The output port's ring stayed full."),
    OUTPUT_QUEUE_FULL("The output queue's buffer is full: more comes than its max-rate lets go."),
    TX_ERROR("The kernel refused the output."),
    TTL_EXPIRED("The TTL or hop limit ran out at dec_ttl."),
    TOO_MANY_RESUBMITS("The pipeline took too many steps: a loop in the flow tables."),
    NO_HEADROOM("The frame's buffer has no room for the header that an action adds: raise engine.frame-size."),
    UNKNOWN_INNER_PACKET("The packet inside an NSH header is of a kind that nobody knows."),
    NOT_ETHERNET("The packet has no Ethernet header, and the output port sends nothing else."),
    TOO_MANY_RECIRCULATIONS("The packet was looked up again too often: a loop of recirculations."),
    TOO_DEEP("The packet's actions are nested too deeply: clones or samples within each other."),
    METER("It exceeded the rate of a meter's drop band."),
    UNSUPPORTED_ACTION("The packet can't take that action."),
    RECIRCULATION_FULL("It has to be looked up again, and too many others of other kinds have, in the last seconds."),
    RECIRCULATION_UNKNOWN("It was to go on where its first pass left off, which the switch no longer knows."),
    TOO_MANY_LABELS("It has, or would get, more MPLS labels than the three that the pipeline sees."),
    UNSUPPORTED_PACKET_TYPE("encap or decap does not fit what the packet starts with."),
    FRAGMENT("It is a fragment of an IP packet, and the switch is told to drop those (set-frags)."),
    STACK_TOO_DEEP("The pipeline's stack holds more than 64 KB."),
    BAD_HEADER("A header's length field points outside the packet."),
    RESERVED_MULTICAST("A link-local multicast (IEEE 802.1D) frame that no bridge may forward.");

    private final String sentence;

    DropReason(String sentence) {
        this.sentence = sentence;
    }

    /** What happened, and where it helps, what to do; one sentence. */
    public String sentence() {
        return sentence;
    }
}
