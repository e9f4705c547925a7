package org.mirach.vswitch.slowpath;

import org.mirach.vswitch.fastpath.EngineCommand;

/**
 * The way to the engine: its inbox. Commands of one caller are applied in the order that they were submitted in.
 *
 * <p><b>Threads:</b> any; upcall, revalidator and agent threads submit side by side.
 */
@FunctionalInterface
public interface EngineCommands {
    /** @return false where the inbox is full and the command was not taken */
    boolean submit(EngineCommand command);

    /** Whether the engine is through with every command submitted before; it may say no where it does not know. */
    default boolean idle() {
        return false;
    }
}
