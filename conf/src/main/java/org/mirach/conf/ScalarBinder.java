package org.mirach.conf;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One YAML scalar as a Java value. Stateless; any thread. */
final class ScalarBinder {
    private ScalarBinder() {}

    /** The value, or empty when the text is not of this kind. */
    static Optional<Object> bind(Class<?> type, String text) {
        try {
            return Optional.ofNullable(parse(type, text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** What is allowed, for messages: {@code a whole number}, {@code one of secure, standalone}. */
    static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + String.join(", ", words(type));
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "a whole number";
            case "double", "Double" -> "a number";
            case "boolean", "Boolean" -> "true or false";
            case "Duration" -> "a whole number of milliseconds";
            case "Path" -> "a file name";
            default -> "text";
        };
    }

    private static Object parse(Class<?> type, String text) {
        if (type == String.class) {
            return text;
        }
        if (type.isEnum()) {
            int index = words(type).indexOf(text.toLowerCase(Locale.ROOT));
            return index < 0 ? null : type.getEnumConstants()[index];
        }
        return switch (type.getSimpleName()) {
            case "int", "Integer" -> Integer.decode(undecorated(text));
            case "long", "Long" -> Long.decode(undecorated(text));
            case "double", "Double" -> Double.valueOf(text);
            case "boolean", "Boolean" -> truth(text);
            case "Duration" -> duration(text);
            case "Path" -> text.isEmpty() ? null : Path.of(text);
            default -> throw new IllegalArgumentException("a configuration record cannot hold " + type);
        };
    }

    /** YAML allows {@code 16_384}; a leading zero is decimal here, not octal as Java would have it. */
    private static String undecorated(String text) {
        return text.replace("_", "").replaceFirst("^(-?)0+(?=[0-9])", "$1");
    }

    private static Object duration(String text) {
        long milliseconds = Long.decode(undecorated(text));
        return milliseconds < 0 ? null : Duration.ofMillis(milliseconds);
    }

    private static Object truth(String text) {
        return switch (text) {
            case "true", "yes", "on" -> Boolean.TRUE;
            case "false", "no", "off" -> Boolean.FALSE;
            default -> null;
        };
    }

    private static List<String> words(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant ->
                        ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
    }
}
