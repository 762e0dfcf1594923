package io.github.trunnion.loom;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;

/** A wait inside {@code Future.get}, which leaves nothing behind in the source (aw03). */
final class FutureWait {
    /*
     * Overview
     *
     * Future.get parks on a word of the source's own and takes itself off its waiter list, so a
     * wait that is given up costs the source nothing later. Two ends at once are decided there;
     * what is decided here is who wins when get ends for another reason than the result:
     *
     * A timed get looks at the interrupt before the result. Thread A is interrupted and thread B
     * completes the source, then A's get throws although there is a result. So the source is asked
     * once more: done means that the result wins and the interrupt goes back to the flag.
     */
    private FutureWait() {}

    /**
     * Waits.
     *
     * @param named what messages name
     */
    static <T extends @Nullable Object> T await(
            Future<? extends T> source, Object named, Limit limit, Guard guard, String operation)
            throws InterruptedException, TimeoutException {
        guard.enter(operation);
        if (source.isDone()) {
            return Settled.<T>of(source).await(named);
        }
        Exception ending;
        if (limit.isOneLook()) {
            ending = limit.expired(named);
        } else {
            guard.requireMayBlock(operation);
            try {
                return limit.isEndless() ? source.get() : source.get(limit.nanos(), NANOSECONDS);
            } catch (InterruptedException e) {
                ending = GiveUp.interrupted(named);
            } catch (TimeoutException e) {
                ending = limit.expired(named);
            } catch (ExecutionException | RuntimeException e) {
                throw Failures.awaited(e, named);
            }
        }
        return GiveUp.<T>propagate(source, named, ending);
    }
}
