package io.github.trunnion.foreign;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;

import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;

/**
 * The Rust library for one test. When the test is over nothing of it may be left: no native object,
 * no slot of the waker table, no exported future.
 */
final class Rust implements BeforeEachCallback, AfterEachCallback {
    private RustLibrary library;
    private long[] before;
    private long slots;
    private long exported;

    @Override
    public void beforeEach(ExtensionContext test) {
        library = RustLibrary.get();
        before = library.live();
        slots = WakerTable.live();
        exported = ExportedFuture.live();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (library == null) {
            return; // the test was skipped
        }
        // Threads of the library and of closing executors may be about to let go.
        untilAsserted(() -> assertEquals(slots, WakerTable.live(), "slots of the waker table"));
        untilAsserted(() -> assertEquals(exported, ExportedFuture.live(), "exported futures"));
        untilAsserted(() -> assertArrayEquals(before, library.live(), "live native objects"));
    }

    static void untilAsserted(ThrowingRunnable assertion) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(assertion);
    }

    static void until(Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(20))
                .until(condition);
    }

    RustLibrary library() {
        return library;
    }

    /** A future that is made at its first poll. */
    PollFuture<Long> number(String function, Object... arguments) {
        return PollFutures.lazy(
                () -> NativeFutures.wrap(library.make(function, arguments), NativeResult::value));
    }

    /** How many there are more than when the test began. */
    long live(RustLibrary.Kind kind) {
        return library.live(kind) - before[kind.ordinal()];
    }

    PollFuture<Long> sleep(long millis) {
        return number("demo_sleep", millis);
    }

    PollFuture<byte[]> httpGet(int port, String path) {
        return PollFutures.lazy(
                () -> {
                    try (Arena arena = Arena.ofConfined()) {
                        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
                        MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
                        return NativeFutures.wrap(
                                library.make("demo_http_get", port, text, (long) bytes.length),
                                NativeResult::bytes);
                    }
                });
    }

    PollFuture<Long> fail(int code, String message) {
        return PollFutures.lazy(
                () -> {
                    try (Arena arena = Arena.ofConfined()) {
                        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
                        MemorySegment text = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
                        return NativeFutures.wrap(
                                library.make("demo_fail", code, text, (long) bytes.length),
                                NativeResult::value);
                    }
                });
    }
}
