package io.github.trunnion.examples.orders;

import static io.github.trunnion.examples.orders.Running.LIMIT;
import static io.github.trunnion.examples.orders.Running.SHORT;
import static io.github.trunnion.examples.orders.Running.awaitAsked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.examples.orders.Hold.End;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What the steps differ in: each gains something. */
@Timeout(30)
class StepGainsTest {
    /** How long a connection has to stay to count as open. */
    private static final Duration GRACE = Duration.ofMillis(200);

    private static final String ORDER = "o1;c1;pen;1";

    @ParameterizedTest
    @CsvSource({"FUTURES, no", "BOUNDARY, yes", "LEAVES, yes", "COMPOSITION, yes"})
    void the_trace_of_a_failure_names_the_caller(Step step, String expected) throws Exception {
        try (Running running = new Running(step)) {
            Throwable thrown = Orders.report(step, running.enrichment);

            assertThat(Orders.namesCaller(thrown)).isEqualTo(expected.equals("yes"));
        }
    }

    @ParameterizedTest
    @CsvSource({"FUTURES, true", "BOUNDARY, false", "LEAVES, false", "COMPOSITION, false"})
    void a_callback_of_the_failed_future_gets_a_wrapper(Step step, boolean wrapped)
            throws Exception {
        try (Running running = new Running(step)) {
            Throwable told =
                    running.enrichment
                            .enrichAsync("o1;nobody;pen;1")
                            .handle((order, failure) -> failure)
                            .get(LIMIT.toSeconds(), TimeUnit.SECONDS);

            assertThat(told)
                    .isExactlyInstanceOf(
                            wrapped
                                    ? CompletionException.class
                                    : OrderException.UnknownCustomer.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FUTURES, ANSWERED",
        "BOUNDARY, ANSWERED",
        "LEAVES, CLOSED_BY_CLIENT",
        "COMPOSITION, CLOSED_BY_CLIENT"
    })
    void a_late_price_then_its_connection(Step step, End expected) throws Exception {
        assertLateEnd(step, Limits.standard()::withPrice, "/prices/", expected);
    }

    @ParameterizedTest
    @CsvSource({
        "FUTURES, ANSWERED",
        "BOUNDARY, ANSWERED",
        "LEAVES, ANSWERED",
        "COMPOSITION, CLOSED_BY_CLIENT"
    })
    void a_late_order_then_the_connection_of_its_customer(Step step, End expected)
            throws Exception {
        assertLateEnd(step, Limits.standard()::withOrder, "/customers/", expected);
    }

    /** With longer limits as long as one passes before the server has seen the request. */
    private static void assertLateEnd(
            Step step, Function<Duration, Limits> limits, String held, End expected)
            throws Exception {
        for (Duration limit = SHORT; limit.compareTo(LIMIT) < 0; limit = limit.multipliedBy(4)) {
            try (Running running = new Running(step, limits.apply(limit))) {
                Hold hold = running.server.hold(held);
                CompletableFuture<EnrichedOrder> order = running.enrichment.enrichAsync(ORDER);
                await().until(order::isDone);
                if (hold.awaitAsked(1, SHORT)) {
                    assertEnd(hold, expected);
                    return;
                }
            }
        }
        throw new AssertionError("No request has come in time.");
    }

    @ParameterizedTest
    @CsvSource({
        "FUTURES, ANSWERED",
        "BOUNDARY, ANSWERED",
        "LEAVES, ANSWERED",
        "COMPOSITION, CLOSED_BY_CLIENT"
    })
    void an_unknown_customer_then_the_connection_of_the_stock(Step step, End expected)
            throws Exception {
        try (Running running = new Running(step)) {
            Hold stock = running.server.hold("/stock/");
            Hold customer = running.server.hold("/customers/");
            running.enrichment.enrichAsync("o1;nobody;pen;1");
            awaitAsked(stock, 1);
            awaitAsked(customer, 1);
            customer.release();
            await().until(() -> running.log.has("Unknown customer"));

            assertEnd(stock, expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FUTURES, ANSWERED, true",
        "BOUNDARY, ANSWERED, true",
        "LEAVES, ANSWERED, false",
        "COMPOSITION, CLOSED_BY_CLIENT, false"
    })
    void a_cancel_of_the_future_then_the_connection_of_the_stock_and_the_audit(
            Step step, End expected, boolean audited) throws Exception {
        try (Running running = new Running(step)) {
            Hold stock = running.server.hold("/stock/");
            Hold audit = running.server.hold("/audit/");
            CompletableFuture<EnrichedOrder> order = running.enrichment.enrichAsync(ORDER);
            awaitAsked(stock, 1);
            assertThat(order.cancel(true)).isTrue();

            assertEnd(stock, expected);
            if (audited) {
                awaitAsked(audit, 1); // for nobody
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "FUTURES, ANSWERED",
        "BOUNDARY, ANSWERED",
        "LEAVES, ANSWERED",
        "COMPOSITION, CLOSED_BY_CLIENT"
    })
    void a_cancel_of_the_stream_then_the_connection_of_a_stock(Step step, End expected)
            throws Exception {
        try (Running running = new Running(step)) {
            Hold stock = running.server.hold("/stock/");
            Hold audit = running.server.hold("/audit/");
            CompletableFuture<Flow.Subscription> subscribed = new CompletableFuture<>();
            running.enrichment.stream(Collections.nCopies(20, ORDER))
                    .subscribe(new Asking(subscribed));
            awaitAsked(stock, Limits.standard().window());
            subscribed.join().cancel();

            assertEnd(stock, expected);
            if (expected == End.ANSWERED) {
                awaitAsked(audit, 1); // for nobody
            }
        }
    }

    /** A connection that is not closed by itself is still there when its answer comes. */
    private static void assertEnd(Hold hold, End expected) throws Exception {
        if (expected == End.ANSWERED) {
            await().during(GRACE).until(() -> !hold.end().isDone());
            hold.release();
        }
        assertThat(Running.end(hold)).isEqualTo(expected);
    }

    @Test
    void an_interrupt_of_the_blocking_call_of_the_last_step_closes_the_connections()
            throws Exception {
        try (Running running = new Running(Step.COMPOSITION)) {
            Hold stock = running.server.hold("/stock/");
            CompletableFuture<Throwable> thrown = new CompletableFuture<>();
            Thread caller =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    running.enrich(ORDER);
                                } catch (Throwable e) {
                                    thrown.complete(e);
                                }
                            });
            awaitAsked(stock, 1);
            caller.interrupt();

            assertThat(thrown.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOf(InterruptedException.class);
            assertEnd(stock, End.CLOSED_BY_CLIENT);
        }
    }

    @Test
    void the_last_step_has_fewer_lines_than_the_first_and_no_copies_of_the_mdc()
            throws IOException {
        assertThat(Step.COMPOSITION.linesOfCode()).isLessThan(Step.FUTURES.linesOfCode());
        assertThat(Step.COMPOSITION.linesOfCode()).isLessThan(Step.LEAVES.linesOfCode());
        assertThat(Step.LEAVES.linesOfCode()).isLessThan(Step.BOUNDARY.linesOfCode());
    }

    @Test
    void lines_that_are_blank_or_comment_do_not_count() {
        assertThat(
                        Step.linesOfCode(
                                "/** A.\n"
                                        + " * b */\n"
                                        + "class A {\n\n"
                                        + "  // c\n"
                                        + "  int d; // e\n"
                                        + " /* f */\n"
                                        + "}\n"))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource
    void the_sources_of_a_step_are_all_that_it_needs(Step step) throws IOException {
        Path folder = Path.of("src/main/java/io/github/trunnion/examples/orders");
        List<String> needed = new ArrayList<>();
        Path own = folder.resolve(step.sources().getFirst()).getParent();
        try (var files = Files.list(own)) {
            files.filter(file -> !file.endsWith("package-info.java"))
                    .forEach(file -> needed.add(own.getFileName() + "/" + file.getFileName()));
        }
        for (String source : List.copyOf(needed)) {
            if (Files.readString(folder.resolve(source)).contains("orders.MdcCopies;")) {
                needed.add("MdcCopies.java");
            }
        }

        assertThat(step.sources()).isEqualTo(needed);
        for (String source : needed) {
            assertThat(Step.text(source)).isEqualTo(Files.readString(folder.resolve(source)));
        }
    }

    private record Asking(CompletableFuture<Flow.Subscription> subscribed)
            implements Flow.Subscriber<EnrichedOrder> {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(1);
            subscribed.complete(subscription);
        }

        @Override
        public void onNext(EnrichedOrder order) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onComplete() {}
    }
}
