package org.mirach.vswitch;

import org.mirach.openflow.model.Match;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.pipeline.match.MaskedKey;
import org.mirach.vswitch.pipeline.match.MatchCompiler;
import org.mirach.vswitch.slowpath.upcall.CachedFlow;

/** Which cached flows a filter lets pass: those that agree with it on every bit that both look at. Immutable. */
final class FlowSieve {
    private final long[] key;
    private final long[] mask;

    /** @param filter one that {@link MatchCompiler#check} lets pass */
    FlowSieve(Match filter) {
        MaskedKey compiled = MatchCompiler.compile(filter);
        key = compiled.fullKey();
        mask = compiled.fullMask();
    }

    boolean admits(CachedFlow flow) {
        for (int i = 0; i < KeyLayout.PACKET_WORDS; i++) {
            if (((flow.key().word(i) ^ key[i]) & mask[i] & flow.mask().word(i)) != 0) {
                return false;
            }
        }
        return true;
    }
}
