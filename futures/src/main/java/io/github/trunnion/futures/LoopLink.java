package io.github.trunnion.futures;

import org.jspecify.annotations.Nullable;

/** Enters the future that a body makes again and again, until one is ready with a ready poll. */
final class LoopLink<T extends @Nullable Object>
        extends Link<Throwing.Supplier<? extends PollFuture<? extends Poll<? extends T>>>, T> {

    /*
     * Overview.
     *
     * The loop starts like a loop whose body asked for once more. After each repetition it puts itself
     * back on the stack before it enters the next future, so the stack does not grow. Its fairness is
     * that of the chain: repetitions that are ready at once are counted there.
     */

    private static final PollFuture<Poll<?>> ONCE_MORE = new Start<>(Poll.pending());

    LoopLink(Throwing.Supplier<? extends PollFuture<? extends Poll<? extends T>>> body) {
        super(ONCE_MORE, body);
    }

    @Override
    void resume(Chain chain) throws Exception {
        var body = takeFunction();
        if (chain.failure() != null) {
            return;
        }
        Object result = chain.value();
        if (result instanceof Poll.Ready<?> ready) {
            chain.become(ready.value(), null);
            return;
        }
        if (result == null) {
            throw Failures.nothing("The future that the body of loop made", "a Poll");
        }
        PollFuture<?> next = body.get();
        if (next == null) {
            throw Failures.nothing("The body of loop", "a future");
        }
        keepFunction(body);
        chain.push(this);
        chain.enter(next);
    }

    @Override
    String name() {
        return "loop";
    }
}
