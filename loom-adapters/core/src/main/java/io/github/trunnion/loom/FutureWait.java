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
    static <T extends @Nullable Object> Settled<T> await(
            Future<? extends T> source, Object named, Waits how, String operation)
            throws InterruptedException, TimeoutException {
        how.guard().enter(operation);
        if (source.isDone()) {
            return Settled.of(source);
        }
        Limit limit = how.limit().orDeadline();
        if (limit.isOneLook()) {
            return GiveUp.timedOut(source, limit.expired(named), how.onTimeout(), how.guard());
        }
        how.guard().requireMayBlock(operation);
        PendingAwait pending = Awaits.begin(named);
        try {
            T value = limit.isEndless() ? source.get() : source.get(limit.nanos(), NANOSECONDS);
            return Settled.of(value, null);
        } catch (InterruptedException e) {
            return GiveUp.interrupted(
                    source, GiveUp.interruptOf(named), how.onInterrupt(), how.guard());
        } catch (TimeoutException e) {
            return GiveUp.timedOut(source, limit.expired(named), how.onTimeout(), how.guard());
        } catch (ExecutionException | RuntimeException e) {
            return Settled.of(null, e);
        } finally {
            Awaits.end(pending);
        }
    }
}
