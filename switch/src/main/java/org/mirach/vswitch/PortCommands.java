package org.mirach.vswitch;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.mirach.vswitch.admin.CommandException;
import org.mirach.vswitch.admin.CommandTable;
import org.mirach.vswitch.config.PortConfig;
import org.mirach.vswitch.config.PortType;
import org.mirach.vswitch.config.XdpAttachMode;

/**
 * Ports that come and go: {@code mirach/add-port} and {@code mirach/del-port}.
 *
 * <p><b>Threads:</b> see {@link SwitchCommands}.
 */
final class PortCommands {
    private final VSwitch vswitch;

    private PortCommands(VSwitch vswitch) {
        this.vswitch = vswitch;
    }

    static void register(CommandTable table, SwitchCommands all) {
        PortCommands commands = new PortCommands(all.vswitch());
        table.add(
                "mirach/add-port",
                "name [type=afxdp] [device=NAME] [port-no=N] [xdp-mode=MODE]",
                1,
                5,
                commands::addPort);
        table.add("mirach/del-port", "name", 1, 1, commands::delPort);
    }

    private String addPort(List<String> arguments) throws CommandException {
        Optional<String> device = Optional.empty();
        int portNo = 0;
        PortType type = PortType.AFXDP;
        XdpAttachMode mode = XdpAttachMode.BEST_EFFORT;
        try {
            for (String argument : arguments.subList(1, arguments.size())) {
                String value = argument.substring(argument.indexOf('=') + 1);
                switch (argument.substring(0, Math.max(0, argument.indexOf('=')))) {
                    case "device" -> device = Optional.of(value);
                    case "port-no" -> portNo = Integer.parseInt(value);
                    case "type" -> type = word(PortType.class, value);
                    case "xdp-mode" -> mode = word(XdpAttachMode.class, value);
                    default ->
                        throw new CommandException(
                                "\"" + argument + "\": type=, device=, port-no= or xdp-mode= " + "is expected");
                }
            }
            PortConfig config = new PortConfig(arguments.getFirst(), device, portNo, type, mode);
            int number =
                    SwitchCommands.wait(vswitch.onAgent(() -> vswitch.ports().add(config, false)));
            return "port " + config.name() + " is number " + number + "\n";
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private static <E extends Enum<E>> E word(Class<E> type, String word) throws CommandException {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(word)) {
                return constant;
            }
        }
        throw new CommandException("\"" + word + "\": expected one of "
                + Arrays.toString(type.getEnumConstants())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'));
    }

    private String delPort(List<String> arguments) throws CommandException {
        int number = SwitchCommands.wait(vswitch.onAgent(() -> vswitch.ports().remove(arguments.getFirst())));
        return "port " + arguments.getFirst() + ", number " + number + ", is removed\n";
    }
}
