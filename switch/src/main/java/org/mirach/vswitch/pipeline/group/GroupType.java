package org.mirach.vswitch.pipeline.group;

/** Which buckets of a group are executed (OpenFlow 1.3.5, 5.6.1). The ordinals are the wire's numbers. */
public enum GroupType {
    /** Every bucket, each with a copy of the packet. */
    ALL,
    /** One bucket, chosen by the packet's hash and the buckets' weights. */
    SELECT,
    /** The only bucket. */
    INDIRECT,
    /** The first bucket that is alive. */
    FAST_FAILOVER;

    private static final GroupType[] BY_NUMBER = values();

    /** The type of that number on the wire, or null. */
    public static GroupType of(int number) {
        return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : null;
    }
}
