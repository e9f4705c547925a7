package org.mirach.conf;

/**
 * A configuration file that cannot be used. The message is one line made for the operator:
 * {@code conf/switch.yaml:7: bridge.fail-mod: unknown key; did you mean fail-mode?}
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message);
    }

    ConfigException(String message, Throwable cause) {
        super(message, cause);
    }
}
