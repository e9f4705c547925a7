package org.mirach.vswitch.admin;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The commands by name. Any thread.
 */
public final class CommandTable {
    private final Map<String, Command> commands = new ConcurrentSkipListMap<>();

    public CommandTable() {
        add("list-commands", "", 0, 0, _ -> list());
    }

    public void add(String name, String usage, int minArguments, int maxArguments, Command.Action action) {
        commands.put(name, new Command(name, usage, minArguments, maxArguments, action));
    }

    /** Runs a command; an unknown name is refused in Open vSwitch's words. */
    public String run(String name, List<String> arguments) throws CommandException {
        Command command = commands.get(name);
        if (command == null) {
            throw new CommandException("\"" + name
                    + "\" is not a valid command (use \"list-commands\" to see a list of " + "valid commands)");
        }
        return command.run(arguments);
    }

    private String list() {
        StringBuilder text = new StringBuilder("The available commands are:\n");
        commands.values()
                .forEach(command -> text.append("  ")
                        .append(
                                command.usage().isEmpty()
                                        ? command.name()
                                        : "%-23s %s".formatted(command.name(), command.usage()))
                        .append('\n'));
        return text.toString();
    }
}
