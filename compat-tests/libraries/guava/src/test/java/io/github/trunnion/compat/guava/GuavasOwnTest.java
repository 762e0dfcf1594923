package io.github.trunnion.compat.guava;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.SettableFuture;
import com.google.common.util.concurrent.testing.AbstractListenableFutureTest;

import io.github.trunnion.guava.ListenableFutures;
import io.github.trunnion.loom.Blocking;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;
import org.junit.runner.notification.Failure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** Guava's tests of a ListenableFuture, against those that the adapters make. */
class GuavasOwnTest {
    /** When it opens, the value or the failure is there. */
    private interface Source<V> {
        V take() throws Exception;
    }

    private static <V> Source<V> source(V value, Exception failure, CountDownLatch opens) {
        return () -> {
            opens.await();
            if (failure != null) {
                throw failure;
            }
            return value;
        };
    }

    /** A stage that somebody completes. */
    public static class OfAStage extends AbstractListenableFutureTest {
        @Override
        protected <V> ListenableFuture<V> createListenableFuture(
                V value, Exception failure, CountDownLatch opens) {
            CompletableFuture<V> stage = new CompletableFuture<>();
            Source<V> source = source(value, failure, opens);
            Thread.startVirtualThread(
                    () -> {
                        try {
                            stage.complete(source.take());
                        } catch (Exception thrown) {
                            stage.completeExceptionally(thrown);
                        }
                    });
            return ListenableFutures.fromStage(stage);
        }
    }

    /** Blocking code. */
    public static class OfABody extends AbstractListenableFutureTest {
        @Override
        protected <V> ListenableFuture<V> createListenableFuture(
                V value, Exception failure, CountDownLatch opens) {
            Source<V> source = source(value, failure, opens);
            return ListenableFutures.fromStage(Blocking.supply(source::take));
        }
    }

    /** A ListenableFuture that was a stage in between. */
    public static class ThereAndBack extends AbstractListenableFutureTest {
        @Override
        protected <V> ListenableFuture<V> createListenableFuture(
                V value, Exception failure, CountDownLatch opens) {
            SettableFuture<V> future = SettableFuture.create();
            Source<V> source = source(value, failure, opens);
            Thread.startVirtualThread(
                    () -> {
                        try {
                            future.set(source.take());
                        } catch (Exception thrown) {
                            future.setException(thrown);
                        }
                    });
            return ListenableFutures.fromStage(ListenableFutures.<V>toStage(future));
        }
    }

    @TestFactory
    @Timeout(120)
    Stream<DynamicTest> sp02_guavasTestsOfAListenableFuture_pass() {
        return Stream.of(OfAStage.class, OfABody.class, ThereAndBack.class)
                .map(type -> DynamicTest.dynamicTest(type.getSimpleName(), () -> runAll(type)));
    }

    private static void runAll(Class<?> type) {
        Result result = JUnitCore.runClasses(type);
        assertThat(result.getFailures()).extracting(Failure::getTrace).isEmpty();
        assertThat(result.getRunCount()).isGreaterThanOrEqualTo(5);
        assertThat(result.getIgnoreCount()).isZero();
    }
}
