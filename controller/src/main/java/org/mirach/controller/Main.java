package org.mirach.controller;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.mirach.conf.ConfigException;
import org.mirach.conf.ConfigLoader;
import org.mirach.controller.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The controller as a process: {@code --config FILE}; SIGTERM ends it cleanly. */
@Command(
        name = "mirach controller",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class,
        description = "Runs a controller in the foreground until it is told to stop (SIGTERM, Ctrl-C).")
public final class Main implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int BAD_CONFIGURATION = 2;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration; conf/controller.yaml shows every key. Without it, the defaults.")
    private Path file;

    /** Made by picocli. */
    public Main() {}

    /** Starts the controller; returns when it has stopped. */
    public static void main(String[] arguments) {
        // Netty would look at every network interface, and complain where there is none, to name its channels.
        System.setProperty("io.netty.machineId", "02:00:00:00:00:00");
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        Controller controller;
        try {
            ControllerConfig config = file == null
                    ? ConfigLoader.parse("defaults", "{}", ControllerConfig.class, System.getenv())
                    : ConfigLoader.load(file, ControllerConfig.class);
            controller = Controller.start(config);
        } catch (ConfigException | IllegalArgumentException | StoreException e) {
            LOG.error("{}", e.getMessage());
            return BAD_CONFIGURATION;
        }
        CountDownLatch stop = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            LOG.info("controller stops");
                            controller.close();
                            stop.countDown();
                        },
                        "shutdown"));
        stop.await();
        return 0;
    }

    /** What {@code --version} prints. */
    static final class VersionProvider implements CommandLine.IVersionProvider {
        /** Made by picocli. */
        VersionProvider() {}

        @Override
        public String[] getVersion() {
            return new String[] {"mirach " + Controller.version()};
        }
    }
}
