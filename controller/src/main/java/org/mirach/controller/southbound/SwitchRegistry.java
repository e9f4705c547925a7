package org.mirach.controller.southbound;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The connected switches by datapath id: at most one session each.
 *
 * <p><b>Threads:</b> any.
 */
public final class SwitchRegistry {
    private final ConcurrentHashMap<Long, SwitchSession> sessions = new ConcurrentHashMap<>();

    /** Empty. */
    public SwitchRegistry() {}

    /** The session of {@code datapathId}. */
    public Optional<SwitchSession> get(long datapathId) {
        return Optional.ofNullable(sessions.get(datapathId));
    }

    /** All sessions, in the order of their datapath ids. */
    public List<SwitchSession> all() {
        return sessions.values().stream()
                .sorted(Comparator.comparing(SwitchSession::datapathId, Long::compareUnsigned))
                .toList();
    }

    /** How many switches are connected. */
    public int size() {
        return sessions.size();
    }

    /** Adds a session unless its datapath id has one. */
    boolean add(SwitchSession session) {
        return sessions.putIfAbsent(session.datapathId(), session) == null;
    }

    /** Removes exactly this session. */
    void remove(SwitchSession session) {
        sessions.remove(session.datapathId(), session);
    }
}
