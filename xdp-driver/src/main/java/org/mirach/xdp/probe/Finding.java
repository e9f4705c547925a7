package org.mirach.xdp.probe;

/**
 * One line of a diagnosis. Immutable.
 *
 * @param level how it stands
 * @param subject what was looked at, such as {@code kernel} or {@code eth0 native XDP}
 * @param found what was found, one line
 * @param mend what the operator can do, one line; empty when nothing is to do
 */
public record Finding(Level level, String subject, String found, String mend) {
    static Finding ok(String subject, String found) {
        return new Finding(Level.OK, subject, found, "");
    }

    static Finding warn(String subject, String found, String mend) {
        return new Finding(Level.WARN, subject, found, mend);
    }

    static Finding fail(String subject, String found, String mend) {
        return new Finding(Level.FAIL, subject, found, mend);
    }

    /** {@code ok    kernel: 6.18}, {@code warn  ...: ...; mend}. */
    @Override
    public String toString() {
        String word = switch (level) {
            case OK -> "ok    ";
            case WARN -> "warn  ";
            case FAIL -> "fail  ";
        };
        return word + subject + ": " + found + (mend.isEmpty() ? "" : "; " + mend);
    }
}
