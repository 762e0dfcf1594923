package io.github.trunnion.loom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.loom.elsewhere.Elsewhere;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

@Timeout(60)
class FacadesMethodsTest {
    private static <T> CompletionStage<T> later(T value) {
        return CompletableFuture.supplyAsync(() -> value);
    }

    interface Greeter {
        String name() throws IOException;

        default String greeting(String word) throws IOException {
            return word + " " + name();
        }

        default String overridden() {
            return "default";
        }

        default String failing() throws IOException {
            throw new IOException("in the default");
        }

        static String constant() {
            return "static";
        }
    }

    static final class AsyncGreeter {
        public CompletionStage<String> name() {
            return later("world");
        }

        public CompletionStage<String> overridden() {
            return later("delegate");
        }
    }

    @Test
    void fa05_defaultMethod_runsOnTheFacade_unlessTheDelegateHasACounterpart() throws Exception {
        Greeter greeter = Facades.blocking(Greeter.class, new AsyncGreeter());
        assertEquals("hello world", greeter.greeting("hello"));
        assertEquals("delegate", greeter.overridden());
        assertThat(assertThrows(IOException.class, greeter::failing)).hasMessage("in the default");
        assertEquals("static", Greeter.constant());
    }

    @Test
    void fa05_interfaceThatIsNotPublic_inAnotherPackage_isServed() {
        Object facade = Facades.blocking(Elsewhere.hidden(), Elsewhere.names());
        assertEquals("hello names", Elsewhere.greet(facade));
    }

    /** The same interface once more, from a loader of its own. */
    public interface Loaded extends Callable<String> {
        @Override
        String call();

        default String twice() {
            return call() + call();
        }
    }

    @Test
    void fa05_interfaceOfAnotherClassLoader_isServed() throws Exception {
        String name = Loaded.class.getName();
        ClassLoader loader =
                new ClassLoader(FacadesMethodsTest.class.getClassLoader()) {
                    @Override
                    protected Class<?> loadClass(String wanted, boolean resolve)
                            throws ClassNotFoundException {
                        if (!wanted.equals(name)) {
                            return super.loadClass(wanted, resolve);
                        }
                        String file = wanted.substring(wanted.lastIndexOf('.') + 1) + ".class";
                        try (InputStream in = FacadesMethodsTest.class.getResourceAsStream(file)) {
                            byte[] bytes = in.readAllBytes();
                            return defineClass(wanted, bytes, 0, bytes.length);
                        } catch (IOException e) {
                            throw new ClassNotFoundException(wanted, e);
                        }
                    }
                };
        Class<?> type = loader.loadClass(name);
        assertNotEquals(Loaded.class, type);
        Object facade =
                Facades.blocking(
                        type,
                        new Object() {
                            @SuppressWarnings("unused") // by reflection
                            public CompletionStage<String> call() {
                                return later("x");
                            }
                        });
        assertSame(loader, facade.getClass().getClassLoader());
        assertEquals("x", ((Callable<?>) facade).call());
        assertEquals("xx", type.getMethod("twice").invoke(facade));
    }

    interface WithObjectMethods {
        String name();

        @Override
        boolean equals(Object other);

        @Override
        int hashCode();

        @Override
        String toString();
    }

    static final class Named {
        public CompletionStage<String> name() {
            return later("name");
        }

        @Override
        public boolean equals(Object other) {
            return true;
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public String toString() {
            return "named";
        }
    }

    @Test
    void fa05_objectMethods_areOfTheFacade() {
        Named delegate = new Named();
        Object one = Facades.blocking(WithObjectMethods.class, delegate);
        Object same = Facades.blocking(WithObjectMethods.class, delegate, Await.with());
        assertEquals(one, one);
        assertEquals(one, same);
        assertEquals(one.hashCode(), same.hashCode());
        assertFalse(one.equals(null));
        assertFalse(one.equals(delegate));
        assertNotEquals(one, Facades.blocking(WithObjectMethods.class, new Named()));
        assertNotEquals(
                one,
                Facades.blocking(
                        WithObjectMethods.class,
                        delegate,
                        Await.with().timeout(Duration.ofSeconds(1))));
        assertEquals("Facades.blocking(WithObjectMethods, named)", one.toString());
        synchronized (one) {
            one.notifyAll(); // final methods stay
        }
    }

    @Test
    void fa05_asyncFacades_areEqual_withTheSameLauncherOnly() {
        interface Async {
            CompletionStage<String> run();
        }
        Object delegate =
                new Object() {
                    @SuppressWarnings("unused") // by reflection
                    public String run() {
                        return "run";
                    }
                };
        Blocking.Launcher launcher = Blocking.on(Thread.ofVirtual().factory());
        assertEquals(Facades.async(Async.class, delegate), Facades.async(Async.class, delegate));
        assertEquals(
                Facades.async(Async.class, delegate, launcher),
                Facades.async(Async.class, delegate, launcher));
        assertNotEquals(
                Facades.async(Async.class, delegate),
                Facades.async(Async.class, delegate, launcher));
    }

    interface Repository<K, V> {
        V find(K key);

        List<V> all();

        default V findOr(K key, V other) {
            V found = find(key);
            return found == null ? other : found;
        }
    }

