package org.mirach.conf;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a record component is worth when its key is missing, written as it would stand in the file:
 * {@code @Default("5000") int inactivityProbeMs}, {@code @Default("[\"ssl:127.0.0.1:6653\"]") List<String> controllers}.
 *
 * <p>A component without it is required, unless it is an {@code Optional} or a {@code List} or {@code Map} (empty), or
 * a record whose own components can all be missing.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    /** The value as YAML text; {@code ${NAME}} and {@code ${NAME:-other}} stand for environment variables. */
    String value();
}
