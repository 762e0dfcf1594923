package io.github.trunnion.examples.orders.step2leaves;

import io.github.trunnion.examples.orders.BlockingOrderEnrichment;
import io.github.trunnion.examples.orders.Customer;
import io.github.trunnion.examples.orders.EnrichedOrder;
import io.github.trunnion.examples.orders.InProgress;
import io.github.trunnion.examples.orders.Limits;
import io.github.trunnion.examples.orders.MdcCopies;
import io.github.trunnion.examples.orders.Order;
import io.github.trunnion.examples.orders.OrderException;
import io.github.trunnion.examples.orders.Shop;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeoutException;

/** The enrichment made of methods that block, which futures compose. */
@SuppressWarnings("FutureReturnValueIgnored") // of callbacks at the end of a chain
public final class LeavesEnrichment implements BlockingOrderEnrichment {
    private static final Logger LOG = LoggerFactory.getLogger(LeavesEnrichment.class);

    private final Shop shop;
    private final Limits limits;
    private final InProgress inProgress = new InProgress();
    private final Blocking.Launcher audits;

    /** Enriches by the clients of a shop, which stay open. */
    public LeavesEnrichment(Shop shop, Limits limits) {
        this.shop = shop;
        this.limits = limits;
        this.audits = Blocking.with().name("audit").limit(limits.audits());
    }

    @Override
    public EnrichedOrder enrich(String line) throws InterruptedException {
        Order order = Order.parse(line);
        inProgress.enter();
        MDC.put("order", order.id());
        try {
            return Await.await(enriched(order), limits.order());
        } catch (TimeoutException late) {
            LOG.warn("Late order");
            throw new OrderException.LateOrder("Late order " + order.id(), late);
        } finally {
            MDC.remove("order");
            inProgress.exit();
        }
    }

    @Override
    public CompletableFuture<EnrichedOrder> enrichAsync(String line) {
        return started(() -> enrich(line));
    }

    private static <T> CompletableFuture<T> started(Callable<T> body) {
        return Blocking.<T>supply(body).toCompletableFuture();
    }

    private CompletableFuture<EnrichedOrder> enriched(Order order) {
        LOG.info("Enriching {}", order);
        CompletableFuture<Customer> customer = started(() -> customer(order));
        CompletableFuture<Integer> stock = started(() -> stock(order));
        CompletableFuture<Integer> price =
                customer.thenCompose(MdcCopies.function(c -> started(() -> price(order, c))));
        return CompletableFuture.allOf(customer, stock, price)
                .thenApply(
                        all ->
                                new EnrichedOrder(
                                        order, customer.join(), stock.join(), price.join()))
                .thenCompose(MdcCopies.function(this::audited));
    }

    private Customer customer(Order order) throws InterruptedException {
        try {
            return Customer.parse(Await.await(shop.customers().find(order.customer())));
        } catch (Shop.NotFoundException unknown) {
            LOG.warn("Unknown customer {}", order.customer());
            throw new OrderException.UnknownCustomer(
                    "Unknown customer " + order.customer(), unknown);
        }
    }

    private int stock(Order order) throws InterruptedException {
        try {
            return Integer.parseInt(Await.await(shop.stocks().of(order.item()), limits.stock()));
        } catch (Shop.NotFoundException unknown) {
            LOG.warn("No stock of {}", order.item());
            return EnrichedOrder.UNKNOWN_STOCK;
        } catch (TimeoutException late) {
            return EnrichedOrder.UNKNOWN_STOCK;
        }
    }

    private int price(Order order, Customer customer) throws InterruptedException {
        try {
            return Integer.parseInt(
                    Await.await(shop.prices().of(order.item(), customer.group()), limits.price()));
        } catch (TimeoutException late) {
            LOG.warn("Late price of {}", order.item());
            throw new OrderException.LatePrice("Late price of " + order.item(), late);
        }
    }

    private CompletableFuture<EnrichedOrder> audited(EnrichedOrder enriched) {
        return audits.<EnrichedOrder>supply(
                        () -> {
                            audit(enriched);
                            return enriched;
                        })
                .toCompletableFuture();
    }

    private void audit(EnrichedOrder enriched) throws InterruptedException {
        try {
            shop.audit().record(enriched);
            LOG.info("Audited {}", enriched.line());
        } catch (IOException e) {
            throw new OrderException.NotAudited("No audit of " + enriched.line(), e);
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Override
    public Flow.Publisher<EnrichedOrder> stream(List<String> lines) {
        return subscriber -> {
            SubmissionPublisher<EnrichedOrder> out = new SubmissionPublisher<>();
            out.subscribe(subscriber);
            emitFrom(0, lines, out).whenComplete((all, failure) -> end(out, failure));
        };
    }

    private CompletableFuture<@Nullable Void> emitFrom(
            int first, List<String> lines, SubmissionPublisher<EnrichedOrder> out) {
        if (first >= lines.size() || !out.hasSubscribers()) {
            return CompletableFuture.completedFuture(null);
        }
        int next = Math.min(first + limits.window(), lines.size());
        List<CompletableFuture<EnrichedOrder>> window =
                lines.subList(first, next).stream().map(this::enrichAsync).toList();
        return CompletableFuture.allOf(window.toArray(CompletableFuture[]::new))
                .thenRunAsync(
                        () -> window.forEach(each -> out.submit(each.join())),
                        Thread::startVirtualThread)
                .thenCompose(MdcCopies.function(emitted -> emitFrom(next, lines, out)));
    }

    private static void end(SubmissionPublisher<EnrichedOrder> out, @Nullable Throwable failure) {
        if (failure == null) {
            out.close();
        } else {
            out.closeExceptionally(unwrapped(failure));
        }
    }

    @Override
    public void close() {
        inProgress.close();
    }
}
