package io.github.trunnion.rewrite;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.Stream;

class CompletionCatchToDirectTest extends RecipeTest {
    CompletionCatchToDirectTest() {
        super(new CompletionCatchToDirect());
    }

    private static String before(String clause) {
        return inClass(method("f.join()", " catch (CompletionException e) {\n" + clause + "}"));
    }

    private static String method(String value, String rest) {
        return """
        String m(CompletableFuture<String> f) throws IOException, InterruptedException {
        %s}
        """
                .formatted(("try {\n    return " + value + ";\n}" + rest).indent(4));
    }

    private static String awaits(String member) {
        return inClassWith("io.github.trunnion.loom.Await", member);
    }

    private static String plain(String value) {
        return awaits(
                """
                String m(CompletableFuture<String> f) throws IOException, InterruptedException {
                    return %s;
                }
                """
                        .formatted(value));
    }

    @Test
    void aCheckedCause_thatIsThrownOn_isDeclaredInTheAwait() {
        List<String> all =
                List.of(
                        "    if (e.getCause() instanceof IOException io) throw io;\n    throw e;\n",
                        "    if (e.getCause() instanceof IOException io) {\n"
                                + "        throw io;\n"
                                + "    }\n"
                                + "    throw e;\n",
                        "    if (e.getCause() instanceof IOException) {\n"
                                + "        throw (IOException) e.getCause();\n"
                                + "    }\n"
                                + "    throw e;\n",
                        "    if (e.getCause() instanceof IOException io) throw io;\n"
                                + "    else throw e;\n",
                        "    if (e.getCause() instanceof RuntimeException r) throw r;\n"
                                + "    if (e.getCause() instanceof IOException io) throw io;\n"
                                + "    if (e.getCause() instanceof Error r) throw r;\n"
                                + "    throw e;\n");
        changesAll(
                all.stream().map(clause -> before(clause)).toList(),
                all.stream().map(clause -> plain("Await.await(f, IOException.class)")).toList());
    }

    @Test
    void anUncheckedCause_thatIsThrownOn_needsNothing() {
        changes(
                before(
                        "    if (e.getCause() instanceof RuntimeException r) throw r;\n"
                                + "    throw e;\n"),
                plain("Await.await(f)"));
    }

    @Test
    void causes_thatAreHandled_areCaught() {
        changes(
                before(
                        """
                            if (e.getCause() instanceof IOException io) {
                                System.out.println(io);
                                return "io";
                            } else if (e.getCause() instanceof IllegalArgumentException wrong) {
                                throw new IOException(wrong);
                            }
                            throw e;
                        """),
                awaits(
                        method(
                                "Await.await(f, IOException.class)",
                                """
                                 catch (IOException io) {
                                    System.out.println(io);
                                    return "io";
                                } catch (IllegalArgumentException wrong) {
                                    throw new IOException(wrong);
                                }\
                                """)));
    }

    @Test
    void aStatement_whoseHandlerGoesOn_goesOn() {
        changes(
                inClass(
                        """
                        CompletableFuture<Void> f;

                        void m() throws Exception {
                            try {
                                this.f.join();
                            } catch (CompletionException e) {
                                if (e.getCause() instanceof IllegalArgumentException wrong) {
                                    System.out.println(wrong);
                                } else {
                                    throw e;
                                }
                            }
                        }
                        """),
                awaits(
                        """
                        CompletableFuture<Void> f;

                        void m() throws Exception {
                            try {
                                Await.await(this.f);
                            } catch (IllegalArgumentException wrong) {
                                System.out.println(wrong);
                            }
                        }
                        """));
    }

