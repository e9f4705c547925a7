package org.mirach.vswitch.slowpath.translate;

import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.FlowKey;

/**
 * Is told each step of a translation, for {@code ofproto/trace}.
 *
 * <p>What kind of step it is, its text says, as Open vSwitch prints it: {@code " -> "} (blanks before it do not matter)
 * begins a detail of the action before, {@code " >> "} a warning, {@code " >>>> "} an error; {@code "NN. "}, {@code
 * "--. "}, {@code "bucket N"} and {@code "thaw"} begin a section that has the following steps of the same or a greater
 * depth under it; everything else is an action.
 */
@FunctionalInterface
public interface TraceRecorder {
    /** One step. {@code depth} counts the sections gone into, from 0; a section has the depth of its own steps. */
    void step(int depth, String text);

    /** The packet as the pipeline leaves it; the array may change after the call. */
    default void finalKey(long[] key) {}

    /** The translation was given up, and the packet is dropped; in Open vSwitch's words, such as "Recursion too deep". */
    default void failed(String why) {}

    /** A copy of the packet is going to be looked up again, after {@link DatapathAction.Ct}. */
    default void recirculated(Recirculation recirculation) {}

    /**
     * How a copy goes on.
     *
     * @param key the packet as it now is, with the zone and recirc_id that it will have
     * @param nat how its addresses will be changed meanwhile, or null
     */
    record Recirculation(int recircId, FlowKey key, DatapathAction.Nat nat) {}
}
