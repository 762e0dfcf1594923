package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.trunnion.futures.PollFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

/** What fits and what does not, and how that is told. */
@Timeout(60)
class FacadesFitTest {
    private static String refused(Class<?> type, Object delegate) {
        return assertThrows(IllegalArgumentException.class, () -> Facades.blocking(type, delegate))
                .getMessage();
    }

    private static String asyncRefused(Class<?> type, Object delegate) {
        return assertThrows(IllegalArgumentException.class, () -> Facades.async(type, delegate))
                .getMessage();
    }

    interface Many {
        String missing(int id);

        String overloaded(String id);

        String wrongValue();

        int narrowed();

        void loses();

        List<String> wrongElements();

        String wrongParameter(List<String> names);

        CompletionStage<String> neverMade();

        String fits();
    }

    static final class AsyncMany {
        public CompletionStage<String> overloaded(int id) {
            return null;
        }

        public CompletionStage<Integer> wrongValue() {
            return null;
        }

        public CompletableFuture<Long> narrowed() {
            return null;
        }

        public Future<String> loses() {
            return null;
        }

        public PollFuture<List<Integer>> wrongElements() {
            return null;
        }

        public CompletionStage<String> wrongParameter(List<Integer> names) {
            return null;
        }

        public String neverMade() {
            return null;
        }

        public CompletionStage<String> fits() {
            return null;
        }
    }

    @Test
    void fa04_allMisfits_areNamedAtOnce_withTheReasons() {
        String message = refused(Many.class, new AsyncMany());
        assertThat(message)
                .startsWith("Facades.blocking: 8 of the methods of " + Many.class.getName())
                .contains(AsyncMany.class.getName());
        assertThat(message.lines().skip(1))
                .containsExactlyInAnyOrder(
                        "  String missing(int): there is no public method of that name",
                        "  String overloaded(String): there is only overloaded(int)",
                        "  String wrongValue(): the value of a CompletionStage<Integer> is no"
                                + " String, as AsyncMany.wrongValue() has it",
                        "  int narrowed(): the value of a CompletableFuture<Long> is no int, as"
                                + " AsyncMany.narrowed() has it",
                        "  void loses(): the value of a Future<String> is no void, as"
                                + " AsyncMany.loses() has it",
                        "  List<String> wrongElements(): the value of a PollFuture<List<Integer>>"
                                + " is no List<String>, as AsyncMany.wrongElements() has it",
                        "  String wrongParameter(List): AsyncMany.wrongParameter(List) takes a"
                                + " List<Integer> as parameter 1, which a List<String> is not",
                        "  CompletionStage<String> neverMade(): a String is no"
                                + " CompletionStage<String>; Facades.async makes futures, as"
                                + " AsyncMany.neverMade() has it");
    }

    interface AsyncWrong {
        CompletionStage<String> wrongValue();

        CompletionStage<Integer> fromVoid();

        StageFuture<String> notMade();

        String alreadyAsync();

        CompletionStage<Void> loses();
    }

    static final class Wrong {
        public int wrongValue() {
            return 0;
        }

        public void fromVoid() {}

        public String notMade() {
            return null;
        }

        public CompletionStage<String> alreadyAsync() {
            return null;
        }

        public String loses() {
            return null;
        }
    }

    @Test
    void fa04_async_allMisfits_areNamedAtOnce() {
        assertThat(asyncRefused(AsyncWrong.class, new Wrong()).lines().skip(1))
                .containsExactlyInAnyOrder(
                        "  CompletionStage<String> wrongValue(): a int is no value of a"
                                + " CompletionStage<String>, as Wrong.wrongValue() has it",
                        "  CompletionStage<Integer> fromVoid(): a void is no value of a"
                                + " CompletionStage<Integer>, as Wrong.fromVoid() has it",
                        "  StageFuture<String> notMade(): a call is made a CompletionStage,"
                                + " CompletableFuture, Future, TaskFuture or PollFuture, but no"
                                + " StageFuture<String>, as Wrong.notMade() has it",
                        "  String alreadyAsync(): a CompletionStage<String> is no String;"
                                + " Facades.blocking awaits futures, as Wrong.alreadyAsync() has"
                                + " it",
                        "  CompletionStage<Void> loses(): a String is no value of a"
                                + " CompletionStage<Void>, as Wrong.loses() has it");
    }

    interface Wide {
        Object object();

        Collection<? extends Number> numbers();

        List<?> anything();

