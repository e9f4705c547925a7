package org.mirach.vswitch.slowpath.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The arguments of a trace, sorted: options, and what is left, which are a flow with or without a bridge or datapath in
 * front and a packet behind.
 *
 * <p><b>Threads:</b> one.
 */
final class TraceArguments {
    private static final int MAX_PLAIN = 3;
    private static final int MAX_PAYLOAD = 64_000;
    private static final int ETHERNET_BYTES = 14;

    final List<String> plain = new ArrayList<>();
    final Deque<Integer> nextStates = new ArrayDeque<>();
    boolean generate;
    boolean names;
    boolean consistent;
    byte[] payload = new byte[64];
    /** The packet that was given, or null. */
    byte[] packet;

    private TraceArguments() {}

    /** @param packetOut whether {@code -consistent} is an option */
    static TraceArguments parse(List<String> arguments, boolean packetOut) throws TraceException {
        TraceArguments parsed = new TraceArguments();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            switch (argument) {
                case "-generate", "--generate" -> parsed.generate = true;
                case "-names", "--names" -> parsed.names = true;
                case "--l7", "--l7-len", "--ct-next" -> {
                    if (i + 1 >= arguments.size()) {
                        throw new TraceException("Missing argument for option " + argument);
                    }
                    i++;
                    parsed.option(argument, arguments.get(i));
                }
                default -> parsed.word(argument, packetOut);
            }
        }
        parsed.takePacket();
        if (parsed.plain.isEmpty() || parsed.plain.size() > 2) {
            throw new TraceException("Syntax error");
        }
        return parsed;
    }

    private void option(String name, String value) throws TraceException {
        switch (name) {
            case "--ct-next" -> nextStates.add(CtStateWords.parse(value));
            case "--l7" -> {
                byte[] bytes = bytes(value);
                if (bytes == null) {
                    throw new TraceException("Trailing garbage in packet data");
                }
                payload = bytes;
            }
            default -> {
                int length = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : 0;
                if (length > MAX_PAYLOAD) {
                    throw new TraceException(value + ": too much L7 data");
                }
                payload = new byte[length];
            }
        }
    }

    private void word(String argument, boolean packetOut) throws TraceException {
        if (packetOut && (argument.equals("-consistent") || argument.equals("--consistent"))) {
            consistent = true;
        } else if (argument.startsWith("-")) {
            throw new TraceException(argument + ": unknown option");
        } else if (plain.size() >= MAX_PLAIN) {
            throw new TraceException("too many arguments");
        } else {
            plain.add(argument);
        }
    }

    /** The last of several may be a packet; the third must be one. */
    private void takePacket() throws TraceException {
        if (generate || plain.size() < 2) {
            return;
        }
        byte[] bytes = bytes(plain.getLast());
        String wrong = bytes == null
                ? "Trailing garbage in packet data"
                : bytes.length < ETHERNET_BYTES ? "Packet data too short for Ethernet" : null;
        if (wrong == null) {
            packet = bytes;
            plain.removeLast();
        } else if (plain.size() > 2) {
            throw new TraceException(wrong);
        }
    }

    /** Hexadecimal digits, with or without blanks between the octets; null where it is something else. */
    static byte[] bytes(String text) {
        String digits = text.replaceAll("\\s", "");
        if (digits.length() % 2 != 0 || !digits.matches("[0-9a-fA-F]*")) {
            return null;
        }
        byte[] bytes = new byte[digits.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(digits.substring(2 * i, 2 * i + 2), 16);
        }
        return bytes;
    }
}
