package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.examples.RustDemo;
import io.github.trunnion.foreign.NativeFutureException;
import io.github.trunnion.foreign.NativeFutures;
import io.github.trunnion.foreign.NativePanicException;
import io.github.trunnion.foreign.NativeResult;
import io.github.trunnion.foreign.NativeValue;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The snippets of the page about Rust futures, where there is rustc. */
@SuppressWarnings("restricted")
class RustFuturesTest {
    private static final Pattern RUST = Pattern.compile("(?ms)^```rust\\n(.*?)^```$");

    private final Printed out = new Printed();
    private NativeFutures demo;
    private NativeFutures hello;
    private MethodHandle sleep;

    @BeforeEach
    void load() throws Exception {
        Optional<Path> built = RustDemo.build(Path.of("target", "native"));
        if (!Boolean.getBoolean("native.required")) {
            assumeTrue(built.isPresent(), "There is no rustc on the PATH.");
        }
        demo = NativeFutures.load(RustDemo.lookup(built.orElseThrow()));
        Path file = built.orElseThrow().resolveSibling("libhello.so");
        // region rust-load
        SymbolLookup library = SymbolLookup.libraryLookup(file, Arena.global());
        NativeFutures hello = NativeFutures.load(library);
        MethodHandle sleep = hello.constructor("hello_sleep", ValueLayout.JAVA_LONG);
        // endregion
        this.hello = hello;
        this.sleep = sleep;
    }

    @Test
    void run() throws Throwable {
        // region rust-run
        PollFuture<Long> future =
                NativeFutures.wrap((MemorySegment) sleep.invokeExact(10L), NativeResult::value);
        long slept = BlockOn.run(future); // this thread waits in epoll, inside Rust
        // endregion
        assertEquals(10, slept);
    }

    // region rust-lazy
    PollFuture<Long> sleep(long millis) {
        return PollFutures.lazy(() -> NativeFutures.wrap(makeSleep(millis), NativeResult::value));
    }

    private MemorySegment makeSleep(long millis) {
        try {
            return (MemorySegment) sleep.invokeExact(millis);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    // endregion

    /** As a handle that the library frees. */
    record Handle(long address, List<Long> freed) {
        void free() {
            freed.add(address);
        }
    }

    @Test
    void discard() throws Throwable {
        List<Long> freed = new CopyOnWriteArrayList<>();
        MemorySegment made = (MemorySegment) sleep.invokeExact(1L);
        // region rust-discard
        PollFuture<Handle> handle =
                NativeFutures.wrap(made, result -> new Handle(result.value(), freed), Handle::free);
        // endregion
        try (BridgeExecutor bridge = BridgeExecutor.builder().build()) {
            TaskFuture<Handle> task = bridge.spawn(handle);
            task.cancel(true);
            task.terminated().join();
        }
        handle.onDiscard(new Handle(7, freed));
        assertEquals(List.of(7L), freed);
    }

    @Test
    void executor() throws Exception {
        // region rust-executor
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("rust").build()) {
            List<PollFuture<Long>> many =
                    LongStream.range(0, 1000).mapToObj(i -> sleep(i % 10)).toList();
            List<Long> slept = bridge.spawn(PollFutures.all(many)).get(); // one thread for all
            TaskFuture<Long> reader = // a virtual thread of the bridge
                    Blocking.on(bridge.threadFactory())
                            .supply(() -> Await.on(bridge).await(sleep(5)));
            out.println(reader.get());
            out.println(slept.size());
        }
        // endregion
        assertEquals("5\n1000", out.text());
    }

    @Test
    void failures() throws Throwable {
        MethodHandle panics = demo.constructor("demo_panic", ValueLayout.JAVA_LONG);
        PollFuture<Long> panicking =
                NativeFutures.wrap((MemorySegment) panics.invokeExact(1L), NativeResult::value);
        assertThrows(NativePanicException.class, () -> BlockOn.run(panicking));
        MethodHandle echo =
                demo.constructor(
                        "demo_echo",
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG);
        PollFuture<Long> future =
                NativeFutures.wrap(
                        (MemorySegment) echo.invokeExact(1, 1L, 1L), NativeResult::value);
        // region rust-failures
        try {
            out.println(BlockOn.<Long>run(future));
        } catch (NativeFutureException e) { // Rust's Err
            out.println(e.code() == NativeFutureException.IO ? "errno " + e.value() : e);
        } catch (NativePanicException e) { // the message and its place in the Rust source
            out.println(e.getMessage());
        }
        // endregion
        assertTrue(out.text().startsWith("errno "), out::text);
    }

    @Test
    void a_wrong_path_is_refused_by_the_jdk() {
        Path file = Path.of("no-such.so").toAbsolutePath();
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> RustDemo.lookup(file));
        assertTrue(refused.getMessage().startsWith("Cannot open library: "), refused::getMessage);
    }

