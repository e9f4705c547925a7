package org.mirach.vswitch.slowpath;

import org.mirach.vswitch.flow.FlowKey;

/** Frame bytes to key, as the engine's parser does it. */
@FunctionalInterface
public interface KeyParser {
    /** The key of {@code packet}, as if it came in by {@code inPort}; empty of what a malformed packet lacks. */
    FlowKey parse(byte[] packet, int inPort);
}
