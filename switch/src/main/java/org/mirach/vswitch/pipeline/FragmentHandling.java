package org.mirach.vswitch.pipeline;

/** What becomes of IP fragments (OFPC_FRAG_*; Nicira's nx-match). */
public enum FragmentHandling {
    /** They are matched as if they had no transport header. */
    NORMAL(0),
    /** They are dropped. */
    DROP(1),
    /** A first fragment is matched by its transport header, a later one without. */
    NX_MATCH(3);

    private final int number;

    FragmentHandling(int number) {
        this.number = number;
    }

    /** On the wire. */
    public int number() {
        return number;
    }

    /** The one of that number, or null: nothing reassembles fragments here. */
    public static FragmentHandling of(int number) {
        for (FragmentHandling handling : values()) {
            if (handling.number == number) {
                return handling;
            }
        }
        return null;
    }
}
