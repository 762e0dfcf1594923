package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.AwaitException;
import io.github.trunnion.loom.AwaitOptions;
import io.github.trunnion.loom.Facades;
import io.github.trunnion.loom.Flows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The snippets of the page about streams and facades. */
class StreamsAndFacadesTest {
    private final Printed out = new Printed();

    // region facade-interfaces
    interface AsyncStore {
        CompletionStage<String> read(String name);

        CompletableFuture<Void> delete(String name);
    }

    interface Store {
        String read(String name) throws IOException, InterruptedException;

        void delete(String name);
    }

    // endregion

    private static final class Memory implements AsyncStore {
        @Override
        public CompletionStage<String> read(String name) {
            return name.isEmpty()
                    ? CompletableFuture.failedFuture(new FileNotFoundException("no name"))
                    : CompletableFuture.supplyAsync(() -> "content of " + name);
        }

        @Override
        public CompletableFuture<Void> delete(String name) {
            return new CompletableFuture<>();
        }
    }

    @Test
    void an_interface_becomes_blocking() throws Exception {
        AsyncStore client = new Memory();
        // region facade-blocking
        Store store = Facades.blocking(Store.class, client);
        String content = store.read("a.txt"); // parks the thread, not a carrier
        // endregion
        assertEquals("content of a.txt", content);
        assertThrows(FileNotFoundException.class, () -> store.read(""));
        // region facade-options
        AwaitOptions<TimeoutException> quick = Await.with().timeout(Duration.ofMillis(50));
        Store impatient = Facades.blocking(Store.class, client, quick);
        // endregion
        AwaitException late = assertThrows(AwaitException.class, () -> impatient.delete("a.txt"));
        assertEquals(TimeoutException.class, late.getCause().getClass());
    }

    @Test
    void an_interface_becomes_asynchronous() throws Exception {
        Store store = Facades.blocking(Store.class, new Memory());
        // region facade-async
        AsyncStore async = Facades.async(AsyncStore.class, store);
        async.read("a.txt").thenAccept(out::println).toCompletableFuture().join();
        // endregion
        assertEquals("content of a.txt", out.text());
    }

    @Test
    void elements_are_pulled() {
        Flow.Publisher<Integer> numbers =
                Flows.publisher(
                        emitter -> {
                            for (int i = 0; ; i++) {
                                emitter.emit(i);
                            }
                        });
        // region flow-stream
        try (Stream<Integer> pulled = Flows.stream(numbers, 64)) {
            pulled.takeWhile(number -> number < 3).forEach(out::println);
        }
        // endregion
        assertEquals("0\n1\n2", out.text());
    }

    @Test
    void lines_are_published(@TempDir Path dir) throws Exception {
        Path file = Files.writeString(dir.resolve("lines.txt"), "first\nsecond\n");
        // region flow-publisher
        Flow.Publisher<String> lines =
                Flows.publisher(
                        emitter -> {
                            try (BufferedReader in = Files.newBufferedReader(file)) {
                                String line;
                                while ((line = in.readLine()) != null) {
                                    emitter.emit(line);
                                }
                            }
                        });
        // endregion
        try (Stream<String> pulled = Flows.stream(lines, 1)) {
            pulled.forEach(out::println);
        }
        assertEquals("first\nsecond", out.text());
        // region flow-first
        PollFuture<String> first =
                PollFutures.recover(
                        Flows.first(lines), empty -> PollFutures.ready("an empty file"));
        out.println(Await.await(first));
        // endregion
        assertEquals("first\nsecond\nfirst", out.text());
        Flow.Publisher<String> none = Flows.publisher(emitter -> {});
        assertThrows(NoSuchElementException.class, () -> Await.await(Flows.first(none)));
        assertThrows(IllegalStateException.class, () -> Await.await(Flows.single(lines)));
    }
}
