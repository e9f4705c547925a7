package org.mirach.vswitch.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConnectionTableTest {
    private final ConnectionTable table = new ConnectionTable(99);

    private static Tuple tuple(long src, int srcPort, long dst, int dstPort) {
        Tuple tuple = new Tuple();
        tuple.setKind(false, 17, 3);
        tuple.srcLo = src;
        tuple.srcL4 = srcPort;
        tuple.dstLo = dst;
        tuple.dstL4 = dstPort;
        return tuple;
    }

    private Connection add(Tuple original, Tuple reply) {
        Connection connection = table.make();
        connection.original.set(original);
        connection.reply.set(reply);
        connection.expiresMs = Long.MAX_VALUE;
        table.insert(connection);
        return connection;
    }

    @Test
    void bothDirectionsHashAlikeAndTurnRound() {
        Tuple tuple = tuple(1, 2, 3, 4);
        Tuple turned = tuple(3, 4, 1, 2);
        assertThat(table.hash(turned)).isEqualTo(table.hash(tuple));
        turned.reverse();
        assertThat(turned.same(tuple)).isTrue();
    }

    @Test
    void itAgreesWithAMapThroughGrowthAndRemoval() {
        Random random = new Random(5);
        Map<Long, Connection> model = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            int host = random.nextInt(3000);
            int port = 1 + random.nextInt(10);
            long id = (long) host << 16 | port;
            Tuple original = tuple(host, port, 77, 53);
            Connection known = model.get(id);
            assertThat(table.find(original, 0)).isSameAs(known);
            if (known == null) {
                // every second one is translated
                Tuple reply = host % 2 == 0 ? tuple(77, 53, host, port) : tuple(77, 53, 1_000_000 + host, port);
                model.put(id, add(original, reply));
                assertThat(table.find(reply, 0)).isSameAs(model.get(id));
                assertThat(table.foundReply()).isTrue();
            } else if (random.nextInt(3) == 0) {
                Tuple reply = new Tuple();
                reply.set(known.reply);
                table.remove(known);
                model.remove(id);
                assertThat(table.find(reply, 0)).isNull();
            }
        }
        assertThat(table.size()).isEqualTo(model.size()).isGreaterThan(1024);
        assertThat(table.bucketCount()).isGreaterThan(1024);
    }

    @Test
    void itSpreadsNeighbouringTuples() {
        for (int i = 0; i < 50_000; i++) {
            add(tuple(0x0a000001L + i % 250, 1024 + i / 250, 0x0a010101L, 80), tuple(9, i, 9, 9));
        }
        TupleIndex index = new TupleIndex(false);
        int[] lengths = new int[1 << 16];
        int longest = 0;
        for (int slot = 0; slot < table.slotCount(); slot++) {
            longest = Math.max(longest, ++lengths[table.at(slot).originalHash & 0xffff]);
        }
        assertThat(index.bucketCount()).isEqualTo(1024);
        assertThat(longest).isLessThan(12);
    }
}
