package org.mirach.controller.app;

/**
 * Which application a flow entry belongs to: the upper 16 bits of its cookie say so.
 *
 * <p>No application touches an entry that isn't its own, and none is wiped when a leader changes: the new leader reads
 * what is there under its applications' cookies and writes differences only.
 */
public enum FlowOwner {
    /** The learning switch's table-miss entry and what it learned. */
    LEARNING_SWITCH("learning-switch", 0x4d01),
    /** What brings LLDP frames to the controller. */
    LINK_DISCOVERY("link-discovery", 0x4d02),
    /** What users asked for; the lower 48 bits are the static flow's id. */
    STATIC_FLOWS("static-flows", 0x4d03),
    /** Everybody else: ovs-ofctl, other controllers. */
    OTHER("other", 0);

    /** Selects the owner's bits of a cookie. */
    public static final long MASK = 0xffff_0000_0000_0000L;

    private final String word;
    private final long prefix;

    FlowOwner(String word, int prefix) {
        this.word = word;
        this.prefix = (long) prefix << 48;
    }

    /** The owner as REST and the command line spell it. */
    public String word() {
        return word;
    }

    /** A cookie of this owner; {@code detail} is the lower 48 bits. */
    public long cookie(long detail) {
        return prefix | detail & ~MASK;
    }

    /** The lower 48 bits of a cookie. */
    public static long detail(long cookie) {
        return cookie & ~MASK;
    }

    /** Whose entry has this cookie. */
    public static FlowOwner of(long cookie) {
        for (FlowOwner owner : values()) {
            if (owner != OTHER && owner.prefix == (cookie & MASK)) {
                return owner;
            }
        }
        return OTHER;
    }
}
