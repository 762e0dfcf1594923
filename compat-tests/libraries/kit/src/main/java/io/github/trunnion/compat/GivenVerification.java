package io.github.trunnion.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.loom.Blocking;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a library that takes futures is asked: blocking code becomes one of its own futures. */
@Timeout(60)
public abstract class GivenVerification {
    private final IOException gone = new IOException("gone");

    /** A future of the library. */
    public interface Taken {
        /**
         * Waits as the library's users do, for at most 30 s; throws the failure without wrappers.
         */
        @Nullable Object get() throws Throwable;

        /** The library's own cancel. */
        void cancel();
    }

    /** Hands blocking code on a virtual thread to the library. */
    protected abstract Taken take(TaskFuture<String> task) throws Exception;

    /** The cases in which the library falls short, each with the reason, said in Markdown. */
    protected Map<Case, String> cannot() {
        return Map.of();
    }

    @Test
    @Case.Of(Case.GIVEN_VALUE)
    void bodyReturns_libraryHasTheValue() throws Throwable {
        HeldBody body = new HeldBody();
        Taken taken = take(Blocking.supply(body));
        body.succeed();
        assertThat(taken.get()).isEqualTo("value");
    }

    @Test
    @Case.Of(Case.GIVEN_FAILURE)
    void bodyThrows_libraryHasTheFailure() throws Exception {
        Taken taken =
                take(
                        Blocking.supply(
                                () -> {
                                    throw gone;
                                }));
        Throwable thrown = null;
        try {
            taken.get();
        } catch (Throwable e) {
            thrown = e;
        }
        if (cannot().containsKey(Case.GIVEN_FAILURE)) {
            assertThat(thrown).isNotNull().isNotSameAs(gone);
        } else {
            assertThat(thrown).isSameAs(gone);
        }
    }

    @Test
    @Case.Of(Case.GIVEN_CANCEL)
    void cancelledByTheLibrary_bodyInterrupted() throws Exception {
        HeldBody body = new HeldBody();
        TaskFuture<String> task = Blocking.supply(body);
        Taken taken = take(task);
        body.awaitBegun();
        taken.cancel();
        if (cannot().containsKey(Case.GIVEN_CANCEL)) {
            await(cannot().get(Case.GIVEN_CANCEL))
                    .during(Duration.ofMillis(200))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !body.wasInterrupted());
            body.succeed();
            task.terminated().get(30, TimeUnit.SECONDS);
            assertThat(body.wasInterrupted()).isFalse();
        } else {
            await().atMost(Duration.ofSeconds(30)).until(body::wasInterrupted);
        }
    }
}
