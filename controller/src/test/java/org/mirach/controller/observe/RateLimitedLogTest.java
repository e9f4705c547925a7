package org.mirach.controller.observe;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RateLimitedLogTest {
    @Test
    void afterSoManyLinesThereIsSilenceAndThenACount() {
        Logger log = (Logger) LoggerFactory.getLogger("rate-limited-test");
        log.setAdditive(false);
        log.setLevel(ch.qos.logback.classic.Level.WARN);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        AtomicLong clock = new AtomicLong();
        RateLimitedLog limited = new RateLimitedLog(2, Duration.ofSeconds(1), clock::get);
        for (int i = 0; i < 10; i++) {
            limited.warn(log, "line {}", i);
        }
        assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly("line 0", "line 1");
        clock.set(1_000_000_000L);
        limited.warn(log, "line {}", 10);
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .endsWith("8 lines like the next were left out", "line 10");
    }
}
