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
                                        + " .thenRun(() -> {}) /* here */ .join(); }",
                                "void m(CompletableFuture<String> f) throws Exception { f // why\n"
                                        + " .join(); }",
                                "void m(CompletableFuture<String> f) throws Exception {"
                                        + " f.join(/* why */); }",
                                "void m(CompletableFuture<String> f) throws Exception {"
                                        + " f./* why */join(); }",
                                "void m(CompletableFuture<String> f) throws Exception {"
                                        + " f.join /* why */ (); }",
                                // a subclass may wait in its own way
                                "class B extends CompletableFuture<String> { @Override public"
                                        + " String join() { return \"\"; } } void m(B f) throws"
                                        + " Exception { f.join(); f.get(); }",
                                "class B extends CompletableFuture<String> {} void m(B f) throws"
                                        + " Exception { f.thenApply(s -> s).join();"
                                        + " ((CompletableFuture<String>) f).join();"
                                        + " f.toCompletableFuture().thenRun(this::toString).get();"
                                        + " }",
                                "class B<T> extends CompletableFuture<T> { class In { T in() throws"
                                        + " Exception { return B.this.join(); } } }",
                                "<F extends CompletableFuture<String>> void m(F f) throws Exception"
                                        + " { f.join(); }",
                                "void m() throws Exception { var f = new"
                                        + " CompletableFuture<String>() { @Override public String"
                                        + " join() { return \"\"; } }; f.join(); f.get(); new"
                                        + " CompletableFuture<String>() {}.join(); }")
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
    void join_inALambdaOrACallable_isAwaitedIfNobodyHandlesAnything() {
        List<String> all =
                List.of(
                        "Callable<String> m(CompletableFuture<String> f) { return () -> %s; }",
                        "String in(CompletableFuture<String> f) throws Exception { return %s; }"
                                + " Callable<String> m(CompletableFuture<String> f) { return () ->"
                                + " in(f); }",
                        "record R(CompletableFuture<String> f) implements Callable<String> {"
                                + " public String call() throws Exception { return %s; } }");
        changesAll(
                all.stream().map(member -> inClass(member.formatted("f.join()"))).toList(),
                all.stream().map(member -> awaits(member.formatted("Await.await(f)"))).toList());
    }

    /** With a file beside them in which something is handled. */
    @Test
    void join_whoseFailureMayGoAnywhere_staysIfAnythingIsHandled() {
        List<String> handlers =
                List.of(
                        "void n(Callable<String> c) throws Exception { try { c.call(); } catch"
                                + " (CompletionException e) { } }",
                        "void n(Future<String> c) throws Exception { try { c.get(); } catch"
                                + " (ExecutionException e) { } }",
                        "Throwable n(Throwable t) { return t.getCause(); }",
                        "java.util.function.UnaryOperator<Throwable> u = Throwable::getCause;",
                        "boolean n(Throwable t) { return t instanceof CompletionException; }",
                        "void n(Callable<String> c) throws Exception { try { c.call(); } catch"
                                + " (IllegalArgumentException e) { } }");
        List<String> joins =
                List.of(
                        "Callable<String> m(CompletableFuture<String> f) { return () -> f.join();"
                                + " }",
                        "String in(CompletableFuture<String> f) throws Exception { return"
                                + " f.join(); } Callable<String> m(CompletableFuture<String> f) {"
                                + " return () -> in(f); }",
                        "CompletableFuture<String> f; String in() throws Exception { return"
                                + " f.join(); } Callable<String> m() { return this::in; }",
                        "record R(CompletableFuture<String> f) implements Callable<String> {"
                                + " public String call() throws Exception { return in(); } String"
                                + " in() throws Exception { return f.join(); } }",
                        "Callable<String> m(CompletableFuture<String> f) { return new Callable<>()"
                                + " { public String call() throws Exception { return f.join(); }"
                                + " }; }",
                        "class B { B(CompletableFuture<String> f) throws Exception { f.join(); } }"
                                + " interface Make { B b(CompletableFuture<String> f) throws"
                                + " Exception; } Make m() { return B::new; }");
        for (String handler : handlers) {
            refuses(
                    Stream.concat(joins.stream(), Stream.of(handler))
                            .map(member -> inClass(member))
                            .toArray(String[]::new));
        }
    }

    @Test
    void join_inAMethodOfTheSourcesThatOverridesOne_isAwaitedIfItsOwnCallersHandleNothing() {
        String before =
                """
                interface Loads {
                    String load(CompletableFuture<String> f) throws InterruptedException;
                }

                class Loader implements Loads {
                    public String load(CompletableFuture<String> f) throws InterruptedException {
                        return %s;
                    }
                }
                """;
        String handler =
                inClass(
                        "void n() { try { toString(); } catch (RuntimeException e) {"
                                + " Thread.yield(); } }");
        String from = "package p0;\n" + inClass(before.formatted("f.join()"));
        String to = "package p0;\n" + awaits(before.formatted("Await.await(f)"));
        rewriteRun(java(from, to), java("package p1;\n" + handler));
    }

    @Test
    void join_inALambdaInAGuardedTry_stays() {
        refuses(
                inClass(
                        """
                        static <T> T call(Callable<T> c) {
                            try {
                                return c.call();
                            } catch (RuntimeException e) {
                                throw e;
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        }

                        String m(CompletableFuture<String> f) {
                            try {
                                return call(() -> f.join());
                            } catch (RuntimeException e) {
                                return e.getCause().getMessage();
                            }
                        }
                        """));
    }

    @Test
    void join_underACallerThatTakesAnythingUnchecked_stays() {
        for (String caught :
                List.of("IllegalArgumentException", "RuntimeException", "Exception", "Throwable")) {
            refuses(
                    inClass(
                            """
                            String load(CompletableFuture<String> f) throws InterruptedException {
                                return f.join();
                            }

                            String m(CompletableFuture<String> f) throws Exception {
                                try {
                                    return load(f);
                                } catch (%s e) {
                                    return "";
                                }
                            }
                            """
                                    .formatted(caught)));
        }
    }

    @Test
    void join_inAResourceThatIsClosedInAHandler_stays() {
        refuses(
                inClass(
                        """
                        record R(CompletableFuture<String> f) implements AutoCloseable {
                            public void close() throws InterruptedException {
                                end();
                            }

                            void end() throws InterruptedException {
                                f.join();
                            }
                        }

                        void m(CompletableFuture<String> f) throws InterruptedException {
                            try (R r = new R(f)) {
                                Thread.yield();
                            } catch (CompletionException e) {
                                Thread.yield();
                            }
                        }
                        """));
    }

    @Test
    void join_inAConstructorThatAnotherOneCalls_stays() {
        String base =
                """
                static class Base {
                    Base(CompletableFuture<String> f) throws InterruptedException {
                        f.join();
                    }

                    Base() throws InterruptedException {
                        CompletableFuture.completedFuture("").join();
                    }
                }

                """;
        String use =
                """

                void m(CompletableFuture<String> f) throws InterruptedException {
                    try {
                        new %s;
                    } catch (CompletionException e) {
                        Thread.yield();
                    }
                }
                """;
        String sub = "static class Sub extends Base { Sub(%s) throws InterruptedException { %s } }";
        refuses(
                inClass(
                        base
                                + sub.formatted("CompletableFuture<String> f", "super(f);")
                                + use.formatted("Sub(f)")));
        refuses(inClass(base + sub.formatted("int i", "") + use.formatted("Sub(1)")));
        refuses(
                inClass(
                        base
                                + sub.formatted("", "super();")
                                + "static class Last extends Sub { Last(int i) throws"
                                + " InterruptedException { this(); } Last() throws"
                                + " InterruptedException { } }"
                                + use.formatted("Last(1)")));
        refuses(inClass(base + use.formatted("Base(f) {}")));
        refuses(
                inClass(
                        """
                        static class Lazy {
                            String s = load();

                            Lazy() throws InterruptedException {}

                            static String load() throws InterruptedException {
                                return CompletableFuture.completedFuture("").join();
                            }
                        }
                        """
                                + use.formatted("Lazy()")));
    }

    @Test
    void join_whereAwaitIsAnotherName_stays() {
        String join = " void m(CompletableFuture<String> f) throws Exception { f.join(); }";
        refuses(
                Stream.of(
                                "class Await {}",
                                "int Await;",
                                "void n(int Await) {}",
                                "void n() { int Await = 1; }",
                                "void n() { for (int Await : new int[1]) { } }",
                                "<Await> void n(Await a) {}",
                                "enum E { Await }",
                                "record R(int Await) {}",
                                "boolean n(Object o) { return o instanceof String Await; }",
                                "record P(Object o) {} boolean n(Object o) { return o instanceof"
                                        + " P(var Await); }",
                                "Callable<Object> c(java.util.function.Function<Object, Object> g)"
                                        + " { return c(Await -> 1); }",
                                "void n() { try (var Await = new java.io.StringReader(\"\")) { }"
                                        + " catch (Exception e) { } }",
                                "void n() { try { } catch (RuntimeException Await) { } }")
                        .map(member -> inClass(member + join))
                        .toArray(String[]::new));
        String types =
                "public class S { public static class Await {} public interface I { int Await = 1;"
                        + " } }";
        for (String parent : List.of("extends p0.S", "implements p0.S.I")) {
            refuses(types, inClass(join).replace("class A", "class A " + parent));
        }
        refuses(types, inClass("Object o = new p0.S() {};" + join));
        refuses(types, "import static p0.S.I.Await;\n" + inClass(join));
        refuses(types, "import static p0.S.I.*;\n" + inClass(join));
    }
}
