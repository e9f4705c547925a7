package org.mirach.cli.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Cells of a table out of JSON: what is not there is a dash. Stateless; any thread. */
final class Json {
    private static final String LOCAL = Long.toString(0xffff_fffeL);

    private Json() {}

    /** A port number, with the name that ovs-ofctl has for OpenFlow's own (OpenFlow 1.3.5, 7.2.1). */
    static String port(JsonNode node, String... fields) {
        String number = cell(node, fields);
        return number.equals(LOCAL) ? "LOCAL" : number;
    }

    /** The value at {@code fields}, one name per level, as text. */
    static String cell(JsonNode node, String... fields) {
        JsonNode at = node;
        for (String field : fields) {
            at = at.path(field);
        }
        if (at.isMissingNode() || at.isNull()) {
            return "-";
        }
        if (at.isArray()) {
            List<String> texts = new ArrayList<>();
            at.forEach(item -> texts.add(item.isValueNode() ? item.asText() : item.toString()));
            return texts.isEmpty() ? "-" : String.join(",", texts);
        }
        String text = at.isValueNode() ? at.asText() : at.toString();
        return text.isEmpty() ? "-" : text;
    }
}
