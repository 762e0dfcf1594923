package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The same script on the view and on the JDK's scheduled pool: both answer the same. */
@Timeout(60)
class ScheduledSideBySideTest {
    private static final Runnable NOTHING = () -> {};
    private static final TimeUnit MILLIS = TimeUnit.MILLISECONDS;
    private static final TimeUnit HOURS = TimeUnit.HOURS;

    /** What a script has seen. */
    private static final class Answers {
        final List<String> all = new ArrayList<>();

        void add(String what, Callable<?> call) {
            all.add(what + ": " + outcome(call));
        }

        private static String outcome(Callable<?> call) {
            try {
                Object value = call.call();
                return value instanceof Future<?> ? "a future" : String.valueOf(value);
            } catch (ExecutionException failed) {
                return "failed with " + failed.getCause();
            } catch (Throwable thrown) {
                return thrown.getClass().getSimpleName();
            }
        }
    }

    @FunctionalInterface
    private interface Script {
        void run(ScheduledExecutorService service, Answers answers) throws Exception;
    }

    private enum Scripts {
        NULLS(ScheduledSideBySideTest::nulls),
        ARGUMENTS(ScheduledSideBySideTest::arguments),
        RESULTS(ScheduledSideBySideTest::results),
        FAILURES(ScheduledSideBySideTest::failures),
        PERIODIC_FAILURE(ScheduledSideBySideTest::periodicFailure),
        CANCELS(ScheduledSideBySideTest::cancels),
        CANCEL_OF_A_RUN(ScheduledSideBySideTest::cancelOfARun),
        ORDER(ScheduledSideBySideTest::order),
        BY_HAND(ScheduledSideBySideTest::byHand),
        INVOKES(ScheduledSideBySideTest::invokes),
        COMPLETION_SERVICE(ScheduledSideBySideTest::completionService),
        SHUTDOWN(ScheduledSideBySideTest::shutdown),
        SHUTDOWN_NOW(ScheduledSideBySideTest::shutdownNow),
        REJECTS(ScheduledSideBySideTest::rejects),
        CLOSE(ScheduledSideBySideTest::close);

        final Script script;

        Scripts(Script script) {
            this.script = script;
        }
    }

    @ParameterizedTest
    @EnumSource
    void view_answersAsTheScheduledPoolDoes(Scripts scripts) throws Exception {
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(8);
        Answers ofPool = new Answers();
        try {
            scripts.script.run(pool, ofPool);
        } finally {
            pool.shutdownNow();
        }
        Answers ofView = new Answers();
        BridgeExecutor bridge = BridgeExecutor.builder().name("side").build();
        try {
            scripts.script.run(bridge.asScheduledExecutorService(), ofView);
        } finally {
            bridge.close(Duration.ZERO);
        }
        assertThat(ofView.all).isEqualTo(ofPool.all).isNotEmpty();
    }

    private static void nulls(ScheduledExecutorService service, Answers answers) {
        Runnable none = null;
        Callable<Integer> noCall = null;
        answers.add("schedule runnable", () -> service.schedule(none, 1, HOURS));
        answers.add("schedule callable", () -> service.schedule(noCall, 1, HOURS));
        answers.add("schedule unit", () -> service.schedule(NOTHING, 1, null));
        answers.add("schedule callable unit", () -> service.schedule(() -> 1, 1, null));
        answers.add("rate", () -> service.scheduleAtFixedRate(none, 1, 1, HOURS));
        answers.add("rate unit", () -> service.scheduleAtFixedRate(NOTHING, 1, 1, null));
        answers.add("delay", () -> service.scheduleWithFixedDelay(none, 1, 1, HOURS));
        answers.add("delay unit", () -> service.scheduleWithFixedDelay(NOTHING, 1, 1, null));
        answers.add("null and zero", () -> service.scheduleAtFixedRate(none, 1, 0, HOURS));
        answers.add("execute", voidCall(() -> service.execute(none)));
        answers.add("submit runnable", () -> service.submit(none));
        answers.add("submit runnable with result", () -> service.submit(none, 1));
        answers.add("submit callable", () -> service.submit(noCall));
        answers.add("invokeAll", () -> service.invokeAll(null));
        answers.add("invokeAll of null", () -> service.invokeAll(Arrays.asList(noCall)));
        answers.add("invokeAll unit", () -> service.invokeAll(List.of(() -> 1), 1, null));
        answers.add("invokeAny", () -> service.invokeAny(null));
        answers.add("invokeAny of null", () -> service.invokeAny(Arrays.asList(noCall)));
        answers.add("invokeAny unit", () -> service.invokeAny(List.of(() -> 1), 1, null));
        answers.add("getDelay", () -> service.schedule(NOTHING, 1, HOURS).getDelay(null));
        answers.add("get unit", () -> service.schedule(NOTHING, 1, HOURS).get(1, null));
        answers.add("compareTo", () -> service.schedule(NOTHING, 1, HOURS).compareTo(null));
        answers.add("awaitTermination", () -> service.awaitTermination(1, null));
    }

