package org.mirach.it.differential;

import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.mirach.it.harness.BridgeSession;
import org.mirach.it.harness.BridgeUnderTest;

/**
 * A switch that plays programs, and is started anew where one of them ends it.
 *
 * <p><b>Threads:</b> the test's.
 */
final class Player implements AutoCloseable {
    private final Supplier<BridgeUnderTest> starter;
    private BridgeSession session;
    private int deaths;

    Player(Supplier<BridgeUnderTest> starter) {
        this.starter = starter;
        start();
    }

    private void start() {
        session = new BridgeSession(starter.get(), Dice.PORTS);
    }

    /** What it did; nothing where it ended. */
    Optional<Observation> play(FlowCompiler.Compiled compiled) {
        try {
            return Optional.of(new ProgramRun(session).play(compiled));
        } catch (IllegalStateException | UncheckedIOException e) {
            System.out.printf(
                    "%s failed at seed %d: %s%n",
                    session.name(), compiled.program().seed(), e.getMessage());
            deaths++;
            session.close();
            start();
            return Optional.empty();
        }
    }

    int deaths() {
        return deaths;
    }

    @Override
    public void close() {
        session.close();
    }
}
