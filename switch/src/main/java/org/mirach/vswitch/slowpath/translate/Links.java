package org.mirach.vswitch.slowpath.translate;

import java.util.List;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.PortNo;
import org.mirach.vswitch.pipeline.group.Liveness;

/**
 * multipath and bundle: a link chosen by the packet's hash.
 *
 * <p><b>Threads:</b> the one that translates.
 */
final class Links {
    private static final int MODULO = 0;
    private static final int HASH_THRESHOLD = 1;
    private static final int HRW = 2;
    /** Beyond so many links Open vSwitch takes iter_hash for hrw. */
    private static final int MANY = 64;

    private final Context context;
    private final FieldActions fields;
    private final Outputs outputs;

    Links(Context context, FieldActions fields, Outputs outputs) {
        this.context = context;
        this.fields = fields;
        this.outputs = outputs;
    }

    void multipath(Action.Multipath multipath) {
        int hash = FlowHash.of(multipath.fields(), context.key, multipath.basis());
        FlowHash.look(multipath.fields(), context.key, context.lookedAt);
        int link = choose(multipath.algorithm(), hash, multipath.linkCount(), multipath.argument());
        fields.loadAndTell(multipath.destination(), FieldValue.of(link));
    }

    /** Which of {@code count} links, from 0. {@code argument}: of iter_hash, how many links there may be. */
    static int choose(int algorithm, int hash, int count, int argument) {
        return switch (algorithm) {
            case MODULO -> Integer.remainderUnsigned(hash, count);
            case HASH_THRESHOLD -> count == 1 ? 0 : Integer.divideUnsigned(hash, Integer.divideUnsigned(-1, count) + 1);
            case HRW -> count <= MANY ? highestWeight(hash, count) : iterate(hash, count, 0);
            default -> iterate(hash, count, argument);
        };
    }

    private static int highestWeight(int hash, int count) {
        int best = 0;
        int weight = Hashes.ofInts(hash, 0);
        for (int i = 1; i < count; i++) {
            int other = Hashes.ofInts(hash, i);
            if (Integer.compareUnsigned(other, weight) > 0) {
                best = i;
                weight = other;
            }
        }
        return best;
    }

    private static int iterate(int hash, int count, int among) {
        int range = among < count || among / 2 > count ? powerOfTwo(count) : among;
        for (int i = 0; ; i++) {
            int link = Integer.remainderUnsigned(Hashes.ofInts(hash, i), range);
            if (link < count) {
                return link;
            }
        }
    }

    private static int powerOfTwo(int atLeast) {
        return atLeast <= 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
    }

    void bundle(Action.Bundle bundle, boolean last, boolean inBucket) {
        int port = bundle.algorithm() == 0 ? firstAlive(bundle.members()) : highestWeight(bundle);
        if (bundle.destination().isPresent()) {
            fields.loadAndTell(bundle.destination().get(), FieldValue.of(PortNo.toOf10(port)));
        } else {
            outputs.to(port, 0, last, inBucket);
        }
    }

    private int firstAlive(List<Integer> members) {
        for (int port : members) {
            if (alive(port)) {
                return port;
            }
        }
        return PortNo.ANY;
    }

    private int highestWeight(Action.Bundle bundle) {
        int flowHash = FlowHash.of(bundle.fields(), context.key, bundle.basis());
        if (bundle.members().size() > 1) {
            FlowHash.look(bundle.fields(), context.key, context.lookedAt);
        }
        int best = -1;
        int bestHash = 0;
        for (int i = 0; i < bundle.members().size(); i++) {
            int hash = Hashes.ofInts(i, flowHash);
            if (alive(bundle.members().get(i)) && (best < 0 || Integer.compareUnsigned(hash, bestHash) > 0)) {
                best = i;
                bestHash = hash;
            }
        }
        return best < 0 ? PortNo.ANY : bundle.members().get(best);
    }

    private boolean alive(int port) {
        return switch (port) {
            case PortNo.IN_PORT, PortNo.TABLE, PortNo.NORMAL, PortNo.FLOOD, PortNo.ALL, PortNo.ANY -> true;
            case PortNo.CONTROLLER -> false;
            default -> Liveness.portAlive(context.view, port);
        };
    }
}