    private static Callable<?> voidCall(Runnable call) {
        return () -> {
            call.run();
            return "returned";
        };
    }

    private static void arguments(ScheduledExecutorService service, Answers answers) {
        for (long period : new long[] {0, -1, Long.MIN_VALUE}) {
            answers.add("rate", () -> service.scheduleAtFixedRate(NOTHING, 1, period, HOURS));
            answers.add("delay", () -> service.scheduleWithFixedDelay(NOTHING, 1, period, HOURS));
        }
        for (long delay : new long[] {0, -1, Long.MIN_VALUE}) {
            answers.add("schedule", () -> service.schedule(() -> "ran", delay, HOURS).get());
        }
        long most = Long.MAX_VALUE;
        ScheduledFuture<?> longest = service.schedule(NOTHING, most, HOURS);
        ScheduledFuture<?> periodic = service.scheduleAtFixedRate(NOTHING, most, most, HOURS);
        // the JDK says a half of the range or all of it, depending on its version
        answers.add("delay", () -> longest.getDelay(TimeUnit.DAYS) > 50_000);
        answers.add("delay of periodic", () -> periodic.getDelay(TimeUnit.DAYS) > 50_000);
        answers.add("after it", () -> service.schedule(() -> "ran", 1, MILLIS).get());
        answers.add("still", longest::isDone);
    }

    private static void results(ScheduledExecutorService service, Answers answers) {
        answers.add("runnable", () -> service.schedule(NOTHING, 1, MILLIS).get());
        answers.add("callable", () -> service.schedule(() -> "x", 1, MILLIS).get());
        answers.add("null", () -> service.schedule(() -> null, 1, MILLIS).get());
        answers.add("submit", () -> service.submit(NOTHING).get());
        answers.add("submit with result", () -> service.submit(NOTHING, "result").get());
        answers.add("submit callable", () -> service.submit(() -> "x").get());
        answers.add("timed get", () -> service.submit(() -> "x").get(1, HOURS));
        answers.add("short get", () -> service.schedule(() -> "x", 1, HOURS).get(1, MILLIS));
        answers.add("state", () -> service.schedule(NOTHING, 1, HOURS).state());
        answers.add("periodic", () -> isPeriodic(service.schedule(NOTHING, 1, HOURS)));
        answers.add(
                "periodic", () -> isPeriodic(service.scheduleAtFixedRate(NOTHING, 1, 1, HOURS)));
        CountDownLatch executed = new CountDownLatch(1);
        answers.add("execute", voidCall(() -> service.execute(executed::countDown)));
        answers.add("executed", () -> executed.await(1, HOURS));
    }

    private static boolean isPeriodic(ScheduledFuture<?> future) {
        return ((RunnableScheduledFuture<?>) future).isPeriodic();
    }

