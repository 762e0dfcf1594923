package io.github.trunnion.futures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

@Timeout(10)
class UsingTest {
    private final Owner owner = new Owner();
    private final Probe<String> opening = new Probe<>("opening");
    private final Probe<String> body = new Probe<>("body");
    private final List<String> closed = new ArrayList<>();
    private final PollFuture<String> using =
            PollFutures.using(
                    opening,
                    r -> {
                        assertThat(r).isEqualTo("r");
                        return body;
                    },
                    closed::add);

    @Test
    void value_of_the_body_then_close() throws Exception {
        owner.assertPending(using);
        opening.end("r");
        owner.assertPending(using);
        assertThat(closed).isEmpty();
        body.end("v");
        owner.assertReady(using, "v");
        assertThat(closed).containsExactly("r");
        using.cancel();
        assertThat(closed).containsExactly("r");
    }

    @Test
    void f07_cancel_while_opening_cancels_the_opening_and_closes_nothing() throws Exception {
        owner.assertPending(using);
        using.cancel();
        assertThat(opening.cancels).isEqualTo(1);
        assertThat(body.polls).isZero();
        assertThat(closed).isEmpty();
    }

    @Test
    void f07_cancel_while_in_use_cancels_the_body_then_closes() throws Exception {
        opening.end("r");
        owner.assertPending(using);
        using.cancel();
        assertThat(body.cancels).isEqualTo(1);
        assertThat(closed).containsExactly("r");
    }

    @Test
    void failure_while_opening_closes_nothing() {
        IOException failure = new IOException("no");
        opening.end(failure, null);
        assertThat(owner.failure(using)).isSameAs(failure);
        assertThat(closed).isEmpty();
    }

    @Test
    void failure_of_the_body_then_close_that_throws_is_suppressed() {
        IOException failure = new IOException("body");
        IOException onClose = new IOException("close");
        PollFuture<Object> f =
                PollFutures.using(
                        PollFutures.ready("r"),
                        r -> PollFutures.failed(failure),
                        r -> {
                            throw onClose;
                        });
        assertThat(owner.failure(f)).isSameAs(failure).hasSuppressedException(onClose);
    }

    @Test
    void close_that_throws_the_very_failure_is_not_suppressed_onto_itself() {
        IOException failure = new IOException("both");
        PollFuture<Object> f =
                PollFutures.using(
                        PollFutures.ready("r"),
                        r -> {
                            throw failure;
                        },
                        r -> {
                            throw failure;
                        });
        assertThat(owner.failure(f)).isSameAs(failure).hasNoSuppressedExceptions();
    }

    @Test
    void close_that_throws_after_a_value_is_the_failure_and_the_value_is_discarded() {
        IOException onClose = new IOException("close");
        body.end("v");
        PollFuture<String> f =
                PollFutures.using(
                        PollFutures.ready("r"),
                        r -> body,
                        r -> {
                            throw onClose;
                        });
        assertThat(owner.failure(f)).isSameAs(onClose);
        assertThat(body.discarded).containsExactly("v");
    }

    @Test
    void f07_close_that_throws_on_cancel_is_reported() throws Exception {
        IOException onClose = new IOException("close");
        PollFuture<String> f =
                PollFutures.using(
                        PollFutures.ready("r"),
                        r -> body,
                        r -> {
                            throw onClose;
                        });
        owner.assertPending(f);
        try (UncaughtReports reports = new UncaughtReports()) {
            f.cancel();
            assertThat(reports.messages()).containsExactly("close");
        }
        assertThat(body.cancels).isEqualTo(1);
    }

    @Test
    void f07_a_value_lost_against_a_cancel_goes_to_the_body() throws Exception {
        opening.end("r");
        body.end("v");
        owner.assertReady(using, "v");
        using.onDiscard("v");
        assertThat(body.discarded).containsExactly("v");
    }

    @Test
    void f08_null_is_a_resource_and_a_value() throws Exception {
        List<Object> seen = new ArrayList<>();
        PollFuture<Object> f =
                PollFutures.using(PollFutures.ready(null), r -> PollFutures.ready(r), seen::add);
        owner.assertReady(f, null);
        assertThat(seen).hasSize(1).containsOnlyNulls();
    }

    @Test
    void a_function_that_returns_null_fails_and_closes() {
        PollFuture<Object> f =
                PollFutures.<String, Object>using(PollFutures.ready("r"), r -> null, closed::add);
        assertThat(owner.failure(f))
                .isInstanceOf(NullPointerException.class)
                .hasMessageContaining("using");
        assertThat(closed).containsExactly("r");
    }

    @Test
    void null_arguments_are_named() {
        assertThatNullPointerException()
                .isThrownBy(() -> PollFutures.<String, String>using(null, r -> body, closed::add))
                .withMessage("future");
        assertThatNullPointerException()
                .isThrownBy(() -> PollFutures.using(opening, null, closed::add))
                .withMessage("use");
        assertThatNullPointerException()
                .isThrownBy(() -> PollFutures.using(opening, r -> body, null))
                .withMessage("close");
    }
}
