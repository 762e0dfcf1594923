package io.github.trunnion.tck;

import io.github.trunnion.futures.PollFuture;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** An adapter of a foreign type that is no Future; its author has not said how to look at one. */
class BoxAdapter extends AdapterVerification<BoxAdapter.Box> {
    private final SimpleAdapter inner = new SimpleAdapter();

    /** A foreign future of its own kind. */
    record Box(CompletableFuture<Object> inside) {}

    /** Says how, but has no soft cancel. */
    static final class Open extends BoxAdapter {
        @Override
        protected boolean isDone(Box foreign) {
            return foreign.inside.isDone();
        }

        @Override
        protected Object outcome(Box foreign) throws Throwable {
            return SimpleAdapter.resultNow(foreign.inside);
        }

        @Override
        protected void cancel(Box foreign, boolean interrupt) {
            if (!interrupt) {
                throw new UnsupportedOperationException();
            }
            foreign.inside.cancel(true);
        }
    }

    @Override
    protected Duration patience() {
        return getClass() == BoxAdapter.class ? Duration.ofMillis(800) : super.patience();
    }

    @Override
    protected Source<Box> source() {
        SimpleAdapter.Cell cell = new SimpleAdapter.Cell(new CompletableFuture<>());
        Box box = new Box(cell.future());
        return new Source<>() {
            @Override
            public Box future() {
                return box;
            }

            @Override
            public void complete(Object value) {
                cell.complete(value);
            }

            @Override
            public void fail(Throwable failure) {
                cell.fail(failure);
            }

            @Override
            public void cancel() {
                cell.cancel();
            }

            @Override
            public boolean isCancelled() {
                return cell.isCancelled();
            }
        };
    }

    @Override
    protected Box fromPollFuture(PollFuture<?> future) {
        return new Box(inner.fromPollFuture(future));
    }

    @Override
    protected Box blocking(Callable<?> body) {
        return new Box(inner.blocking(body));
    }
}
