package io.github.trunnion.examples.orders;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the steps log while this is open, each line with its MDC. */
final class RecordedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    record Line(String text, Map<String, String> mdc) {}

    private final Logger logger =
            (Logger) LoggerFactory.getLogger("io.github.trunnion.examples.orders");
    private final Level before = logger.getLevel();
    private final List<Line> lines = new CopyOnWriteArrayList<>();

    RecordedLog() {
        setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        start();
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        lines.add(new Line(event.getFormattedMessage(), Map.copyOf(event.getMDCPropertyMap())));
    }

    List<Line> lines() {
        return List.copyOf(lines);
    }

    boolean has(String start) {
        return lines.stream().anyMatch(line -> line.text.startsWith(start));
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setAdditive(true);
        logger.setLevel(before);
    }
}