    @Test
    void own_failures() throws Throwable {
        PollFuture<Long> future =
                NativeFutures.wrap((MemorySegment) sleep.invokeExact(-1L), NativeResult::value);
        NativeFutureException failed =
                assertThrows(NativeFutureException.class, () -> BlockOn.run(future));
        assertEquals(NativeFutureException.FIRST_OF_LIBRARIES, failed.code());
        assertEquals("a sleep of -1 ms", failed.getMessage());
    }

    @Test
    void export() throws Throwable {
        MethodHandle shout = hello.constructor("hello_shout", ValueLayout.ADDRESS);
        // region rust-export
        PollFuture<String> java =
                PollFutures.map(PollFutures.sleep(Duration.ofMillis(5)), nothing -> "hello");
        MemorySegment exported = NativeFutures.export(java, NativeValue::of);
        PollFuture<String> rust =
                NativeFutures.wrap((MemorySegment) shout.invokeExact(exported), NativeResult::text);
        String answer = BlockOn.run(rust);
        // endregion
        assertEquals("HELLO", answer);
    }

    @Test
    void a_failure_of_java_comes_back_as_text() throws Throwable {
        MethodHandle shout = hello.constructor("hello_shout", ValueLayout.ADDRESS);
        PollFuture<String> java = PollFutures.failed(new IllegalArgumentException("no text"));
        MemorySegment exported = NativeFutures.export(java, NativeValue::of);
        PollFuture<String> rust =
                NativeFutures.wrap((MemorySegment) shout.invokeExact(exported), NativeResult::text);
        NativeFutureException failed =
                assertThrows(NativeFutureException.class, () -> BlockOn.run(rust));
        assertEquals("java.lang.IllegalArgumentException: no text", failed.getMessage());
        assertNull(failed.getCause());
    }

    @Test
    void a_library_without_panics_is_not_compiled() throws Exception {
        Path crate = Repository.root().resolve("loom-adapters/native/native/src/lib.rs");
        Process rustc =
                new ProcessBuilder(
                                "rustc",
                                "--edition",
                                "2021",
                                "--crate-type",
                                "rlib",
                                "-C",
                                "panic=abort",
                                "--emit",
                                "metadata",
                                "-o",
                                "abort.rmeta",
                                crate.toString())
                        .directory(Path.of("target", "native").toFile())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(rustc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertNotEquals(0, rustc.waitFor(), said);
        assertTrue(said.contains("pollfuture needs panic = \"unwind\""), said);
    }

    /** What the page shows of Rust is in the sources of the library or the crate. */
    @Test
    void rust_blocks_are_as_in_the_code() throws Exception {
        Path root = Repository.root();
        String all;
        try (Stream<Path> files = Files.walk(root.resolve("loom-adapters/native/native"))) {
            all =
                    files.filter(file -> file.toString().endsWith(".rs"))
                            .map(Repository::read)
                            .map(RustFuturesTest::withoutIndent)
                            .collect(Collectors.joining());
        }
        String page = Repository.read(root.resolve("docs/calling-rust-futures.md"));
        Matcher block = RUST.matcher(page);
        int blocks = 0;
        while (block.find()) {
            blocks++;
            for (String part : withoutIndent(block.group(1)).split("\\n\\.\\.\\.\\n")) {
                assertTrue(all.contains(part.strip()), () -> "in no source:\n" + part);
            }
        }
        assertTrue(blocks >= 2, "blocks are not recognised");
        Path hello = root.resolve("loom-adapters/native/native/hello");
        for (String whole : List.of("toml Cargo.toml", "rust src/lib.rs")) {
            String[] parts = whole.split(" ");
            String text = Repository.read(hello.resolve(parts[1]));
            assertTrue(page.contains("```" + parts[0] + "\n" + text + "```\n"), parts[1]);
        }
    }

    private static String withoutIndent(String text) {
        return text.replaceAll("(?m)^ +", "");
    }
}
