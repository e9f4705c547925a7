package org.mirach.vswitch.pipeline.group;

import java.util.List;
import org.mirach.openflow.field.MaskedField;

/**
 * How a select group chooses, as the controller asked (selection_method of Open vSwitch). Immutable.
 *
 * @param parameter for {@link Method#DP_HASH}: algorithm (high 32 bits) and basis; for {@link Method#HASH}: the basis
 * @param fields for {@link Method#HASH}: what to hash, each with the bits that count; none: the default hash
 */
public record Selection(Method method, long parameter, List<MaskedField> fields) {
    /** The controller did not say. */
    public static final Selection DEFAULT = new Selection(Method.DEFAULT, 0, List.of());

    public Selection {
        fields = List.copyOf(fields);
    }

    /** The method's name on the wire. */
    public enum Method {
        DEFAULT(""),
        HASH("hash"),
        DP_HASH("dp_hash");

        private final String wireName;

        Method(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }

        /** The method of that name, or null. */
        public static Method of(String wireName) {
            for (Method method : values()) {
                if (method.wireName.equals(wireName)) {
                    return method;
                }
            }
            return null;
        }
    }
}
