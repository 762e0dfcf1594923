package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.Throwing;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Stages;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The example of the README. */
class ReadmeTest {
    @TempDir Path dir;

    @Test
    void three_worlds() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "file");
        assertEquals("[poll, stage, file]", printedBy(() -> threeWorlds(file)));
    }

    private static void threeWorlds(Path file) throws Exception {
        // region three-worlds
        try (BridgeExecutor bridge = BridgeExecutor.builder().name("io").build()) {
            PollFuture<Void> pause = PollFutures.sleep(Duration.ofMillis(10));
            PollFuture<String> poll = PollFutures.map(pause, x -> "poll");
            CompletableFuture<String> stage = CompletableFuture.supplyAsync(() -> "stage");
            TaskFuture<String> blocking = Blocking.supply(() -> Files.readString(file));
            var all = PollFutures.all(List.of(poll, Stages.hot(stage), Stages.hot(blocking)));
            List<String> values = Await.on(bridge).await(all);
            System.out.println(values); // [poll, stage, file]
        }
        // endregion
    }

    private static String printedBy(Throwing.Runnable program) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }
}
