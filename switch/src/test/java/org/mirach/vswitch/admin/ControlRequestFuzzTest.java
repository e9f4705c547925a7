package org.mirach.vswitch.admin;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A client may send anything: a request is read, or refused by the declared exception. */
class ControlRequestFuzzTest {
    private static final String[] REQUESTS = {
        "{\"method\":\"ofproto/trace\",\"params\":[\"br0\",\"in_port=1,tcp\"],\"id\":0}",
        "{\"id\":\"x\",\"params\":[],\"method\":\"version\"}",
        "{\"id\":null,\"params\":[\"a\",1,true],\"method\":\"version\",\"more\":{\"a\":[1,2]}}"
    };
    private static final String INTERESTING = "{}[]\":,\\u0000nulltrue1e9-\n";

    @Test
    void requestsAreReadOrRefused() {
        Random random = new Random(Long.getLong("mirach.fuzz.seed", 20261126L));
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(Long.getLong("mirach.fuzz.seconds", 2));
        JsonFactory factory = new JsonFactory();
        for (String request : REQUESTS) {
            read(factory, request);
        }
        while (System.nanoTime() - endNs < 0) {
            StringBuilder text = new StringBuilder(REQUESTS[random.nextInt(REQUESTS.length)]);
            for (int steps = 1 + random.nextInt(5); steps > 0 && !text.isEmpty(); steps--) {
                int at = random.nextInt(text.length());
                char with = INTERESTING.charAt(random.nextInt(INTERESTING.length()));
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, with);
                    case 1 -> text.deleteCharAt(at);
                    case 2 -> text.insert(at, with);
                    default -> text.setLength(at);
                }
            }
            read(factory, text.toString());
        }
    }

    private static void read(JsonFactory factory, String text) {
        assertThatCode(() -> {
                    try (JsonParser parser = factory.createParser(text)) {
                        for (int i = 0; i < 10 && ControlRequest.read(parser) != null; i++) {}
                    } catch (IOException _) {
                        // The client is told, or is let go.
                    }
                })
                .as(text)
                .doesNotThrowAnyException();
    }
}
