package org.mirach.vswitch.agent.handler;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.mirach.openflow.message.RawMultipart;
import org.projectfloodlight.openflow.protocol.OFVersion;

/** Makes multipart (OpenFlow 1.0: statistics) replies of fixed layout, each below 64 KiB. Stateless. */
final class Multipart {
    static final int DESC = 0;
    static final int TABLE = 3;
    static final int PORT_STATS = 4;
    static final int QUEUE = 5;
    static final int GROUP = 6;
    static final int GROUP_DESC = 7;
    static final int GROUP_FEATURES = 8;
    static final int METER = 9;
    static final int METER_CONFIG = 10;
    static final int METER_FEATURES = 11;
    static final int PORT_DESC = 13;
    static final int TABLE_DESC = 14;
    static final int QUEUE_DESC = 15;
    private static final int EXPERIMENTER = 0xffff;
    private static final int MORE = 1;
    /** Leaves room for the largest entry and the header below 65,535. */
    private static final int MAX_BODY_BYTES = 64_000;

    private Multipart() {}

    /** One reply. */
    static RawMultipart reply(OFVersion version, long xid, int type, WireBody body) {
        return reply(version, xid, of(type), body);
    }

    static RawMultipart reply(OFVersion version, long xid, Kind kind, WireBody body) {
        return new RawMultipart(
                version,
                xid,
                true,
                kind.type(),
                0,
                kind.header().octets(body.bytes()).bytes());
    }

    /** A type, or one of Nicira's types in OpenFlow 1.0, which stands in front of the body. */
    record Kind(int type, int niciraSubtype) {
        private static final int NICIRA = 0x2320;

        WireBody header() {
            return type == EXPERIMENTER
                    ? new WireBody(1024).u32(NICIRA).u32(niciraSubtype).zeros(4)
                    : new WireBody(1024);
        }
    }

    static Kind of(int type) {
        return new Kind(type, 0);
    }

    static Kind nicira(int subtype) {
        return new Kind(EXPERIMENTER, subtype);
    }

    /** As many replies as the entries need, made one by one as they are asked for. */
    static <E> Iterator<RawMultipart> replies(
            OFVersion version, long xid, int type, Iterator<E> entries, BiConsumer<WireBody, E> writer) {
        return new Pieces<>(version, xid, of(type), entries, writer);
    }

    static <E> Iterator<RawMultipart> replies(
            OFVersion version, long xid, Kind kind, Iterator<E> entries, BiConsumer<WireBody, E> writer) {
        return new Pieces<>(version, xid, kind, entries, writer);
    }

    /**
     * <b>Threads:</b> one.
     *
     * @param <E> entry
     */
    private static final class Pieces<E> implements Iterator<RawMultipart> {
        private final OFVersion version;
        private final long xid;
        private final Kind kind;
        private final Iterator<E> entries;
        private final BiConsumer<WireBody, E> writer;
        private boolean done;

        Pieces(OFVersion version, long xid, Kind kind, Iterator<E> entries, BiConsumer<WireBody, E> writer) {
            this.version = version;
            this.xid = xid;
            this.kind = kind;
            this.entries = entries;
            this.writer = writer;
        }

        @Override
        public boolean hasNext() {
            return !done;
        }

        @Override
        public RawMultipart next() {
            if (done) {
                throw new NoSuchElementException();
            }
            WireBody body = kind.header();
            while (entries.hasNext() && body.size() < MAX_BODY_BYTES) {
                writer.accept(body, entries.next());
            }
            done = !entries.hasNext();
            return new RawMultipart(version, xid, true, kind.type(), done ? 0 : MORE, body.bytes());
        }
    }
}
