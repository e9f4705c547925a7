package org.mirach.vswitch.slowpath.trace;

import java.util.ArrayList;
import java.util.List;
import org.mirach.openflow.model.PortNo;
import org.mirach.openflow.text.SyntaxException;
import org.mirach.vswitch.flow.text.DatapathPorts;

/** Names of ports in a flow's text. Stateless. */
final class PortWords {
    private PortWords() {}

    /** With {@code in_port=NAME} in numbers. */
    static String numbered(String text, DatapathPorts ports) {
        List<String> items = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            boolean port = item.strip().startsWith("in_port=");
            String word = item.substring(item.indexOf('=') + 1).strip();
            Integer found = port && !word.isEmpty() && !Character.isDigit(word.charAt(0)) ? ports.find(word) : null;
            items.add(found == null || found == PortNo.LOCAL ? item : "in_port=" + Integer.toUnsignedString(found));
        }
        return String.join(",", items);
    }

    /** What is wrong with a flow's text, in Open vSwitch's words where the mistake is an unknown word. */
    static String complaint(String text, SyntaxException e) {
        boolean unknown = e.getMessage().contains("is no field");
        return text + ": " + (unknown ? "unknown field " + wordAt(text, e.position()) : e.getMessage());
    }

    /** The same for actions. */
    static String actionComplaint(String text, SyntaxException e) {
        return e.getMessage().contains("is no action")
                ? "unknown action " + wordAt(text, e.position())
                : e.getMessage();
    }

    private static String wordAt(String text, int position) {
        int end = position;
        while (end < text.length() && ",=(: \t".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return text.substring(Math.min(position, end), end);
    }
}
