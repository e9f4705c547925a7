package org.mirach.openflow.text;

/** A text that is no flow, match or action: what is wrong, and where in the text (0 is its first character). */
public final class SyntaxException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int position;

    SyntaxException(String text, int position, String reason) {
        super(reason + " (at character " + (position + 1) + " of \"" + text + "\")");
        this.position = position;
    }

    public int position() {
        return position;
    }
}
