package org.mirach.vswitch.conntrack;

/** What a packet means for the connection that it belongs to. */
enum Verdict {
    /** It belongs, and both ends have spoken. */
    VALID,
    /** It belongs, and the other end has not answered yet. */
    VALID_NEW,
    /** It opens the connection anew: the old one is over. */
    NEW,
    /** It does not belong. */
    INVALID
}
