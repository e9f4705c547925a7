package org.mirach.vswitch.pipeline.table;

/**
 * Whose turn it is to be told of a table's free room (OpenFlow 1.4, 7.3.4.1). Immutable.
 *
 * @param downPercent below this much free room a {@link #DOWN} event is told
 * @param upPercent above this much an {@link #UP} event
 * @param next the event that will be told next: each is told once, until the other was; 0 where events are off
 */
public record Vacancy(int downPercent, int upPercent, int next) {
    /** Numbers on the wire. */
    public static final int DOWN = 3;

    public static final int UP = 4;

    public static final Vacancy OFF = new Vacancy(0, 0, 0);

    public boolean enabled() {
        return next != 0;
    }

    /** The event that a free room of {@code percent} calls for, or 0. */
    int due(int percent) {
        int event = percent < downPercent ? DOWN : percent > upPercent ? UP : 0;
        return event == next ? event : 0;
    }

    Vacancy after(int event) {
        return new Vacancy(downPercent, upPercent, event == DOWN ? UP : DOWN);
    }
}
