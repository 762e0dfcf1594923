package io.github.trunnion.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openrewrite.java.Assertions.java;

import org.junit.jupiter.api.Test;

import java.util.List;

class FindCompletableFutureUseTest extends RecipeTest {
    private static final String SOURCE =
            """
            package p;

            import java.util.concurrent.*;

            public class A {
                CompletableFuture<String> made = new CompletableFuture<>();
                Executor pool = Executors.newCachedThreadPool();

                public CompletableFuture<String> open(CompletableFuture<String> f) {
                    f.thenAccept(x -> f.join());
                    CompletableFuture.allOf(f)
                            .orTimeout(1, TimeUnit.SECONDS)
                            .join();
                    return f.thenApplyAsync(x -> x);
                }

                void shut(CompletableFuture<String> f) throws Exception {
                    f.get(1, TimeUnit.SECONDS);
                    f.cancel(true);
                    CompletableFuture.supplyAsync(() -> 1);
                }
            }
            """;

    FindCompletableFutureUseTest() {
        super(new FindCompletableFutureUse());
    }

    @Test
    void eachUse_isMarkedWithItsKinds() {
        rewriteRun(
                java(
                        SOURCE,
                        SOURCE.replace("= new Comp", "= /*~~(creation)~~>*/new Comp")
                                .replace("= Executors", "= /*~~(executor)~~>*/Executors")
                                .replace("> open", "> /*~~(public signature)~~>*/open")
                                .replace("f.thenAccept", "/*~~(dangling future)~~>*/f.thenAccept")
                                .replace("-> f.join", "-> /*~~(wait in a callback)~~>*/f.join")
                                .replace(
                                        "        CompletableFuture.allOf",
                                        "        /*~~(wait)~~>*//*~~(timeout)~~>*/"
                                                + "/*~~(allOf, anyOf)~~>*/CompletableFuture.allOf")
                                .replace(
                                        "return f.then",
                                        "return /*~~(async without executor)~~>*/f.then")
                                .replace("f.get(", "/*~~(wait)~~>*/f.get(")
                                .replace(
                                        "CompletableFuture.supplyAsync",
                                        "/*~~(creation; async without executor; dangling future)"
                                                + "~~>*/CompletableFuture.supplyAsync")));
    }

    @Test
    void eachUse_isARowWithItsPlace() {
        rewriteRun(
                spec ->
                        spec.dataTable(
                                CompletableFutureUses.Row.class,
                                rows -> {
                                    assertThat(rows).hasSize(13);
                                    assertThat(rows)
                                            .contains(
                                                    new CompletableFutureUses.Row(
                                                            "p/A.java",
                                                            "p.A",
                                                            "open",
                                                            10,
                                                            "wait in a callback",
                                                            "f.join()"),
                                                    new CompletableFutureUses.Row(
                                                            "p/A.java",
                                                            "p.A",
                                                            "",
                                                            6,
                                                            "creation",
                                                            "new CompletableFuture<>()"),
                                                    new CompletableFutureUses.Row(
                                                            "p/A.java",
                                                            "p.A",
                                                            "open",
                                                            9,
                                                            "public signature",
                                                            "public CompletableFuture<String>"
                                                                + " open(CompletableFuture<String>"
                                                                + " f)"));
                                }),
                java(SOURCE, spec -> spec.after(marked -> marked)));
    }

    @Test
    void kinds_areCountedOverAllFiles() {
        rewriteRun(
                spec ->
                        spec.dataTable(
                                CompletableFutureCounts.Row.class,
                                rows ->
                                        assertThat(rows)
                                                .containsAll(
                                                        List.of(
                                                                new CompletableFutureCounts.Row(
                                                                        "wait", 4, 2),
                                                                new CompletableFutureCounts.Row(
                                                                        "executor", 2, 2)))),
                java(SOURCE, spec -> spec.after(marked -> marked)),
                java(SOURCE.replace("class A", "class B"), spec -> spec.after(marked -> marked)));
    }

    @Test
    void filesWithoutFutures_areLeftAlone() {
        refuses(
                inClass(
                        """
                        String m(java.util.function.Supplier<String> s) {
                            return String.join(",", s.get());
                        }
                        """));
    }
}
