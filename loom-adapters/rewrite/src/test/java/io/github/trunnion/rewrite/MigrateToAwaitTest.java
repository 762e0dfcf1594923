package io.github.trunnion.rewrite;

import org.junit.jupiter.api.Test;

class MigrateToAwaitTest extends RecipeTest {
    MigrateToAwaitTest() {
        super(new MigrateToAwait());
    }

    @Test
    void aStart_thatIsJoined_isStartedAndAwaited() {
        changes(
                inClass(
                        """
                        String m() throws Exception {
                            try (var vt = Executors.newVirtualThreadPerTaskExecutor()) {
                                var f = CompletableFuture.supplyAsync(() -> "x", vt);
                                return CompletableFuture.supplyAsync(() -> f.join(), vt).join();
                            }
                        }
                        """),
                inClass(
                                """
                                String m() throws Exception {
                                    try (var vt = Executors.newVirtualThreadPerTaskExecutor()) {
                                        var f = Blocking.on(vt).supply(() -> "x").toCompletableFuture();
                                        return Await.await(Blocking.on(vt).supply(() -> Await.await(f)).toCompletableFuture());
                                    }
                                }
                                """)
                        .replace(
                                "import java.io",
                                "import io.github.trunnion.loom.Await;\n"
                                        + "import io.github.trunnion.loom.Blocking;\n\n"
                                        + "import java.io"));
    }

    @Test
    void aLadderAndAJoin_becomeAwaits() {
        changes(
                """
                import java.util.concurrent.CompletableFuture;
                import java.util.concurrent.CompletionException;

                class A {
                    String m(CompletableFuture<String> f) throws InterruptedException {
                        f.join();
                        try {
                            return f.join();
                        } catch (CompletionException e) {
                            if (e.getCause() instanceof IllegalArgumentException wrong) {
                                return wrong.getMessage();
                            }
                            throw e;
                        }
                    }
                }
                """,
                """
                import io.github.trunnion.loom.Await;

                import java.util.concurrent.CompletableFuture;

                class A {
                    String m(CompletableFuture<String> f) throws InterruptedException {
                        Await.await(f);
                        try {
                            return Await.await(f);
                        } catch (IllegalArgumentException wrong) {
                            return wrong.getMessage();
                        }
                    }
                }
                """);
    }
}
