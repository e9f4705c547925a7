package org.mirach.openflow.channel;

import java.nio.file.Path;

/**
 * Where to dial or listen, in Open vSwitch's words: {@code tcp:IP[:PORT]}, {@code ssl:IP[:PORT]}, {@code unix:PATH},
 * {@code ptcp:[PORT][:IP]}, {@code pssl:[PORT][:IP]}, {@code punix:PATH}. The default port is 6653; IPv6 addresses
 * stand in brackets.
 *
 * @param host IP address or host name, "" for all addresses of a listener, null for unix sockets
 * @param port 0 lets a listener choose; -1 for unix sockets
 * @param path socket file of unix endpoints, else null
 */
public record Endpoint(Kind kind, String host, int port, Path path) {
    public static final int DEFAULT_PORT = 6653;

    /** The words before the colon. */
    public enum Kind {
        TCP("tcp", false),
        SSL("ssl", false),
        UNIX("unix", false),
        PTCP("ptcp", true),
        PSSL("pssl", true),
        PUNIX("punix", true);

        private final String word;
        private final boolean passive;

        Kind(String word, boolean passive) {
            this.word = word;
            this.passive = passive;
        }

        public String word() {
            return word;
        }
    }

    /** Whether to listen there instead of dialling. */
    public boolean passive() {
        return kind.passive;
    }

    public boolean tls() {
        return kind == Kind.SSL || kind == Kind.PSSL;
    }

    public boolean unix() {
        return kind == Kind.UNIX || kind == Kind.PUNIX;
    }

    /**
     * Reads an endpoint.
     *
     * @throws IllegalArgumentException what is wrong and what would be right
     */
    public static Endpoint parse(String text) {
        for (Kind kind : Kind.values()) {
            if (text.startsWith(kind.word + ":")) {
                return parse(kind, text.substring(kind.word.length() + 1), text);
            }
        }
        throw bad(text, "it must begin with tcp:, ssl:, unix:, ptcp:, pssl: or punix:");
    }

    private static Endpoint parse(Kind kind, String rest, String text) {
        return switch (kind) {
            case UNIX, PUNIX -> {
                if (rest.isEmpty()) {
                    throw bad(text, "a path must follow, as in " + kind.word + ":/run/mirach/br0.mgmt");
                }
                yield new Endpoint(kind, null, -1, Path.of(rest));
            }
            case TCP, SSL -> active(kind, rest, text);
            case PTCP, PSSL -> listening(kind, rest, text);
        };
    }

    private static Endpoint active(Kind kind, String rest, String text) {
        int end = endOfHost(rest, text);
        String host = unbracket(rest.substring(0, end));
        if (host.isEmpty()) {
            throw bad(text, "an address must follow, as in " + kind.word + ":127.0.0.1:6653");
        }
        String port = end < rest.length() ? rest.substring(end + 1) : "";
        return new Endpoint(kind, host, port.isEmpty() ? DEFAULT_PORT : port(port, text), null);
    }

    private static Endpoint listening(Kind kind, String rest, String text) {
        int colon = rest.indexOf(':');
        String port = colon < 0 ? rest : rest.substring(0, colon);
        String host = colon < 0 ? "" : rest.substring(colon + 1);
        if (!host.isEmpty() && endOfHost(host, text) != host.length()) {
            throw bad(text, "the order is " + kind.word + ":PORT:IP, and IPv6 addresses stand in brackets");
        }
        return new Endpoint(kind, unbracket(host), port.isEmpty() ? DEFAULT_PORT : port(port, text), null);
    }

    /** Index of the colon that ends the host part, or the length. */
    private static int endOfHost(String rest, String text) {
        if (rest.startsWith("[")) {
            int close = rest.indexOf(']');
            if (close < 0 || close + 1 < rest.length() && rest.charAt(close + 1) != ':') {
                throw bad(text, "a bracketed IPv6 address looks like [::1] or [::1]:6653");
            }
            return close + 1;
        }
        int colon = rest.indexOf(':');
        if (colon >= 0 && rest.indexOf(':', colon + 1) >= 0) {
            throw bad(text, "put an IPv6 address into brackets, as in [::1]");
        }
        return colon < 0 ? rest.length() : colon;
    }

    private static String unbracket(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int port(String digits, String text) {
        if (digits.isEmpty()
                || digits.length() > 5
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                || Integer.parseInt(digits) > 65535) {
            throw bad(text, "\"" + digits + "\" is not a port number 0..65535");
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException("endpoint \"" + text + "\": " + why);
    }

    /** The text that parses to this. */
    @Override
    public String toString() {
        if (unix()) {
            return kind.word + ":" + path;
        }
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        if (passive()) {
            return kind.word + ":" + port + (shown.isEmpty() ? "" : ":" + shown);
        }
        return kind.word + ":" + shown + ":" + port;
    }
}