    @Test
    void aClause_thatDoesAnythingElse_stays() {

        refuses(
                Stream.of(
                                // does more than tests and a rethrow
                                "    throw e;\n",
                                "    throw new IOException(e.getCause());\n",
                                "    if (e.getCause() instanceof IOException io) throw io;\n"
                                        + "    throw new IllegalStateException(e);\n",
                                "    System.out.println(e);\n"
                                    + "    if (e.getCause() instanceof IOException io) throw io;\n"
                                    + "    throw e;\n",
                                "    if (e.getCause() instanceof IOException io && io.getMessage()"
                                        + " == null)\n"
                                        + "        throw io;\n"
                                        + "    throw e;\n",
                                "    // why\n"
                                    + "    if (e.getCause() instanceof IOException io) throw io;\n"
                                    + "    throw e;\n",
                                "    if (e.getCause() instanceof IOException io)"
                                        + " System.out.println(io);\n"
                                        + "    throw e;\n",
                                // would tell the copy from the original, or needs the wrapper
                                "    if (e.getCause() instanceof IOException io) throw new"
                                        + " IOException(io.getCause());\n"
                                        + "    throw e;\n",
                                "    if (e.getCause() instanceof IOException io) throw new"
                                        + " IOException(e);\n"
                                        + "    throw e;\n",
                                "    if (e.getCause() instanceof IOException io)\n"
                                        + "        return \"\" + (io == last);\n    throw e;\n",
                                // an await throws such by itself
                                "    if (e.getCause() instanceof RuntimeException r) return"
                                        + " \"r\";\n"
                                        + "    throw e;\n",
                                "    if (e.getCause() instanceof IllegalStateException r) return"
                                        + " \"r\";\n"
                                        + "    throw e;\n",
                                "    if (e.getCause() instanceof CancellationException r) return"
                                        + " \"r\";\n"
                                        + "    throw e;\n",
                                "    if (e.getCause() instanceof Error r) return \"r\";\n"
                                        + "    throw e;\n",
                                "    if (e.getCause() instanceof InterruptedException r) throw r;\n"
                                        + "    throw e;\n",
                                // two that take the same
                                "    if (e.getCause() instanceof IOException r) return \"r\";\n"
                                        + "    if (e.getCause() instanceof java.io.EOFException r)"
                                        + " return \"e\";\n"
                                        + "    throw e;\n")
                        .map(
                                clause ->
                                        before(clause)
                                                .replace(
                                                        "String m(",
                                                        "IOException last;\n\n    String m("))
                        .toArray(String[]::new));
    }

    @Test
    void aTry_thatDoesMoreThanJoin_stays() {
        String clause =
                "catch (CompletionException e)"
                        + " { if (e.getCause() instanceof IOException io) throw io; throw e; }";
        refuses(
                Stream.of(
                                "{ try { return make().join(); } %s }",
                                "{ try { Thread.yield(); return f.join(); } %s }",
                                "{ try { return f.join().strip(); } %s }",
                                "{ try { return f.join(); } %s finally { Thread.yield(); } }",
                                "{ try { return f.join(); } %s catch (RuntimeException r) { return"
                                        + " null; } }",
                                "{ try { try { return f.join(); } %s } catch (RuntimeException r) {"
                                        + " return null; } }")
                        .map(
                                body ->
                                        inClass(
                                                "String m(CompletableFuture<String> f) throws"
                                                        + " IOException, InterruptedException "
                                                        + body.formatted(clause)
                                                        + "\n"
                                                        + "CompletableFuture<String> make() {"
                                                        + " return null; }"))
                        .toArray(String[]::new));
    }

    @Test
    void aMethod_thatLetsNoInterruptOut_keepsItsLadder() {
        refuses(
                inClass(
                        """
                        String m(CompletableFuture<String> f) throws IOException {
                            try {
                                return f.join();
                            } catch (CompletionException e) {
                                if (e.getCause() instanceof IOException io) throw io;
                                throw e;
                            }
                        }
                        """));
    }

    @Test
    void aFinalParameter_whosePatternIsAssigned_isFinalNoMore() {
        String clause =
                """
                    if (e.getCause() instanceof IOException io) {
                        io = new IOException(io.getMessage());
                        return io.getMessage();
                    }
                    throw e;
                """;
        changes(
                before(clause).replace("(CompletionException e)", "(final CompletionException e)"),
                awaits(
                        method(
                                "Await.await(f, IOException.class)",
                                """
                                 catch (IOException io) {
                                    io = new IOException(io.getMessage());
                                    return io.getMessage();
                                }\
                                """)));
        refuses(
                before(clause)
                        .replace(
                                "(CompletionException e)",
                                "(@SuppressWarnings(\"unused\") CompletionException e)"));
    }

    @Test
    void aLadder_thatSomebodyElseMayHandle_stays() {
        String ladder =
                "try { return f.join(); } catch (CompletionException e)"
                        + " { if (e.getCause() instanceof IOException io) throw io; throw e; }";
        String load =
                "String load(CompletableFuture<String> f) throws IOException, InterruptedException"
                        + " { %s }\n".formatted(ladder);
        refuses(
                inClass(
                        load
                                + "void m(CompletableFuture<String> f) throws Exception { try {"
                                + " load(f); } catch (IllegalArgumentException e) { } }"));
        refuses(
                inClass(
                        load
                                + "Callable<String> m(CompletableFuture<String> f) { return () ->"
                                + " load(f); }"));
        refuses(
                inClass(
                        "Callable<String> m(CompletableFuture<String> f) { return () -> { %s }; }"
                                .formatted(ladder)));
        refuses(
                inClass(
                        "class B extends CompletableFuture<String> {} String m(B f) throws"
                                + " IOException, InterruptedException { %s }".formatted(ladder)));
        refuses(
                inClass(
                        "int Await; String m(CompletableFuture<String> f) throws IOException,"
                                + " InterruptedException { %s }".formatted(ladder)));
    }
}
