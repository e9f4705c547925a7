package org.mirach.openflow.model;

import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;

/** One part of the entry that {@link Action.Learn} makes (flow_mod_spec of Open vSwitch). Immutable. */
public sealed interface LearnSpec {
    /** The entry matches a constant. */
    record MatchValue(FieldValue value, Subfield destination) implements LearnSpec {}

    /** The entry matches what the packet has in {@code source}. */
    record MatchField(Subfield source, Subfield destination) implements LearnSpec {}

    /** The entry loads a constant. */
    record LoadValue(FieldValue value, Subfield destination) implements LearnSpec {}

    /** The entry loads what the packet has in {@code source}. */
    record LoadField(Subfield source, Subfield destination) implements LearnSpec {}

    /** The entry outputs to the port that the packet has in {@code source}. */
    record Output(Subfield source) implements LearnSpec {}
}
