package io.github.trunnion.examples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A step with servers and clients of its own. */
final class Running implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(20);

    /** Passes soon, and is waited for. */
    static final Duration SHORT = Duration.ofMillis(50);

    final RecordedLog log = new RecordedLog();
    final Step step;
    final Shops shops;
    final ShopServer server;
    final OrderEnrichment enrichment;

    Running(Step step, Limits limits) throws IOException {
        this.step = step;
        shops = Shops.start(Duration.ZERO);
        server = shops.server();
        enrichment = step.open(shops.shop(), limits);
    }

    Running(Step step) throws IOException {
        this(step, Limits.standard());
    }

    EnrichedOrder enrich(String line) throws InterruptedException {
        return step.enrich(enrichment, line);
    }

    /** How an order fails for who calls the method that waits, and for who has the future. */
    RuntimeException failure(String line) throws InterruptedException {
        RuntimeException byFuture = unwrapped(() -> enrichment.enrichAsync(line).join());
        RuntimeException byCall = unwrapped(() -> enrich(line));
        assertThat(byCall).hasSameClassAs(byFuture).hasMessage(byFuture.getMessage());
        return byCall;
    }

    private interface Call {
        EnrichedOrder call() throws InterruptedException;
    }

    private static RuntimeException unwrapped(Call call) throws InterruptedException {
        try {
            throw new AssertionError("enriched: " + call.call());
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(RuntimeException.class);
            return (RuntimeException) e.getCause();
        } catch (RuntimeException e) {
            return e;
        }
    }

    static void awaitAsked(Hold hold, int count) throws InterruptedException {
        assertThat(hold.awaitAsked(count, LIMIT)).as("%d requests", count).isTrue();
    }

    static Hold.End end(Hold hold) throws Exception {
        return hold.end().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    /** First the servers, so that nothing waits for them any more. */
    @Override
    public void close() throws IOException {
        shops.close();
        enrichment.close();
        log.close();
    }
}
