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
                                        + " vt); }",
                                "void f(int Blocking) { CompletableFuture.runAsync(() -> {}, vt);"
                                        + " }",
                                // what the call is told
                                "Object f() { return CompletableFuture.<Object>supplyAsync(() ->"
                                        + " \"x\", vt).exceptionally(t -> 5); }",
                                "void f() { CompletableFuture.<Object>supplyAsync(() -> \"x\","
                                        + " vt); }",
                                // would be captured
                                "CompletableFuture<java.util.List<?>> f(java.util.List<?> l) {"
                                        + " return CompletableFuture.supplyAsync(() -> l, vt); }",
                                "CompletableFuture<java.util.List<?>[]> f(java.util.List<?>[] l) {"
                                        + " return CompletableFuture.supplyAsync(() -> l, vt); }",
                                "CompletableFuture<Class<? extends A>> f() { return"
                                        + " CompletableFuture.supplyAsync(() -> getClass(), vt); }",
                                "CompletableFuture<Class<? extends Object>> f(Object o) { return"
                                        + " CompletableFuture.supplyAsync(o::getClass, vt); }",
                                "CompletableFuture<Number> f(java.util.List<? extends Number> l) {"
                                        + " return CompletableFuture.supplyAsync(() -> l.get(0),"
                                        + " vt); }",
                                "CompletableFuture<Number> f(java.util.List<? extends Number> l) {"
                                        + " return CompletableFuture.supplyAsync(l::getFirst, vt);"
                                        + " }",
                                "static class Box<T> { T value; } CompletableFuture<Number> f(Box<?"
                                        + " extends Number> b) { return"
                                        + " CompletableFuture.supplyAsync(() -> b.value, vt); }",
                                "Object f(java.util.List<?> l) { return"
                                        + " CompletableFuture.supplyAsync(() -> l,"
                                        + " vt).thenApply(x -> x); }")
                        .map(member -> inClass(FIELD + member))
                        .toArray(String[]::new));
    }

    @Test
    void supplyAsync_whereAClassNamedBlockingIsInherited_stays() {
        refuses(
                "public class S { public static class Blocking {} }",
                inClass(FIELD + "void f() { CompletableFuture.runAsync(() -> {}, vt); }")
                        .replace("class A", "class A extends p0.S"));
    }
}
