package org.mirach.openflow.text;

import java.util.Locale;
import org.mirach.openflow.model.PortNo;

/** Names of the reserved ports. */
final class Ports {
    private Ports() {}

    static String format(int port) {
        return switch (port) {
            case PortNo.UNSET -> "UNSET";
            case PortNo.IN_PORT -> "IN_PORT";
            case PortNo.TABLE -> "TABLE";
            case PortNo.NORMAL -> "NORMAL";
            case PortNo.FLOOD -> "FLOOD";
            case PortNo.ALL -> "ALL";
            case PortNo.CONTROLLER -> "CONTROLLER";
            case PortNo.LOCAL -> "LOCAL";
            case PortNo.ANY -> "ANY";
            default -> Integer.toUnsignedString(port);
        };
    }

    /** Null for what is no port. */
    static Integer parse(String text) {
        return switch (text.toUpperCase(Locale.ROOT)) {
            case "UNSET" -> PortNo.UNSET;
            case "IN_PORT" -> PortNo.IN_PORT;
            case "TABLE" -> PortNo.TABLE;
            case "NORMAL" -> PortNo.NORMAL;
            case "FLOOD" -> PortNo.FLOOD;
            case "ALL" -> PortNo.ALL;
            case "CONTROLLER" -> PortNo.CONTROLLER;
            case "LOCAL" -> PortNo.LOCAL;
            case "ANY", "NONE" -> PortNo.ANY;
            default -> number(text);
        };
    }

    private static Integer number(String text) {
        try {
            long port = Numbers.parse(text);
            boolean of10 = port >= PortNo.MAX_OF10 && port <= 0xffff;
            int number = of10 ? PortNo.fromOf10((int) port) : (int) port;
            return port >>> 32 == 0 && PortNo.fitsOf10(number) ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
