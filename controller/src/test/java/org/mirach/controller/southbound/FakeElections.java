package org.mirach.controller.southbound;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.mirach.controller.shard.Elections;

/** Elections that a test decides. */
public final class FakeElections implements Elections {
    /** Who stands, in order. */
    public final List<Place> places = new CopyOnWriteArrayList<>();

    private final long firstEpoch;

    /** Elects everybody at once, with this epoch and those after; nobody when it is 0. */
    public FakeElections(long firstEpoch) {
        this.firstEpoch = firstEpoch;
    }

    /** One candidacy. */
    public static final class Place implements Candidacy {
        public final long datapathId;
        public final Candidate candidate;
        public volatile boolean closed;
        public volatile int requeued;

        Place(long datapathId, Candidate candidate) {
            this.datapathId = datapathId;
            this.candidate = candidate;
        }

        @Override
        public void requeue() {
            requeued++;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Override
    public Candidacy stand(long datapathId, Candidate candidate) {
        Place place = new Place(datapathId, candidate);
        places.add(place);
        if (firstEpoch != 0) {
            candidate.onElected(firstEpoch + places.size() - 1);
        }
        return place;
    }

    @Override
    public void close() {}
}
