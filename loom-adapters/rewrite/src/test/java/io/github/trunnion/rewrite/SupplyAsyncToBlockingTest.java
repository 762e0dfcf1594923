package io.github.trunnion.rewrite;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class SupplyAsyncToBlockingTest extends RecipeTest {
    SupplyAsyncToBlockingTest() {
        super(new SupplyAsyncToBlocking());
    }

    private static final String FIELD =
            "final ExecutorService vt = Executors.newVirtualThreadPerTaskExecutor();\n";

    private static String blocking(String member) {
        return inClassWith("io.github.trunnion.loom.Blocking", member);
    }

    @Test
    void supplyAsync_onAFinalField_becomesASupply() {
        List<String> all =
                List.of(
                        "CompletableFuture<String> f = §() -> \"x\"¶;",
                        "CompletableFuture<Integer> f = §() -> 1¶;",
                        "String s; CompletableFuture<String> f = §this::toString¶;",
                        "CompletableFuture<Integer> f = §() -> new Object()¶.thenApply(x -> 1);",
                        "Object m() { return §() -> { return 1; }¶.join(); }",
                        "CompletableFuture<Integer> f = §() -> a() + 1¶; int a() { return 1; }");
        changesAll(
                all.stream()
                        .map(
                                member ->
                                        inClass(
                                                FIELD
                                                        + member.replace(
                                                                        "§",
                                                                        "CompletableFuture.supplyAsync(")
                                                                .replace("¶", ", vt)")))
                        .toList(),
                all.stream()
                        .map(
                                member ->
                                        blocking(
                                                FIELD
                                                        + member.replace(
                                                                        "§",
                                                                        "Blocking.on(vt).supply(")
                                                                .replace(
                                                                        "¶",
                                                                        ").toCompletableFuture()")))
                        .toList());
    }

    @Test
    void runAsync_asAStatement_becomesARun() {
        changes(
                inClass(
                        """
                        void m() {
                            try (var vt = Executors.newVirtualThreadPerTaskExecutor()) {
                                CompletableFuture.runAsync(() -> Thread.yield(), vt);
                                CompletableFuture<Void> f = CompletableFuture.runAsync(this::m, vt);
                            }
                        }
                        """),
                blocking(
                        """
                        void m() {
                            try (var vt = Executors.newVirtualThreadPerTaskExecutor()) {
                                Blocking.on(vt).run(() -> Thread.yield());
                                CompletableFuture<Void> f = Blocking.on(vt).run(this::m).toCompletableFuture();
                            }
                        }
                        """));
    }

    @Test
    void supplyAsync_onAnExecutorMadeInTheCall_needsNoExecutor() {
        changes(
                inClass(
                        """
                        String m() {
                            return CompletableFuture.supplyAsync(() -> "x", Executors.newVirtualThreadPerTaskExecutor()).join();
                        }
                        """),
                blocking(
                        """
                        String m() {
                            return Blocking.supply(() -> "x").toCompletableFuture().join();
                        }
                        """));
    }

    @Test
    void supplyAsync_onAnExecutorThatIsNotProved_stays() {

        refuses(
                Stream.of(
                                "ExecutorService vt = Executors.newVirtualThreadPerTaskExecutor();",
                                "final ExecutorService vt; A() { vt ="
                                        + " Executors.newVirtualThreadPerTaskExecutor(); }",
                                "final ExecutorService vt = Executors.newCachedThreadPool();",
                                "final ExecutorService vt ="
                                        + " Executors.newVirtualThreadPerTaskExecutor(); void"
                                        + " m(Executor vt) {}",
                                "final Executor vt = Runnable::run;",
                                "Executor vt() { return"
                                        + " Executors.newVirtualThreadPerTaskExecutor(); } final"
                                        + " Executor vt = vt();")
                        .map(
                                executor ->
                                        inClass(
                                                executor
                                                        + "\n"
                                                        + "void n() {"
                                                        + " CompletableFuture.supplyAsync(() -> 1,"
                                                        + " vt); }"))
                        .toArray(String[]::new));
    }

    @Test
    void supplyAsync_whoseTypeOrFailureIsNotProved_stays() {

        refuses(
                Stream.of(
                                "CompletableFuture<Object> f = CompletableFuture.supplyAsync(() ->"
                                        + " \"x\", vt);",
                                "CompletableFuture<java.util.List<String>> f ="
                                    + " CompletableFuture.supplyAsync(() -> java.util.List.of(),"
                                    + " vt);",
                                "CompletableFuture<String> f = CompletableFuture.supplyAsync(() ->"
                                        + " null, vt);",
                                "CompletableFuture<String> f(java.util.function.Supplier<String> s)"
                                        + " { return CompletableFuture.supplyAsync(s, vt); }",
                                "void f() { CompletableFuture.supplyAsync(() -> 1); }",
                                "void f() { CompletableFuture.supplyAsync(() -> 1,"
                                    + " vt).exceptionally(t -> t instanceof CompletionException ? 1"
                                    + " : 2); }",
                                "class Blocking {} void f() { CompletableFuture.runAsync(() -> {},"
                                        + " vt); }")
                        .map(member -> inClass(FIELD + member))
                        .toArray(String[]::new));
    }
}
