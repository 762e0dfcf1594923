package io.github.trunnion.rewrite;

import static org.openrewrite.java.Assertions.java;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class JoinToAwaitTest extends RecipeTest {
    JoinToAwaitTest() {
        super(new JoinToAwait());
    }

    private static String awaits(String member) {
        return inClassWith("io.github.trunnion.loom.Await", member);
    }

    @Test
    void join_whereInterruptsGetOut_becomesAnAwait() {
        List<String> all =
                List.of(
                        "String m(CompletableFuture<String> f) throws InterruptedException { return"
                                + " %s; }",
                        "String m(CompletableFuture<String> f) throws Exception { var s = %s;"
                                + " return s; }",
                        "void m(CompletableFuture<String> f) throws Throwable { %s; }",
                        "int m(CompletableFuture<String> f) throws Exception { return %s.length();"
                                + " }",
                        "void m(CompletableFuture<String> f) throws Exception {"
                                + " System.out.println(%s); }",
                        "void m(CompletableFuture<? extends String> f) throws Exception { use(%s);"
                                + " } void use(String s) {} void use(Object o) {}",
                        "int m(CompletableFuture<Integer> f) throws Exception { int i = %s; return"
                                + " %<s; }",
                        "boolean m(CompletableFuture<Integer> f) throws Exception { return 1 + %s >"
                                + " 2; }",
                        "Callable<String> m(CompletableFuture<String> f) { return () -> %s; }",
                        "void m(CompletableFuture<String> f) { try { %s; Thread.sleep(1); }"
                                + " catch (InterruptedException e) { Thread.yield(); } }",
                        "void m(CompletableFuture<String> f) throws Exception {"
                                + " try { %s; } finally { Thread.yield(); } }",
                        "void m(CompletableFuture<String> f) throws Exception {"
                                + " try { %s; System.in.read(); } catch (IOException e) { } }",
                        "void m(CompletableFuture<String> f) throws Exception {"
                                + " try { f.isDone(); } catch (RuntimeException e) { %s; } }",
                        "A(CompletableFuture<String> f) throws InterruptedException { %s; }",
                        "Object o = new Object() { void m(CompletableFuture<String> f) throws"
                                + " Exception { %s; } };");
        changesAll(
                all.stream().map(member -> inClass(member.formatted("f.join()"))).toList(),
                all.stream().map(member -> awaits(member.formatted("Await.await(f)"))).toList());
    }

    @Test
    void join_atTheEndOfAChain_hasTheChainAwaited() {
        changes(
                inClass(
                        """
                        void m(CompletableFuture<String> f) throws Exception {
                            String s = f
                                    .thenApply(String::strip)
                                    .join();
                            CompletableFuture.allOf(f, f).join();
                            (f).join().strip();
                        }
                        """),
                awaits(
                        """
                        void m(CompletableFuture<String> f) throws Exception {
                            String s = Await.await(f
                                    .thenApply(String::strip));
                            Await.await(CompletableFuture.allOf(f, f));
                            Await.await(f).strip();
                        }
                        """));
    }

    @Test
    void get_whereAnyExceptionGetsOut_becomesAnAwait() {
        String member =
                "String m(CompletableFuture<String> f) throws Exception {"
                        + " try { return %s; } finally { f.cancel(true); } }";
        changes(inClass(member.formatted("f.get()")), awaits(member.formatted("Await.await(f)")));
    }

    @Test
    void join_whereSomethingIsNotProved_stays() {

        refuses(
                Stream.of(
                                // no way out for an interrupt
                                "String m(CompletableFuture<String> f) { return f.join(); }",
                                "void m(CompletableFuture<String> f) throws IOException { f.join();"
                                        + " }",
                                "void m(CompletableFuture<String> f) throws Exception {"
                                        + " Runnable r = () -> f.join(); }",
                                "void m(CompletableFuture<String> f) throws Exception {"
                                    + " f.thenApply(x -> f.join()); f.thenApply(x -> { f.join();"
                                    + " return 1; }); }",
                                "<X extends Exception> void m(CompletableFuture<String> f) throws X"
                                        + " { f.join(); }",
                                "static final String S ="
                                        + " CompletableFuture.completedFuture(\"\").join();",
                                "static { CompletableFuture.completedFuture(\"\").join(); }",
                                "{ CompletableFuture.completedFuture(\"\").join(); } A() throws"
                                        + " Exception {}",
                                "void m() throws Exception { new Object() { {"
                                        + " CompletableFuture.completedFuture(1).join(); } }; }",
                                // somebody around takes what an await throws, or what a join threw
                                "void m(CompletableFuture<String> f) throws Exception {"
                                        + " try { f.join(); } catch (CompletionException e) { } }",
                                "void m(CompletableFuture<String> f) throws Exception {"
                                        + " try { f.join(); } catch (RuntimeException e) { } }",
                                "void m(CompletableFuture<String> f) throws Exception { try {"
                                        + " f.join(); } catch (IllegalStateException e) { } }",
                                "void m(CompletableFuture<String> f) throws Exception {"
                                        + " try { f.join(); } catch (Exception e) { } }",
                                "void m(CompletableFuture<String> f) throws Exception {"
                                        + " try { f.join(); } catch (Throwable e) { } }",
                                "void m(CompletableFuture<String> f) throws Exception { try { try {"
                                    + " f.join(); Thread.sleep(1); } catch (InterruptedException e)"
                                    + " { } } catch (Error e) { } }",
                                "void m(CompletableFuture<AutoCloseable> f) throws Exception { try"
                                    + " (var c = f.join()) { } catch (RuntimeException e) { } }",
                                // get: callers are told of ExecutionException
                                "void m(CompletableFuture<String> f) throws InterruptedException,"
                                        + " ExecutionException { f.get(); }",
                                "void m(CompletableFuture<String> f) throws Exception {"
                                        + " try { f.get(); } catch (ExecutionException e) { } }",
                                "void m(Future<String> f) throws Exception { f.get(); }",
                                "void m(CompletableFuture<String> f) throws Exception {"
                                        + " f.get(1, TimeUnit.SECONDS); }",
                                // typed by what is around it
                                "void m(CompletableFuture<Integer> f) throws Exception {"
                                    + " use(f.join()); } void use(Object o) {} void use(long i) {}",
                                "Object m(CompletableFuture<Integer> f) throws Exception {"
                                        + " return f.isDone() ? f.join() : 1.0; }",
                                "void m(@SuppressWarnings(\"rawtypes\") CompletableFuture f) throws"
                                        + " Exception { f.join(); }",
                                // no stage of somebody else
                                "class B extends CompletableFuture<String> { void m() throws"
                                        + " Exception { join(); this.join(); super.join(); } }",
                                // a name that means something else
                                "class Await {} void m(CompletableFuture<String> f) throws"
                                        + " Exception { f.join(); }",
                                "void m(CompletableFuture<String> f) throws Exception { f /* why */"
                                        + " .thenRun(() -> {}) /* here */ .join(); }")
                        .map(member -> inClass(member))
                        .toArray(String[]::new));
    }

    @Test
    void join_underACallerThatLooksForTheWrapper_stays() {
        refuses(
                inClass(
                        """
                        String inner(CompletableFuture<String> f) throws InterruptedException {
                            return f.join();
                        }

                        String middle(CompletableFuture<String> f) throws InterruptedException {
                            return inner(f);
                        }

                        String outer(CompletableFuture<String> f) throws InterruptedException {
                            try {
                                return middle(f);
                            } catch (RuntimeException e) {
                                return e.getCause().getMessage();
                            }
                        }
                        """));
    }

    @Test
    void join_underACallerInAnotherFile_stays() {
        String joins =
                "class B { static void b(java.util.concurrent.CompletableFuture<String> f)"
                        + " throws Exception { f.join(); } }";
        String handles =
                inClass(
                        """
                        void m(CompletableFuture<String> f) throws Exception {
                            try {
                                B.b(f);
                            } catch (CompletionException e) {
                                Thread.yield();
                            }
                        }
                        """);
        rewriteRun(java(joins), java(handles));
    }

    @Test
    void join_inACallableOfAFileThatLooksForWrappers_stays() {
        refuses(
                inClass(
                        """
                        Callable<String> m(CompletableFuture<String> f) {
                            return () -> f.join();
                        }

                        boolean isWrapped(Throwable t) {
                            return t instanceof CompletionException;
                        }
                        """));
    }
}
