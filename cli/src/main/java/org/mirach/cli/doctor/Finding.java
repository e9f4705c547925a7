package org.mirach.cli.doctor;

/**
 * One line of the doctor. Immutable.
 *
 * @param what the thing looked at
 * @param found what was found
 * @param mend what to do about it; empty when it is well
 */
record Finding(Level level, String what, String found, String mend) {
    /** {@code FAIL} is what Mirach cannot run without, {@code WARN} what it does without. */
    enum Level {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String what, String found) {
        return new Finding(Level.OK, what, found, "");
    }

    static Finding warn(String what, String found, String mend) {
        return new Finding(Level.WARN, what, found, mend);
    }

    static Finding fail(String what, String found, String mend) {
        return new Finding(Level.FAIL, what, found, mend);
    }
}
