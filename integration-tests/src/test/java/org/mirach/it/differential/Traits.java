package org.mirach.it.differential;

/**
 * Which actions with a memory a program may use. Packets of such a program go one after the other, each only when all
 * that the one before it taught has taken effect. Immutable.
 *
 * @param normal learns addresses
 * @param learn adds flow entries
 * @param ct tracks connections
 */
record Traits(boolean normal, boolean learn, boolean ct) {
    static Traits draw(Dice dice) {
        return switch (dice.below(14)) {
            case 0 -> new Traits(true, false, false);
            case 1 -> new Traits(false, true, false);
            case 2 -> new Traits(false, false, true);
            case 3 -> dice.oneIn(3) ? new Traits(true, true, true) : new Traits(false, false, false);
            default -> new Traits(false, false, false);
        };
    }

    boolean any() {
        return normal || learn || ct;
    }
}