    interface Numbers extends Repository<Integer, String> {
        @Override
        String find(Integer key);
    }

    interface AsyncRepository<A, B> {
        CompletionStage<B> find(A key);

        CompletableFuture<List<B>> all();
    }

    static final class AsyncNumbers implements AsyncRepository<Integer, String> {
        @Override
        public CompletableFuture<String> find(Integer key) {
            return CompletableFuture.completedFuture(key < 0 ? null : "number " + key);
        }

        @Override
        public CompletableFuture<List<String>> all() {
            return CompletableFuture.completedFuture(List.of("all"));
        }
    }

    /** The variables stand for nothing here: what would fit is not known. */
    static final class AnyRepository<K, V> implements AsyncRepository<K, V> {
        private final V value;

        AnyRepository(V value) {
            this.value = value;
        }

        @Override
        public CompletionStage<V> find(K key) {
            return CompletableFuture.completedFuture(value);
        }

        @Override
        public CompletableFuture<List<V>> all() {
            return CompletableFuture.completedFuture(List.of(value));
        }
    }

    @Test
    void fa05_typeVariables_areResolved_bridgesAreCrossed() {
        Numbers numbers = Facades.blocking(Numbers.class, new AsyncNumbers());
        assertEquals("number 1", numbers.find(1));
        Repository<Integer, String> above = numbers;
        assertEquals("number 2", above.find(2));
        assertEquals("none", above.findOr(-1, "none"));
        assertEquals(List.of("all"), above.all());
    }

    @Test
    @SuppressWarnings("unchecked")
    void fa05_rawInterface_goesToTheErasedMethods() {
        Repository<Integer, String> raw = Facades.blocking(Repository.class, new AsyncNumbers());
        assertEquals("number 3", raw.find(3));
    }

    @Test
    void fa05_genericDelegate_isTakenAtItsWord() {
        Numbers numbers = Facades.blocking(Numbers.class, new AnyRepository<Integer, String>("x"));
        assertEquals("x", numbers.find(7));
        Numbers wrong = Facades.blocking(Numbers.class, new AnyRepository<Integer, Long>(1L));
        assertThrows(ClassCastException.class, () -> wrong.find(7));
    }

    interface OtherNumbers extends Repository<Integer, Long> {}

    @Test
    void fa05_otherArgumentsOfTheVariables_doNotFit() {
        assertThat(
                        assertThrows(
                                IllegalArgumentException.class,
                                () -> Facades.blocking(OtherNumbers.class, new AsyncNumbers())))
                .hasMessageContaining("Long find(Object)")
                .hasMessageContaining("CompletableFuture<String> is no Long")
                .hasMessageContaining("List<Long> all()");
    }

    interface Overloaded {
        String of(int value);

        String of(long value);

        String of(Integer value);

        String of(String... values);

        String of(char first, String... others);
    }

    static final class AsyncOverloaded {
        public CompletionStage<String> of(int value) {
            return later("int");
        }

        public CompletionStage<String> of(long value) {
            return later("long");
        }

        public CompletionStage<String> of(Integer value) {
            return later("Integer");
        }

        public CompletionStage<String> of(String... values) {
            return later(String.join("", values));
        }

        public CompletionStage<String> of(char first, String... others) {
            return later(first + "" + others.length);
        }
    }

    @Test
    void fa05_overloadsAndVarargs_findTheirOwn() {
        Overloaded overloaded = Facades.blocking(Overloaded.class, new AsyncOverloaded());
        assertEquals("int", overloaded.of(1));
        assertEquals("long", overloaded.of(1L));
        assertEquals("Integer", overloaded.of(Integer.valueOf(1)));
        assertEquals("", overloaded.of());
        assertEquals("ab", overloaded.of(new String[] {"a", "b"}));
        assertEquals("a2", overloaded.of('a', "b", "c"));
    }

    interface Mixed {
        CompletionStage<String> stage();

        byte[] bytes();

        void run() throws IOException;
    }

    static final class MixedDelegate {
        final CompletableFuture<String> stage = new CompletableFuture<>();
        final byte[] bytes = new byte[3];

        public CompletableFuture<String> stage() {
            return stage;
        }

        public byte[] bytes() {
            return bytes;
        }

        public void run() throws Exception {
            throw new InterruptedException("theirs");
        }
    }

    @Test
    void fa05_sameOnBothSides_passesThrough() {
        MixedDelegate delegate = new MixedDelegate();
        for (Mixed mixed :
                List.of(
                        Facades.blocking(Mixed.class, delegate),
                        Facades.async(Mixed.class, delegate))) {
            assertSame(delegate.stage, mixed.stage());
            assertArrayEquals(delegate.bytes, mixed.bytes());
            assertThat(assertThrows(AwaitException.class, mixed::run))
                    .hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void fa05_facadeOfAFacade_behaves() throws Exception {
        interface AsyncGreeting {
            CompletionStage<String> name();
        }
        Greeter greeter = Facades.blocking(Greeter.class, new AsyncGreeter());
        AsyncGreeting async = Facades.async(AsyncGreeting.class, greeter);
        assertEquals("world", Await.await(async.name()));
        assertTrue(async.toString().contains("Facades.blocking(Greeter"));
    }
}
