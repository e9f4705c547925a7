package org.mirach.vswitch.agent.connection;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.projectfloodlight.openflow.protocol.OFMessage;

/** What a handler says to a message. */
public sealed interface Answer {
    Answer NONE = new Messages(List.of());

    /** These, at once. */
    record Messages(List<OFMessage> messages) implements Answer {
        public Messages {
            messages = List.copyOf(messages);
        }
    }

    /** As many as the connection takes at a time; no other message of the peer is handled before the last has left. */
    record Stream(Iterator<? extends OFMessage> messages) implements Answer {}

    /** Another answer, once something has happened; no other message of the peer is handled before. */
    record Later(CompletionStage<Answer> answer) implements Answer {}

    static Answer of(OFMessage message) {
        return new Messages(List.of(message));
    }
}
