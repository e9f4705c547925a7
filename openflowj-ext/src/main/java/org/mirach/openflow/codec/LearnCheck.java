package org.mirach.openflow.codec;

import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.Field;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.model.LearnSpec;
import org.mirach.openflow.model.Match;
import org.mirach.openflow.model.MatchBuilder;

/**
 * Whether the parts of a learn action suit: what they read must be in the packet, what the learned entry matches and loads
 * must be promised by the constants that it matches before (learn_check of Open vSwitch).
 */
final class LearnCheck {
    private LearnCheck() {}

    static void check(Action.Learn learn, ActionCheck packet) throws OpenFlowException {
        MatchBuilder learned = Match.builder();
        for (LearnSpec spec : learn.specs()) {
            switch (spec) {
                case LearnSpec.MatchValue match -> {
                    promised(match.destination(), learned);
                    add(match.value(), match.destination(), learned);
                }
                case LearnSpec.MatchField match -> {
                    packet.checkPart(match.source());
                    promised(match.destination(), learned);
                }
                case LearnSpec.LoadValue load -> promised(load.destination(), learned);
                case LearnSpec.LoadField load -> {
                    packet.checkPart(load.source());
                    promised(load.destination(), learned);
                }
                case LearnSpec.Output output -> packet.checkPart(output.source());
            }
        }
    }

    private static void promised(Subfield part, MatchBuilder learned) throws OpenFlowException {
        Dialect.need(
                part.field().prerequisite().metBy(learned),
                OfError.OFPBAC_MATCH_INCONSISTENT,
                "learn of % without what it needs",
                part.field());
    }

    /** Adds bits to what the entry matches, as far as a prerequisite asks for them: none asks for more than 64 bits. */
    private static void add(FieldValue value, Subfield part, MatchBuilder learned) {
        Field field = part.field() == Field.VLAN_TCI ? Field.VLAN_VID : part.field();
        if (!field.actionOnly()) {
            long mask = part.mask().lo();
            long bits = value.shiftLeft(part.offset()).lo();
            learned.masked(field, learned.value(field) & ~mask | bits, learned.mask(field) | mask);
        }
    }
}
