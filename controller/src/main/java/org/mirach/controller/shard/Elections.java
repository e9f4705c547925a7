package org.mirach.controller.shard;

/**
 * One election per switch, among the controllers that are connected to it.
 *
 * <p><b>Invariants:</b> at any instant at most one candidate of a switch has been told {@link Candidate#onElected} and
 * not yet {@link Candidate#onFollowing}, as far as its own clock and connection let it know; epochs grow strictly from
 * leader to leader, which is what protects the switch where that knowledge is late.
 *
 * <p><b>Threads:</b> any; candidates are called on one thread, in order.
 */
public interface Elections extends AutoCloseable {
    /** Joins the election of {@code datapathId}. */
    Candidacy stand(long datapathId, Candidate candidate);

    @Override
    void close();

    /** Who stands. Must not block. */
    interface Candidate {
        /** Leads from now on. {@code epoch} is greater than that of every leader before. */
        void onElected(long epoch);

        /** Does not lead, or no longer. {@code epoch} is the leader's, or the own last one where none is known. */
        void onFollowing(long epoch);
    }

    /** A place in one election. */
    interface Candidacy extends AutoCloseable {
        /** Gives up the place and takes a new one at the end of the queue, with a new, greater epoch. */
        void requeue();

        /** Leaves the election; the candidate isn't called any more. Returns at once. */
        @Override
        void close();
    }
}
