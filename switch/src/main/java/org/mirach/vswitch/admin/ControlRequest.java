package org.mirach.vswitch.admin;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One JSON-RPC request: {@code {"method": "version", "params": [], "id": 0}}. Immutable.
 *
 * @param id as it came: text, a number, or null
 */
record ControlRequest(String method, List<String> arguments, Object id) {
    private static final Logger LOG = LoggerFactory.getLogger(ControlRequest.class);
    private static final int MAX_ARGUMENTS = 64;

    /**
     * Reads the next request.
     *
     * @return null at the end of the stream
     * @throws IOException what came is no request
     */
    static ControlRequest read(JsonParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return null;
        }
        if (first != JsonToken.START_OBJECT) {
            throw new IOException("expected {\"method\": ..., \"params\": [...], \"id\": ...}, found " + first);
        }
        String method = null;
        List<String> arguments = List.of();
        Object id = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (key) {
                case "method" -> method = parser.getText();
                case "params" -> arguments = arguments(parser);
                case "id" -> id = value.isNumeric() ? parser.getNumberValue() : parser.getValueAsString();
                default -> parser.skipChildren();
            }
        }
        if (method == null) {
            throw new IOException("a request without \"method\"");
        }
        return new ControlRequest(method, arguments, id);
    }

    /** Runs it and writes the reply; a command's own failure is a reply too. */
    void answer(CommandTable commands, JsonGenerator out) throws IOException {
        String result = null;
        String error = null;
        try {
            result = commands.run(method, arguments);
        } catch (CommandException e) {
            error = e.getMessage();
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", method, arguments, e);
            error = method + " failed: " + e + "; the switch's log says more";
        }
        out.writeStartObject();
        out.writeFieldName("id");
        if (id instanceof Number number) {
            out.writeNumber(number.toString());
        } else {
            out.writeString((String) id);
        }
        out.writeStringField("result", line(result));
        out.writeStringField("error", line(error));
        out.writeEndObject();
        out.flush();
    }

    /** Tools print the text as it is, so that it ends its line. */
    private static String line(String text) {
        return text == null || text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    private static List<String> arguments(JsonParser parser) throws IOException {
        List<String> values = new ArrayList<>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw new IOException("\"params\" must be a list of texts");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isScalarValue() || values.size() == MAX_ARGUMENTS) {
                throw new IOException("\"params\" must be a list of at most " + MAX_ARGUMENTS + " texts");
            }
            values.add(parser.getText());
        }
        return List.copyOf(values);
    }
}