    private static void failures(ScheduledExecutorService service, Answers answers) {
        Callable<?> fails =
                () -> {
                    throw new java.io.IOException("thrown");
                };
        Runnable throwsError =
                () -> {
                    throw new AssertionError("error");
                };
        answers.add("callable", () -> service.schedule(fails, 1, MILLIS).get());
        answers.add("runnable", () -> service.schedule(throwsError, 1, MILLIS).get());
        answers.add("submit", () -> service.submit(throwsError).get());
        answers.add("execute", voidCall(() -> service.execute(throwsError)));
        Future<?> failed = service.submit(fails);
        answers.add("get", failed::get);
        answers.add("again", failed::get);
        answers.add("exceptionNow", failed::exceptionNow);
        answers.add("resultNow", failed::resultNow);
        answers.add("cancel", () -> failed.cancel(true));
        answers.add("isCancelled", failed::isCancelled);
    }

    private static void periodicFailure(ScheduledExecutorService service, Answers answers)
            throws Exception {
        for (boolean rate : List.of(true, false)) {
            AtomicInteger count = new AtomicInteger();
            Runnable third =
                    () -> {
                        if (count.incrementAndGet() == 3) {
                            throw new IllegalStateException("third");
                        }
                    };
            ScheduledFuture<?> periodic =
                    rate
                            ? service.scheduleAtFixedRate(third, 0, 1, MILLIS)
                            : service.scheduleWithFixedDelay(third, 0, 1, MILLIS);
            answers.add("get", periodic::get);
            answers.add("state", periodic::state);
            service.schedule(NOTHING, 20, MILLIS).get();
            answers.add("runs", count::get);
        }
    }

    private static void cancels(ScheduledExecutorService service, Answers answers) {
        for (boolean interrupt : List.of(true, false)) {
            ScheduledFuture<?> once = service.schedule(NOTHING, 1, HOURS);
            ScheduledFuture<?> periodic = service.scheduleAtFixedRate(NOTHING, 1, 1, HOURS);
            for (ScheduledFuture<?> future : List.of(once, periodic)) {
                answers.add("cancel", () -> future.cancel(interrupt));
                answers.add("again", () -> future.cancel(interrupt));
                answers.add("done", future::isDone);
                answers.add("cancelled", future::isCancelled);
                answers.add("get", future::get);
                answers.add("timed get", () -> future.get(1, HOURS));
                answers.add("delay", () -> future.getDelay(MILLIS) > 0);
                answers.add("state", future::state);
            }
        }
        answers.add("open", service::isShutdown);
    }

