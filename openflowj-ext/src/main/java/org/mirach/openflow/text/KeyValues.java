package org.mirach.openflow.text;

import java.util.List;
import org.mirach.openflow.model.Action;

/**
 * Walks {@code key=value,key(value),key:value} as ovs-ofctl does: commas and white space separate, parentheses nest,
 * and what follows a closing parenthesis up to the next separator belongs to the value's tail.
 *
 * <p><b>Threads:</b> one.
 */
final class KeyValues {
    private static final String SEPARATORS = ", \t\r\n";
    private static final String KEY_ENDS = "=:(" + SEPARATORS;

    private final String text;
    private final int end;
    private int at;
    private String key;
    private int keyAt;
    private String value;
    private int valueAt;
    private boolean parenthesised;
    private String tail;

    KeyValues(String text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    /** Moves to the next pair; false at the end. */
    boolean next() {
        while (at < end && SEPARATORS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (at >= end) {
            return false;
        }
        keyAt = at;
        while (at < end && KEY_ENDS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        key = text.substring(keyAt, at);
        value = "";
        valueAt = at;
        tail = "";
        parenthesised = at < end && text.charAt(at) == '(';
        if (parenthesised) {
            int close = closing(at);
            value = text.substring(at + 1, close);
            valueAt = at + 1;
            at = close + 1;
            int tailAt = at;
            skipValue();
            tail = text.substring(tailAt, at);
        } else if (at < end && (text.charAt(at) == '=' || text.charAt(at) == ':')) {
            valueAt = ++at;
            skipValue();
            value = text.substring(valueAt, at);
        }
        return true;
    }

    private void skipValue() {
        while (at < end && SEPARATORS.indexOf(text.charAt(at)) < 0) {
            at = text.charAt(at) == '(' ? closing(at) + 1 : at + 1;
        }
    }

    private int closing(int open) {
        int depth = 0;
        for (int i = open; i < end; i++) {
            char c = text.charAt(i);
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new SyntaxException(text, open, "this parenthesis is never closed");
    }

    /** A walk through the value. */
    KeyValues inner() {
        return new KeyValues(text, valueAt, valueAt + value.length());
    }

    /** The value as a list of actions. */
    List<Action> actions() {
        return new ActionParser(text, valueAt, valueAt + value.length()).actions();
    }

    String key() {
        return key;
    }

    String value() {
        return value;
    }

    /** What stands behind the closing parenthesis. */
    String tail() {
        return tail;
    }

    boolean parenthesised() {
        return parenthesised;
    }

    int keyAt() {
        return keyAt;
    }

    int valueAt() {
        return valueAt;
    }

    SyntaxException badKey(String reason) {
        return new SyntaxException(text, keyAt, "\"" + key + "\" " + reason);
    }

    SyntaxException badValue(String reason) {
        return new SyntaxException(text, valueAt, "\"" + value + "\" " + reason);
    }

    /** The value as a number from 0 to {@code max}, unsigned. */
    long number(long max) {
        return number(value, max);
    }

    long number(String digits, long max) {
        try {
            long number = Numbers.parse(digits);
            if (Long.compareUnsigned(number, max) <= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw badValue("is no number for " + key);
        }
        throw badValue("is too large for " + key + ": the most is " + Long.toUnsignedString(max));
    }

    int port() {
        return port(value);
    }

    int port(String name) {
        Integer port = Ports.parse(name);
        if (port == null) {
            throw badValue("is no OpenFlow port: use a number, or LOCAL, IN_PORT, NORMAL, FLOOD, ALL, CONTROLLER");
        }
        return port;
    }
}
