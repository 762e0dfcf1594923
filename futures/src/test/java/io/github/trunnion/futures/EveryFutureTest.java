package io.github.trunnion.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** The rules that hold for every future of this package, each with every one of them. */
@Timeout(10)
class EveryFutureTest {

    /** A future around one source, which it needs in order to end. */
    enum Kind {
        MAP(s -> PollFutures.map(s, x -> x)),
        THEN(s -> PollFutures.then(s, PollFutures::ready)),
        RECOVER(s -> PollFutures.recover(s, PollFutures::failed)),
        WHEN_DONE(s -> PollFutures.whenDone(s, (v, t) -> {})),
        LAZY(s -> PollFutures.lazy(() -> s)),
        LOOP(s -> PollFutures.loop(() -> PollFutures.map(s, Poll::ready))),
        FUSE(PollFutures::fuse),
        ON_DISCARD(s -> PollFutures.onDiscard(s, v -> {})),
        WITH_TIMEOUT(s -> PollFutures.withTimeout(s, Duration.ofDays(1))),
        USING(s -> PollFutures.using(PollFutures.ready("r"), r -> s, r -> {})),
        USING_OPENING(s -> PollFutures.using(s, PollFutures::ready, r -> {})),
        ALL(s -> PollFutures.all(List.of(s))),
        RACE(s -> PollFutures.race(List.of(s))),
        JOIN(s -> PollFutures.join(s, PollFutures.ready(1), (a, b) -> a)),
        FOR_EACH(s -> PollFutures.forEach(List.of(1), 1, x -> s)),
        TAKE(
                s -> {
                    TaskSet<Object> set = new TaskSet<>();
                    set.spawn(s);
                    return set.take();
                });

        private final Function<PollFuture<Object>, PollFuture<?>> make;

        Kind(Function<PollFuture<Object>, PollFuture<?>> make) {
            this.make = make;
        }

        boolean ownsSourceBeforeFirstPoll() {
            return this != LAZY
                    && this != LOOP
                    && this != FOR_EACH
                    && this != TAKE
                    && this != USING;
        }
    }

    private final Owner owner = new Owner();
    private final Probe<Object> source = new Probe<>("source");

    /** Nobody ends the source while the poll runs: a poll that waited would wait for ever. */
    @ParameterizedTest
    @EnumSource
    void f01_a_poll_returns_while_nothing_can_progress(Kind kind) throws Exception {
        PollFuture<?> f = kind.make.apply(source);
        owner.assertPending(f);
        owner.assertPending(f);
        source.end("v");
        assertThat(owner.poll(f).isReady()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void f03_a_poll_after_ready_is_refused(Kind kind) throws Exception {
        PollFuture<?> f = kind.make.apply(source);
        source.end("v");
        owner.run(f);
        assertRefused(f, "was polled after it was done (F3)");
    }

    @ParameterizedTest
    @EnumSource
    void f03_a_throw_is_the_failure_and_a_poll_after_it_is_refused(Kind kind) {
        PollFuture<?> f = kind.make.apply(source);
        Error failure = new StackOverflowError("thrown by the source");
        source.end(failure, null);
        assertThat(owner.runToFailure(f)).isSameAs(failure);
        assertRefused(f, "was polled after it was done (F3)");
        f.cancel(); // tolerated: nothing is left to cancel
        assertThat(source.cancels).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void f03_a_poll_after_cancel_is_refused(Kind kind) throws Exception {
        PollFuture<?> f = kind.make.apply(source);
        owner.assertPending(f);
        f.cancel();
        assertRefused(f, "was polled after it was cancelled (F7)");
    }

    private void assertRefused(PollFuture<?> f, String why) {
        Throwable thrown = owner.failure(f);
        assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessageEndingWith(why);
    }

    @ParameterizedTest
    @EnumSource
    void f02_f05_spurious_polls_then_the_wake(Kind kind) throws Exception {
        PollFuture<?> f = kind.make.apply(source);
        for (int i = 0; i < 3; i++) {
            owner.assertPending(f);
        }
        owner.waker.take();
        source.end("v");
        assertThat(owner.waker.wakes()).isEqualTo(1);
        assertThat(owner.poll(f).isReady()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void f02_the_latest_waker_is_woken(Kind kind) throws Exception {
        PollFuture<?> f = kind.make.apply(source);
        owner.assertPending(f);
        CountingWaker later = new CountingWaker();
        f.poll(owner.context().withWaker(later));
        owner.waker.take();
        source.end("v");
        assertThat(later.wakes() + owner.waker.wakes()).isPositive();
        assertThat(f.poll(owner.context().withWaker(later)).isReady()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void f06_nothing_starts_before_the_first_poll(Kind kind) {
        assertThat(kind.make.apply(source).toString()).isNotBlank();
        assertThat(source.polls).isZero();
        assertThat(owner.timers.armed).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void f07_cancel_before_the_first_poll_reaches_a_source_that_is_owned(Kind kind) {
        PollFuture<?> f = kind.make.apply(source);
        f.cancel();
        f.cancel();
        assertThat(source.cancels).isEqualTo(kind.ownsSourceBeforeFirstPoll() ? 1 : 0);
        assertThat(source.polls).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void f07_cancel_after_pending_reaches_the_source_once(Kind kind) throws Exception {
        PollFuture<?> f = kind.make.apply(source);
        owner.assertPending(f);
        f.cancel();
        f.cancel();
        assertThat(source.cancels).isEqualTo(kind == Kind.TAKE ? 0 : 1);
        assertThat(owner.timers.live()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void f07_cancel_after_ready_is_tolerated(Kind kind) throws Exception {
        PollFuture<?> f = kind.make.apply(source);
        source.end("v");
        owner.run(f);
        f.cancel();
        assertThat(source.cancels).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void f07_discard_passes_the_same_object_only(Kind kind) throws Exception {
        PollFuture<?> f = kind.make.apply(source);
        source.end("v");
        discard(f, owner.run(f));
        boolean same =
                switch (kind) {
                    case MAP, LOOP, JOIN, FOR_EACH -> false;
                    case THEN, USING_OPENING -> false; // they made another future of it
                    default -> true;
                };
        assertThat(source.discarded).hasSize(same ? 1 : 0);
    }

    @SuppressWarnings("unchecked")
    private static <T> void discard(PollFuture<T> f, Object value) {
        f.onDiscard((T) value);
    }

    @ParameterizedTest
    @EnumSource
    void f08_null_is_a_value(Kind kind) throws Exception {
        PollFuture<?> f = kind.make.apply(source);
        source.end((Object) null);
        Object value = owner.run(f);
        assertThat(kind == Kind.ALL ? ((List<?>) value).getFirst() : value).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void to_string_is_short_in_every_state(Kind kind) throws Exception {
        PollFuture<?> f = kind.make.apply(source);
        assertThat(f.toString()).isNotBlank().doesNotContain("@");
        owner.assertPending(f);
        assertThat(f.toString()).isNotBlank().hasSizeLessThan(100);
        source.end("v");
        owner.run(f);
        assertThat(f.toString()).isNotBlank().hasSizeLessThan(100);
    }

    @ParameterizedTest
    @EnumSource
    void null_context_is_refused_and_ends_nothing(Kind kind) throws Exception {
        PollFuture<?> f = kind.make.apply(source);
        assertThatThrownBy(() -> f.poll(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("cx");
        owner.assertPending(f);
        f.cancel();
    }
}
