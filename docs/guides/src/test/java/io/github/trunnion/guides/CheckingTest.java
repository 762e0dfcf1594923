package io.github.trunnion.guides;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Stages;
import io.github.trunnion.tck.AdapterVerification;
import io.github.trunnion.tck.ExecutorUnderTest;
import io.github.trunnion.tck.ExecutorVerification;
import io.github.trunnion.tck.FutureOwner;
import io.github.trunnion.tck.ParentFutureVerification;
import io.github.trunnion.tck.PollFutureVerification;
import io.github.trunnion.tck.ReactorHookVerification;
import io.github.trunnion.tck.Source;
import io.github.trunnion.tck.Subject;
import io.github.trunnion.tck.WakerVerification;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * The guide "Checking what you implement" shows verifications that pass, and names all switches.
 */
class CheckingTest {
    private static final List<Class<?>> KIT =
            List.of(
                    PollFutureVerification.class,
                    ParentFutureVerification.class,
                    WakerVerification.class,
                    ReactorHookVerification.class,
                    ExecutorVerification.class,
                    AdapterVerification.class);

    // region check-future
    static final class GateTest extends PollFutureVerification<String> {
        @Override
        protected Subject<String> create() {
            Gate gate = new Gate();
            return Subject.of(gate).releasedBy(() -> gate.open("sesame"));
        }
    }

    // endregion

    // region check-parent
    static final class BothTest
            extends ParentFutureVerification<String, Both.Pair<String, String>> {
        @Override
        protected PollFuture<Both.Pair<String, String>> createParent(PollFuture<String> child) {
            return new Both<>(child, PollFutures.ready("at once"));
        }

        @Override
        protected PollFuture<Both.Pair<String, String>> createParent(
                PollFuture<String> a, PollFuture<String> b) {
            return new Both<>(a, b);
        }

        @Override
        protected String childValue() {
            return "value";
        }
    }

    // endregion

    // region check-waker
    static final class WakersTest extends WakerVerification {
        @Override
        protected FutureOwner createOwner() {
            BridgeExecutor executor = BridgeExecutor.builder().name("checked").build();
            return new FutureOwner() {
                @Override
                public Runnable start(PollFuture<?> future) {
                    Future<?> task = executor.spawn(future);
                    return () -> task.cancel(true);
                }

                @Override
                public void close() {
                    executor.close(Duration.ZERO);
                }
            };
        }
    }

    // endregion

    // region check-executor
    static final class ExecutorTest extends ExecutorVerification {
        @Override
        protected ExecutorUnderTest create(Thread.UncaughtExceptionHandler reports) {
            BridgeExecutor executor =
                    BridgeExecutor.builder().name("checked").uncaughtHandler(reports).build();
            return new ExecutorUnderTest() {
                @Override
                public <T> Future<T> spawn(PollFuture<? extends T> future) {
                    return executor.spawn(future);
                }

                @Override
                public void close() {
                    executor.close();
                }
            };
        }

        @Override
        protected boolean hasOneContext() {
            return true;
        }
    }

    // endregion

    // region check-adapter
    static final class AdapterTest extends AdapterVerification<CompletableFuture<Object>> {
        @Override
        protected Source<CompletableFuture<Object>> source() {
            return new Cell(new CompletableFuture<>());
        }

        @Override
        protected PollFuture<?> toPollFuture(CompletableFuture<Object> foreign) {
            return Stages.hot(foreign);
        }

        @Override
        protected Object await(CompletableFuture<Object> foreign) throws Exception {
            return Await.await(foreign);
        }

        @Override
        protected CompletableFuture<Object> blocking(Callable<?> body) {
            return Blocking.<Object>supply(body::call).toCompletableFuture();
        }
    }

    record Cell(CompletableFuture<Object> future) implements Source<CompletableFuture<Object>> {
        @Override
        public void complete(Object value) {
            future.complete(value);
        }

        @Override
        public void fail(Throwable failure) {
            future.completeExceptionally(failure);
        }

        @Override
        public void cancel() {
            future.cancel(true);
        }

        @Override
        public boolean isCancelled() {
            return future.isCancelled();
        }
    }

    // endregion

    @ParameterizedTest
    @ValueSource(
            classes = {
                GateTest.class,
                BothTest.class,
                WakersTest.class,
                ExecutorTest.class,
                AdapterTest.class
            })
    void each_example_passes(Class<?> example) {
        var tests =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(selectClass(example))
                        .execute()
                        .testEvents();

        assertEquals(
                "",
                tests.failed().stream()
                        .map(event -> event.getTestDescriptor().getDisplayName())
                        .collect(Collectors.joining(" ")));
        assertTrue(tests.succeeded().count() > 10, "too few rules were checked");
    }

    @Test
    void every_switch_is_named() {
        String guide =
                Repository.read(Repository.root().resolve("docs/checking-implementations.md"));
        TreeSet<String> forgotten = new TreeSet<>();
        int switches = 0;
        for (Class<?> verification : KIT) {
            for (Class<?> c = verification; c != Object.class; c = c.getSuperclass()) {
                for (Method method : c.getDeclaredMethods()) {
                    int modifiers = method.getModifiers();
                    if (Modifier.isProtected(modifiers) && !Modifier.isFinal(modifiers)) {
                        switches++;
                        if (!guide.contains("`" + method.getName())) {
                            forgotten.add(c.getSimpleName() + "." + method.getName());
                        }
                    }
                }
            }
        }
        assertTrue(switches > 40, "methods to override are not recognised");

        assertEquals(new TreeSet<>(), forgotten);
    }
}
