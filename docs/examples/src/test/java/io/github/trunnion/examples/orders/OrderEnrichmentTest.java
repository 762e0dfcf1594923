package io.github.trunnion.examples.orders;

import static io.github.trunnion.examples.orders.Running.SHORT;
import static io.github.trunnion.examples.orders.Running.awaitAsked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Flows;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What every step does. */
@Timeout(30)
class OrderEnrichmentTest {
    private static final String ORDER = "o1;c1;pen;3";

    @ParameterizedTest
    @EnumSource
    void what_three_servers_say_comes_together(Step step) throws Exception {
        try (Running running = new Running(step)) {
            assertThat(running.enrich(ORDER).line()).isEqualTo("o1;Ada;pen;3;70;270");
            assertThat(running.enrich("o2;c2;pen;3").line()).isEqualTo("o2;Bob;pen;3;70;300");
            assertThat(running.enrichment.enrichAsync(ORDER).join().line())
                    .isEqualTo("o1;Ada;pen;3;70;270");
            assertThat(running.server.mostAtOnce("audit")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_malformed_order_fails_and_asks_nobody(Step step) throws Exception {
        try (Running running = new Running(step)) {
            assertThat(running.failure("o1;c1;pen"))
                    .isInstanceOf(OrderException.Malformed.class)
                    .hasMessage("Not order;customer;item;quantity, but 3 fields: o1;c1;pen");
            assertThat(running.server.mostAtOnce("customers")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_missing_stock_is_unknown(Step step) throws Exception {
        try (Running running = new Running(step)) {
            assertThat(running.enrich("o1;c1;ink;1").line()).isEqualTo("o1;Ada;ink;1;?;450");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_late_stock_is_unknown(Step step) throws Exception {
        try (Running running = new Running(step, Limits.standard().withStock(SHORT))) {
            running.server.hold("/stock/");

            assertThat(running.enrich(ORDER).stock()).isEqualTo(EnrichedOrder.UNKNOWN_STOCK);
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_unknown_customer_fails_the_order(Step step) throws Exception {
        try (Running running = new Running(step)) {
            assertThat(running.failure("o1;nobody;pen;1"))
                    .isInstanceOf(OrderException.UnknownCustomer.class)
                    .hasMessage("Unknown customer nobody")
                    .hasRootCauseInstanceOf(Shop.NotFoundException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_late_price_fails_the_order(Step step) throws Exception {
        try (Running running = new Running(step, Limits.standard().withPrice(SHORT))) {
            running.server.hold("/prices/");

            assertThat(running.failure(ORDER))
                    .isInstanceOf(OrderException.LatePrice.class)
                    .hasMessage("Late price of pen");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_order_that_is_late_as_a_whole_fails(Step step) throws Exception {
        try (Running running = new Running(step, Limits.standard().withOrder(SHORT))) {
            running.server.hold("/audit/");

            assertThat(running.failure(ORDER))
                    .isInstanceOf(OrderException.LateOrder.class)
                    .hasMessage("Late order o1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_audit_that_fails_fails_the_order(Step step) throws Exception {
        try (Running running = new Running(step)) {
            running.server.put("/audit/o1", "!500 Broken");

            assertThat(running.failure(ORDER))
                    .isInstanceOf(OrderException.NotAudited.class)
                    .hasRootCauseMessage("The audit answers 500");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_stream_is_in_order_when_its_first_order_is_done_last(Step step) throws Exception {
        List<String> lines = orders(20);
        try (Running running = new Running(step)) {
            running.server.put("/customers/slow", "Sid;plain");
            lines.set(0, "o0;slow;pen;1");
            Hold first = running.server.hold("/customers/slow");
            TaskFuture<List<String>> ids = Blocking.supply(() -> ids(running, lines));
            await().until(() -> running.log.has("Audited o7;"));
            first.release();

            assertThat(ids.get(20, TimeUnit.SECONDS))
                    .isEqualTo(IntStream.range(0, 20).mapToObj(i -> "o" + i).toList());
        }
    }

    private static List<String> ids(Running running, List<String> lines) {
        try (Stream<EnrichedOrder> orders = Flows.stream(running.enrichment.stream(lines), 1)) {
            return orders.map(order -> order.order().id()).toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_order_that_fails_ends_the_stream_after_those_of_the_windows_before(Step step)
            throws Exception {
        List<String> lines = orders(30);
        lines.set(17, "o17;nobody;pen;1");
        List<String> seen = new ArrayList<>();
        try (Running running = new Running(step);
                Stream<EnrichedOrder> orders =
                        Flows.stream(running.enrichment.stream(lines), 100)) {
            assertThatThrownBy(() -> orders.forEach(order -> seen.add(order.order().id())))
                    .isInstanceOf(OrderException.UnknownCustomer.class);
        }
        assertThat(seen).hasSize(16);
    }

    @ParameterizedTest
    @EnumSource
    void log_lines_have_the_order_and_what_the_caller_has_in_its_mdc(Step step) throws Exception {
        try (Running running = new Running(step)) {
            MDC.put("request", "r1");
            try {
                running.enrich("o1;c1;ink;1");
                assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("request", "r1"));
                running.enrichment.enrichAsync("o1;c1;ink;1").join();
                running.failure("o1;nobody;ink;1");
            } finally {
                MDC.clear();
            }
            assertThat(running.log.lines())
                    .extracting(line -> line.text().split(" ", 2)[0])
                    .contains("Enriching", "No", "Audited", "Unknown");
            assertThat(running.log.lines())
                    .allSatisfy(
                            line ->
                                    assertThat(line.mdc())
                                            .isEqualTo(Map.of("request", "r1", "order", "o1")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void log_lines_of_a_stream_have_their_own_order(Step step) throws Exception {
        try (Running running = new Running(step)) {
            MDC.put("request", "r1");
            try {
                assertThat(ids(running, orders(20))).hasSize(20);
            } finally {
                MDC.clear();
            }
            List<RecordedLog.Line> audited =
                    running.log.lines().stream()
                            .filter(line -> line.text().startsWith("Audited"))
                            .toList();
            assertThat(audited)
                    .hasSize(20)
                    .allSatisfy(
                            line ->
                                    assertThat(line.text())
                                            .startsWith("Audited " + line.mdc().get("order") + ";"))
                    .allSatisfy(line -> assertThat(line.mdc()).containsEntry("request", "r1"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_more_audits_at_once_than_allowed(Step step) throws Exception {
        try (Running running = new Running(step)) {
            Hold audits = running.server.hold("/audit/");
            List<CompletableFuture<EnrichedOrder>> all =
                    orders(20).stream().map(running.enrichment::enrichAsync).toList();
            awaitAsked(audits, Limits.standard().audits());
            audits.release();
            for (CompletableFuture<EnrichedOrder> each : all) {
                each.get(20, TimeUnit.SECONDS);
            }

            assertThat(running.server.mostAtOnce("audit")).isEqualTo(Limits.standard().audits());
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_more_orders_of_a_stream_at_once_than_its_window(Step step) throws Exception {
        try (Running running = new Running(step)) {
            Hold customers = running.server.hold("/customers/");
            TaskFuture<List<String>> ids = Blocking.supply(() -> ids(running, orders(20)));
            awaitAsked(customers, Limits.standard().window());
            customers.release();

            assertThat(ids.get(20, TimeUnit.SECONDS)).hasSize(20);
            assertThat(running.server.mostAtOnce("customers"))
                    .isEqualTo(Limits.standard().window());
        }
    }

    @ParameterizedTest
    @EnumSource
    void close_waits_for_orders_in_progress_and_refuses_others(Step step) throws Exception {
        try (Running running = new Running(step)) {
            Hold customer = running.server.hold("/customers/");
            CompletableFuture<EnrichedOrder> order = running.enrichment.enrichAsync(ORDER);
            awaitAsked(customer, 1);
            Thread closer = Thread.ofPlatform().start(running.enrichment::close);
            await().until(() -> closer.getState() == Thread.State.WAITING);

            assertThat(running.failure(ORDER))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("The enrichment is closed.");
            assertThat(order).isNotDone();
            customer.release();
            assertThat(order.get(20, TimeUnit.SECONDS).line()).isEqualTo("o1;Ada;pen;3;70;270");
            assertThat(closer.join(Running.LIMIT)).isTrue();
        }
    }

    private static List<String> orders(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add("o%d;c1;pen;1".formatted(i));
        }
        return lines;
    }
}