    private static void cancelOfARun(ScheduledExecutorService service, Answers answers)
            throws Exception {
        for (boolean interrupt : List.of(true, false)) {
            Semaphore running = new Semaphore(0);
            CountDownLatch release = new CountDownLatch(1);
            AtomicInteger interrupted = new AtomicInteger();
            Semaphore ended = new Semaphore(0);
            Runnable action =
                    () -> {
                        running.release();
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            interrupted.incrementAndGet();
                        }
                        ended.release();
                    };
            ScheduledFuture<?> once = service.schedule(action, 1, MILLIS);
            ScheduledFuture<?> periodic = service.scheduleAtFixedRate(action, 1, 1, MILLIS);
            running.acquire(2);
            answers.add("once", () -> once.cancel(interrupt));
            answers.add("periodic", () -> periodic.cancel(interrupt));
            answers.add("get", once::get);
            answers.add("get", periodic::get);
            if (!interrupt) {
                release.countDown();
            }
            ended.acquire(2);
            service.schedule(NOTHING, 20, MILLIS).get();
            answers.add("runs after it", running::availablePermits);
            answers.add("interrupted", interrupted::get);
        }
    }

    private static void order(ScheduledExecutorService service, Answers answers) {
        ScheduledFuture<?> first = service.schedule(NOTHING, 1, HOURS);
        ScheduledFuture<?> second = service.schedule(NOTHING, 2, HOURS);
        ScheduledFuture<?> last = service.schedule(NOTHING, Long.MAX_VALUE, HOURS);
        ScheduledFuture<?> over = service.schedule(NOTHING, 0, HOURS);
        List<ScheduledFuture<?>> all = List.of(first, second, last, over);
        for (ScheduledFuture<?> one : all) {
            for (ScheduledFuture<?> other : all) {
                answers.add("compare", () -> Integer.signum(one.compareTo(other)));
            }
            answers.add("equals", () -> one.equals(first));
        }
    }

    private static void byHand(ScheduledExecutorService service, Answers answers) {
        AtomicInteger count = new AtomicInteger();
        ScheduledFuture<?> once = service.schedule(count::incrementAndGet, 1, HOURS);
        ScheduledFuture<?> periodic =
                service.scheduleAtFixedRate(count::incrementAndGet, 1, 1, HOURS);
        answers.add("once", voidCall((Runnable) once));
        answers.add("done", once::isDone);
        answers.add("again", voidCall((Runnable) once));
        answers.add("periodic", voidCall((Runnable) periodic));
        answers.add("done", periodic::isDone);
        answers.add("delay", () -> periodic.getDelay(TimeUnit.MINUTES));
        answers.add("count", count::get);
        answers.add("executed", voidCall(() -> service.execute((Runnable) periodic)));
        await().until(() -> count.get() == 3);
        await().until(() -> periodic.getDelay(TimeUnit.MINUTES) > 120);
        answers.add("delay", () -> periodic.getDelay(TimeUnit.MINUTES));
    }

    private static void invokes(ScheduledExecutorService service, Answers answers) {
        Callable<String> value = () -> "value";
        Callable<String> fails =
                () -> {
                    throw new IllegalStateException("thrown");
                };
        Callable<String> waits =
                () -> {
                    new CountDownLatch(1).await();
                    return "never";
                };
        answers.add("all", () -> outcomes(service.invokeAll(List.of(value, fails, value))));
        answers.add("all of none", () -> service.invokeAll(List.of()).size());
        answers.add(
                "all in time",
                () -> outcomes(service.invokeAll(List.of(value, waits), 200, MILLIS)));
        answers.add(
                "all without time", () -> outcomes(service.invokeAll(List.of(waits), 0, MILLIS)));
        answers.add("any", () -> service.invokeAny(List.of(fails, waits, value)));
        answers.add("any in time", () -> service.invokeAny(List.of(waits, value), 1, HOURS));
        answers.add("any of failing", () -> service.invokeAny(List.of(fails, fails)));
        answers.add("any of none", () -> service.invokeAny(List.of()));
        answers.add("any of late", () -> service.invokeAny(List.of(waits, waits), 5, MILLIS));
    }

    private static List<String> outcomes(List<Future<String>> futures) {
        return futures.stream().map(future -> Answers.outcome(future::get)).toList();
    }

    /** It has the service make a future, and gives it to execute inside another one. */
    private static void completionService(ScheduledExecutorService service, Answers answers)
            throws Exception {
        CompletionService<Integer> completed = new ExecutorCompletionService<>(service);
        Future<Integer> called = completed.submit(() -> 1);
        answers.add("call", () -> called.get(20, TimeUnit.SECONDS));
        answers.add("poll", () -> completed.poll(20, TimeUnit.SECONDS) == called);
        Future<Integer> ran = completed.submit(NOTHING, 2);
        answers.add("run", () -> ran.get(20, TimeUnit.SECONDS));
        answers.add("poll", () -> completed.poll(20, TimeUnit.SECONDS) == ran);
        Future<Integer> failed = completed.submit(() -> Integer.parseInt("x"));
        answers.add("failure", () -> failed.get(20, TimeUnit.SECONDS));
        answers.add("poll", () -> completed.poll(20, TimeUnit.SECONDS) == failed);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Future<Integer> cancelled =
                completed.submit(
                        () -> {
                            begun.countDown();
                            try {
                                return new Semaphore(0).tryAcquire(1, HOURS) ? 3 : 4;
                            } finally {
                                interrupted.countDown();
                            }
                        });
        answers.add("begun", () -> begun.await(20, TimeUnit.SECONDS));
        answers.add("cancel", () -> cancelled.cancel(true));
        answers.add("interrupted", () -> interrupted.await(20, TimeUnit.SECONDS));
        answers.add("poll", () -> completed.poll(20, TimeUnit.SECONDS) == cancelled);
        answers.add("cancelled", cancelled::get);
        service.shutdown();
        answers.add("terminated", () -> service.awaitTermination(20, TimeUnit.SECONDS));
    }

    private static void shutdown(ScheduledExecutorService service, Answers answers)
            throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        ScheduledFuture<?> periodic = service.scheduleAtFixedRate(NOTHING, 1, 1, HOURS);
        ScheduledFuture<?> runs =
                service.scheduleWithFixedDelay(
                        () -> {
                            begun.countDown();
                            try {
                                release.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        0,
                        1,
                        MILLIS);
        begun.await();
        ScheduledFuture<?> delayed = service.schedule(() -> "late", 100, MILLIS);
        answers.add("terminates", () -> service.awaitTermination(0, MILLIS));
        service.shutdown();
        answers.add("shut down", service::isShutdown);
        answers.add("terminated", service::isTerminated);
        answers.add("periodic", periodic::get);
        answers.add("running", runs::isDone);
        release.countDown();
        answers.add("running", runs::get);
        answers.add("delayed", delayed::get);
        answers.add("terminates", () -> service.awaitTermination(1, HOURS));
        answers.add("terminated", service::isTerminated);
    }

    private static void shutdownNow(ScheduledExecutorService service, Answers answers)
            throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        Runnable waits =
                () -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("interrupted", e);
                    }
                };
        ScheduledFuture<?> running = service.schedule(waits, 0, HOURS);
        Runnable ignores =
                () -> {
                    try {
                        waits.run();
                    } catch (IllegalStateException interrupted) {
                        // it goes on
                    }
                };
        ScheduledFuture<?> runningPeriodic = service.scheduleAtFixedRate(ignores, 0, 1, HOURS);
        begun.await();
        ScheduledFuture<?> delayed = service.schedule(NOTHING, 1, HOURS);
        ScheduledFuture<?> periodic = service.scheduleAtFixedRate(NOTHING, 2, 1, HOURS);
        List<Runnable> notBegun = service.shutdownNow();
        answers.add("not begun", () -> notBegun.size());
        answers.add("delayed", () -> notBegun.get(0) == delayed);
        answers.add("periodic", () -> notBegun.get(1) == periodic);
        answers.add("running", running::get);
        answers.add("running periodic", runningPeriodic::get);
        answers.add("terminates", () -> service.awaitTermination(1, HOURS));
        answers.add("delayed done", delayed::isDone);
        answers.add("by hand", voidCall(notBegun.get(0)));
        answers.add("delayed", delayed::get);
        answers.add("periodic done", periodic::isDone);
        answers.add("cancel", () -> periodic.cancel(false));
        answers.add("again", () -> service.shutdownNow().size());
    }

    private static void rejects(ScheduledExecutorService service, Answers answers) {
        service.shutdown();
        answers.add("terminated", service::isTerminated);
        answers.add("schedule", () -> service.schedule(NOTHING, 1, HOURS));
        answers.add("callable", () -> service.schedule(() -> 1, 1, HOURS));
        answers.add("rate", () -> service.scheduleAtFixedRate(NOTHING, 1, 1, HOURS));
        answers.add("delay", () -> service.scheduleWithFixedDelay(NOTHING, 1, 1, HOURS));
        answers.add("submit", () -> service.submit(NOTHING));
        answers.add("execute", voidCall(() -> service.execute(NOTHING)));
        answers.add("invokeAll", () -> service.invokeAll(List.of(() -> 1)));
        answers.add("invokeAny", () -> service.invokeAny(List.of(() -> 1)));
        answers.add("null", () -> service.schedule((Runnable) null, 1, HOURS));
        answers.add("period", () -> service.scheduleAtFixedRate(NOTHING, 1, 0, HOURS));
    }

    private static void close(ScheduledExecutorService service, Answers answers) {
        ScheduledFuture<?> delayed = service.schedule(() -> "late", 5, MILLIS);
        ScheduledFuture<?> periodic = service.scheduleAtFixedRate(NOTHING, 0, 1, MILLIS);
        service.close();
        answers.add("delayed", delayed::resultNow);
        answers.add("periodic", periodic::state);
        answers.add("terminated", service::isTerminated);
        service.close();
    }
}
