package org.mirach.vswitch.pipeline.group;

import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.PipelineView;
import org.mirach.vswitch.pipeline.port.OfPort;

/**
 * Whether buckets are alive (OpenFlow 1.3.5, 6.5), as Open vSwitch decides: one that watches nothing is; otherwise its port
 * must be up, or some bucket of its group alive; a select group's bucket of weight zero never is.
 *
 * <p><b>Threads:</b> any; an object lives for one answer.
 */
public final class Liveness {
    /** How many groups may watch each other in a row. */
    private static final int MAX_DEPTH = 128;
    /** How many buckets one answer may look at: groups that watch each other many times over must not take for ever. */
    private static final int MAX_BUCKETS = 10_000;

    private final PipelineView view;
    private int seen;

    private Liveness(PipelineView view) {
        this.view = view;
    }

    /** The first bucket of {@code group} that is alive, or null. */
    public static Bucket firstLive(PipelineView view, GroupEntry group) {
        return new Liveness(view).firstLive(group, 0);
    }

    public static boolean alive(PipelineView view, GroupEntry group, Bucket bucket) {
        return new Liveness(view).alive(group, bucket, 0);
    }

    /** Whether a packet sent to the port would get out. */
    public static boolean portAlive(PipelineView view, int portNo) {
        OfPort port = view.ports().port(portNo);
        return port != null && port.up();
    }

    private Bucket firstLive(GroupEntry group, int depth) {
        for (Bucket bucket : group.buckets()) {
            if (alive(group, bucket, depth)) {
                return bucket;
            }
        }
        return null;
    }

    private boolean alive(GroupEntry group, Bucket bucket, int depth) {
        if (depth >= MAX_DEPTH || ++seen > MAX_BUCKETS || group.type() == GroupType.SELECT && bucket.weight() == 0) {
            return false;
        }
        return !bucket.hasLiveness()
                || bucket.watchPort() != PortNo.ANY && watchedPortAlive(bucket.watchPort())
                || bucket.watchGroup() != PortNo.GROUP_ANY && groupAlive(bucket.watchGroup(), depth + 1);
    }

    private boolean watchedPortAlive(int portNo) {
        return portNo == PortNo.CONTROLLER ? view.controllerConnected() : portAlive(view, portNo);
    }

    private boolean groupAlive(int groupId, int depth) {
        GroupEntry group = view.group(groupId);
        return group != null && firstLive(group, depth) != null;
    }
}
