package org.mirach.vswitch;

import java.nio.file.Path;
import org.mirach.conf.ConfigException;
import org.mirach.conf.ConfigLoader;
import org.mirach.vswitch.config.SwitchConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Starts the switch: {@code mirach switch --config switch.yaml}.
 *
 * <p>The options are declared in code, not by annotations: a switch has to be up within two seconds, and reading
 * annotations costs a tenth of one.
 */
public final class Main {
    private static final String VERSION = "0.1.0";
    private static final int BAD_CONFIG = 2;
    private static final int FAILED = 1;

    private Main() {}

    public static void main(String[] args) {
        // Exit for certain: a thread that hangs must not keep the process, and with it the devices.
        System.exit(new CommandLine(spec()).setExecutionStrategy(Main::run).execute(args));
    }

    private static CommandSpec spec() {
        CommandSpec spec = CommandSpec.create()
                .name("mirach switch")
                .mixinStandardHelpOptions(true)
                .version(VERSION);
        spec.usageMessage().description("An OpenFlow switch that ovs-ofctl can talk to, on AF_XDP.");
        spec.addOption(OptionSpec.builder("--config")
                .paramLabel("FILE")
                .type(Path.class)
                .required(true)
                .description("Its configuration, such as conf/switch.yaml.")
                .build());
        spec.addOption(OptionSpec.builder("--enable-dummy")
                .type(boolean.class)
                .description("Allow ports of type dummy and the netdev-dummy/* commands, for tests.")
                .build());
        return spec;
    }

    private static int run(ParseResult arguments) {
        Integer help = CommandLine.executeHelpRequest(arguments);
        if (help != null) {
            return help;
        }
        Path file = arguments.matchedOptionValue("--config", null);
        Logger log = LoggerFactory.getLogger(Main.class);
        try {
            SwitchConfig config = ConfigLoader.load(file, SwitchConfig.class);
            VSwitch vswitch = VSwitch.start(config, arguments.matchedOptionValue("--enable-dummy", false), VERSION);
            Runtime.getRuntime().addShutdownHook(new Thread(vswitch::close, "mirach-shutdown"));
            vswitch.awaitClosed();
            return 0;
        } catch (ConfigException e) {
            log.error("{}", e.getMessage());
            return BAD_CONFIG;
        } catch (VSwitchException e) {
            log.error("{}", e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }
}
