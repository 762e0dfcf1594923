package io.github.trunnion.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The value of a Date header, formatted once a second, as servers do. */
final class HttpDate {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static volatile HttpDate latest = new HttpDate(0);

    private final long second;
    private final String text;
    private final byte[] bytes;

    private HttpDate(long second) {
        this.second = second;
        text = FORMAT.format(Instant.ofEpochSecond(second));
        bytes = text.getBytes(US_ASCII);
    }

    /** Of this second. */
    static HttpDate now() {
        long second = System.currentTimeMillis() / 1000;
        HttpDate date = latest;
        if (date.second != second) {
            date = new HttpDate(second);
            latest = date;
        }
        return date;
    }

    /** As bytes, not to be written to. */
    byte[] bytes() {
        return bytes;
    }

    @Override
    public String toString() {
        return text;
    }
}
