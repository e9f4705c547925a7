package org.mirach.vswitch.pipeline.group;

import java.util.List;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PortNo;

/**
 * One set of actions of a group. Immutable but for what {@code traffic} counts.
 *
 * @param bucketId unique in its group; OpenFlow 1.3 does not see it
 * @param weight share of a select group's packets; 0: none
 * @param watchPort the bucket is alive while this port is; {@link PortNo#ANY} for none
 * @param watchGroup the bucket is alive while some bucket of this group is; {@link PortNo#GROUP_ANY} for none
 * @param traffic the packets that took this bucket
 */
public record Bucket(
        int bucketId, int weight, int watchPort, int watchGroup, List<Action> actions, TrafficCounter traffic) {
    public Bucket {
        actions = List.copyOf(actions);
    }

    /** A bucket that has carried nothing yet. */
    public Bucket(int bucketId, int weight, int watchPort, int watchGroup, List<Action> actions) {
        this(bucketId, weight, watchPort, watchGroup, actions, new TrafficCounter());
    }

    /** Whether it watches anything. */
    public boolean hasLiveness() {
        return watchPort != PortNo.ANY || watchGroup != PortNo.GROUP_ANY;
    }

    Bucket withId(int id) {
        return new Bucket(id, weight, watchPort, watchGroup, actions, traffic);
    }

    /** The same bucket of a group made anew: it starts to count at zero. */
    Bucket anew() {
        return new Bucket(bucketId, weight, watchPort, watchGroup, actions);
    }
}
