package org.mirach.vswitch.slowpath.translate;

/** Is told each step of a translation, for {@code ofproto/trace}. */
@FunctionalInterface
public interface TraceRecorder {
    /** One step, in the words of ofproto/trace. {@code depth} counts the tables gone through, from 0. */
    void step(int depth, String text);
}