        Map<String, List<Integer>> nested();

        long boxed();

        Integer unboxed();

        void wildcard();

        void nothing();

        CharSequence subtype();

        String raw();

        Comparator<? super Integer> lower();

        List<? extends Comparable<?>>[] array();

        <T> List<T> variable(Class<T> type);
    }

    @SuppressWarnings("rawtypes")
    interface AsyncWide {
        CompletionStage<String> object();

        CompletionStage<ArrayList<Integer>> numbers();

        CompletionStage<List<String>> anything();

        CompletionStage<? extends Map<String, List<Integer>>> nested();

        CompletionStage<Long> boxed();

        CompletionStage<Integer> unboxed();

        CompletionStage<?> wildcard();

        CompletionStage<Void> nothing();

        CompletionStage<String> subtype();

        CompletionStage raw();

        CompletionStage<Comparator<Number>> lower();

        CompletionStage<ArrayList<Integer>[]> array();

        <U> CompletionStage<List<U>> variable(Class<U> type);
    }

    private static AsyncWide wide() {
        return (AsyncWide)
                java.lang.reflect.Proxy.newProxyInstance(
                        FacadesFitTest.class.getClassLoader(),
                        new Class<?>[] {AsyncWide.class},
                        (proxy, method, args) -> CompletableFuture.completedFuture(null));
    }

    @Test
    void fa04_whatTheCompilerWouldTake_fits() {
        assertNotNull(Facades.blocking(Wide.class, wide()));
    }

    interface Bounds {
        Comparator<? super Number> below();

        List<? extends Number> above();

        List<List<?>> nested();

        List<String>[] array();
    }

    interface AsyncBounds {
        CompletionStage<Comparator<Integer>> below();

        CompletionStage<List<? extends CharSequence>> above();

        CompletionStage<List<List<String>>> nested();

        CompletionStage<Set<String>[]> array();
    }

    @Test
    void fa04_boundsOfWildcards_nestedArguments_arrays_doNotFit() {
        Object delegate =
                java.lang.reflect.Proxy.newProxyInstance(
                        FacadesFitTest.class.getClassLoader(),
                        new Class<?>[] {AsyncBounds.class},
                        (proxy, method, args) -> null);
        assertThat(refused(Bounds.class, delegate).lines().skip(1).map(l -> l.split(":")[0]))
                .containsExactly(
                        "  Comparator<? super Number> below()",
                        "  List<? extends Number> above()",
                        "  List<List<?>> nested()",
                        "  List[] array()");
    }

    interface OtherVariable {
        <T, U> List<T> variable(Class<U> type);
    }

    @Test
    void fa04_anotherVariable_doesNotFit() {
        assertThat(refused(OtherVariable.class, wide()))
                .contains("which a Class<U> is not")
                .contains("Class<U> as parameter 1");
    }

    @Test
    void fa04_noInterface_sealed_null_areRefused() {
        assertThat(refused(String.class, wide())).contains("java.lang.String is no interface");
        assertThat(refused(FacadeDirection.class, wide())).contains("sealed");
        assertEquals(
                "type",
                assertThrows(NullPointerException.class, () -> Facades.blocking(null, wide()))
                        .getMessage());
        assertEquals(
                "delegate",
                assertThrows(NullPointerException.class, () -> Facades.async(Wide.class, null))
                        .getMessage());
        assertEquals(
                "options",
                assertThrows(
                                NullPointerException.class,
                                () -> Facades.blocking(Wide.class, wide(), null))
                        .getMessage());
        assertEquals(
                "launcher",
                assertThrows(
                                NullPointerException.class,
                                () -> Facades.async(Wide.class, wide(), null))
                        .getMessage());
    }

    interface Parsing {
        boolean isOpen();
    }

    @Test
    void fa05_methodOfAnInterface_isCalled_whereTheClassIsHidden() throws Exception {
        try (var channel = java.nio.channels.SocketChannel.open()) {
            // sun.nio.ch is not exported, but the method stands in an interface that is
            Facades.blocking(Parsing.class, channel);
        }
    }

    interface Authenticated {
        Object authObj();
    }

    @Test
    void fa04_methodThatCannotBeCalled_isNamed() throws Exception {
        Object connection = java.net.URI.create("http://localhost/").toURL().openConnection();
        assertThat(refused(Authenticated.class, connection))
                .contains("HttpURLConnection.authObj() cannot be called")
                .contains("not exported to");
    }
}
