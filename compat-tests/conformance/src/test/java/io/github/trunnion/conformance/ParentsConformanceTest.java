package io.github.trunnion.conformance;

import io.github.trunnion.futures.Context;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.TaskSet;
import io.github.trunnion.tck.ParentFutureVerification;

import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Every combinator of the library keeps the rules of futures and of owners of futures. */
@ParameterizedClass(name = "{0}")
@EnumSource
class ParentsConformanceTest extends ParentFutureVerification<Object, Object> {
    private static final Duration DAY = Duration.ofDays(1);

    /** How a parent is made of one child. */
    enum Kind {
        MAP(c -> PollFutures.map(c, x -> x)),
        THEN(c -> PollFutures.then(c, PollFutures::ready)),
        THEN_INTO(c -> PollFutures.then(PollFutures.ready("first"), x -> c)),
        RECOVER(c -> PollFutures.recover(c, PollFutures::failed)),
        RECOVER_WITH(
                c -> PollFutures.recover(PollFutures.failed(new Exception("first")), failure -> c)),
        RECOVER_A_VALUE(c -> PollFutures.recover(c, failure -> PollFutures.ready("instead"))),
        WHEN_DONE(c -> PollFutures.whenDone(c, (value, failure) -> {})),
        LAZY(c -> PollFutures.lazy(() -> c)),
        LOOP(c -> PollFutures.loop(() -> PollFutures.map(c, Poll::ready))),
        FUSE(PollFutures::fuse),
        ON_DISCARD(c -> PollFutures.onDiscard(c, value -> {})),
        WITH_TIMEOUT(c -> PollFutures.withTimeout(c, DAY)),
        USING(c -> PollFutures.using(PollFutures.ready("r"), r -> c, r -> {})),
        USING_OPENING(c -> PollFutures.using(c, PollFutures::ready, r -> {})),
        ALL(c -> wide(PollFutures.all(List.of(c)))),
        RACE(c -> PollFutures.race(List.of(c))),
        JOIN(c -> PollFutures.join(c, PollFutures.ready(1), (a, b) -> a)),
        FOR_EACH(c -> wide(PollFutures.forEach(List.of(1), 1, x -> c))),
        TAKE(c -> new Taking(List.of(c))),
        CHAIN_OF_MANY(
                c ->
                        PollFutures.withTimeout(
                                PollFutures.map(
                                        PollFutures.race(List.of(PollFutures.fuse(c))), x -> x),
                                DAY));

        private final UnaryOperator<PollFuture<Object>> make;

        Kind(UnaryOperator<PollFuture<Object>> make) {
            this.make = make;
        }

        /** How a parent is made of two, or null. */
        BinaryOperator<PollFuture<Object>> ofTwo() {
            return switch (this) {
                case ALL -> (a, b) -> wide(PollFutures.all(List.of(a, b)));
                case RACE -> (a, b) -> PollFutures.race(List.of(a, b));
                case JOIN -> (a, b) -> PollFutures.join(a, b, (x, y) -> x);
                case FOR_EACH ->
                        (a, b) -> wide(PollFutures.forEach(List.of(a, b), 2, child -> child));
                case TAKE -> (a, b) -> new Taking(List.of(a, b));
                case CHAIN_OF_MANY ->
                        (a, b) ->
                                wide(
                                        PollFutures.withTimeout(
                                                PollFutures.all(
                                                        List.of(
                                                                PollFutures.map(a, x -> x),
                                                                PollFutures.fuse(b))),
                                                DAY));
                default -> null;
            };
        }
    }

    @Parameter Kind kind;

    @Override
    protected PollFuture<Object> createParent(PollFuture<Object> child) {
        return kind.make.apply(child);
    }

    @Override
    protected PollFuture<Object> createParent(PollFuture<Object> a, PollFuture<Object> b) {
        BinaryOperator<PollFuture<Object>> make = kind.ofTwo();
        return make == null ? null : make.apply(a, b);
    }

    @Override
    protected Object childValue() {
        return "done";
    }

    @Override
    protected boolean refusesPollsWhenDone() {
        return kind != Kind.TAKE;
    }

    @Override
    protected boolean worksOnAnyThread() {
        return true;
    }

    @Override
    protected boolean ownsChildBeforeFirstPoll() {
        return switch (kind) {
            case THEN_INTO, RECOVER_WITH, LAZY, LOOP, USING, FOR_EACH -> false;
            default -> true;
        };
    }

    @Override
    protected boolean passesFailuresOn() {
        return kind != Kind.RECOVER_A_VALUE;
    }

    @Override
    protected boolean endsItsChildren() {
        return kind != Kind.TAKE; // the set goes on
    }

    @Override
    protected boolean keepsValues() {
        // forEach has no use for values; map has made another value of the first child's
        return kind != Kind.FOR_EACH && kind != Kind.CHAIN_OF_MANY;
    }

    @Override
    protected boolean handsValuesOn() {
        return switch (kind) { // others make another value of it
            case MAP, THEN, LOOP, USING_OPENING, JOIN, FOR_EACH, CHAIN_OF_MANY -> false;
            default -> true;
        };
    }

    private static PollFuture<Object> wide(PollFuture<?> future) {
        return CoreFuturesConformanceTest.widen(future);
    }

    /** A set of tasks that lives as long as one take of it. */
    private static final class Taking implements PollFuture<Object> {
        private final TaskSet<Object> set = new TaskSet<>();
        private final PollFuture<Object> take = set.take();

        Taking(List<PollFuture<Object>> tasks) {
            tasks.forEach(set::spawn);
        }

        @Override
        public Poll<Object> poll(Context cx) throws Exception {
            return take.poll(cx);
        }

        @Override
        public void cancel() {
            take.cancel();
            set.cancel();
        }

        @Override
        public void onDiscard(Object value) {
            take.onDiscard(value);
        }
    }
}
