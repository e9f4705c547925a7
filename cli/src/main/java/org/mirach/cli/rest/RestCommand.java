package org.mirach.cli.rest;

import java.util.concurrent.Callable;
import org.mirach.cli.ExitCode;
import picocli.CommandLine.Mixin;

/**
 * A command that asks the controller and prints the answer.
 *
 * <p><b>Threads:</b> one.
 */
abstract class RestCommand implements Callable<Integer> {
    @Mixin
    RestOptions options;

    @Override
    public final Integer call() {
        run(options.client());
        return ExitCode.OK;
    }

    abstract void run(RestClient client);
}
