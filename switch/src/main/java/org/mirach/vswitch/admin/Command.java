package org.mirach.vswitch.admin;

import java.util.List;

/**
 * What {@code ovs-appctl} can ask for.
 *
 * @param usage the arguments, as {@code list-commands} shows them
 * @param minArguments fewest that are accepted
 * @param maxArguments most that are accepted
 */
public record Command(String name, String usage, int minArguments, int maxArguments, Action action) {
    /** Does it, on the client's thread, which may block. */
    @FunctionalInterface
    public interface Action {
        /** The text to show. */
        String run(List<String> arguments) throws CommandException;
    }

    String run(List<String> arguments) throws CommandException {
        if (arguments.size() < minArguments) {
            throw new CommandException("\"" + name + "\" command requires at least " + minArguments + " arguments");
        }
        if (arguments.size() > maxArguments) {
            throw new CommandException("\"" + name + "\" command takes at most " + maxArguments + " arguments");
        }
        return action.run(arguments);
    }
}
