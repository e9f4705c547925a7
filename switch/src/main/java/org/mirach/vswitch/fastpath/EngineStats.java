package org.mirach.vswitch.fastpath;

/**
 * What an engine did since its start, as one reading: each number is whole, all of one turn or of two that follow.
 * Immutable.
 *
 * @param polls turns
 * @param busyPolls turns that found packets or commands
 * @param packets packets received
 * @param batches batches that they came in
 * @param frontHits packets that the front of the flow cache knew
 * @param maskedHits packets that a masked lookup found
 * @param misses packets that no cached flow matched
 * @param masksTried mask tables tried for packets that the front did not know
 * @param masksRefused flows not cached, for one mask too many
 * @param flows cached flows now
 * @param masks distinct masks now
 * @param checksumsCompleted packets whose sender left the checksum to be done
 * @param commands commands applied
 * @param sleeps times that it slept for want of work
 * @param busyNs nanoseconds in turns with work
 * @param idleNs nanoseconds in turns without, and asleep
 */
public record EngineStats(
        long polls,
        long busyPolls,
        long packets,
        long batches,
        long frontHits,
        long maskedHits,
        long misses,
        long masksTried,
        long masksRefused,
        long flows,
        long masks,
        long checksumsCompleted,
        long commands,
        long sleeps,
        long busyNs,
        long idleNs) {}
