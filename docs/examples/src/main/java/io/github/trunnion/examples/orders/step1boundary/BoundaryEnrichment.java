package io.github.trunnion.examples.orders.step1boundary;

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

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The enrichment with a blocking twin of its method, and made of futures inside. */
@SuppressWarnings("FutureReturnValueIgnored") // of callbacks at the end of a chain
public final class BoundaryEnrichment implements BlockingOrderEnrichment {
    private static final Logger LOG = LoggerFactory.getLogger(BoundaryEnrichment.class);

    private final Shop shop;
    private final Limits limits;
    private final InProgress inProgress = new InProgress();
    private final ExecutorService pool; // as many threads as audits may run at once
    private final Executor mdcPool;

    /** Enriches by the clients of a shop, which stay open. */
    public BoundaryEnrichment(Shop shop, Limits limits) {
        this.shop = shop;
        this.limits = limits;
        this.pool = Executors.newFixedThreadPool(limits.audits());
        this.mdcPool = MdcCopies.executor(pool);
    }

    @Override
    public EnrichedOrder enrich(String line) throws InterruptedException {
        return Await.await(started(line));
    }

    @Override
    public CompletableFuture<EnrichedOrder> enrichAsync(String line) {
        return Blocking.<EnrichedOrder>supply(() -> enrich(line)).toCompletableFuture();
    }

    private CompletableFuture<EnrichedOrder> started(String line) {
        try {
            inProgress.enter();
        } catch (IllegalStateException closed) {
            return CompletableFuture.failedFuture(closed);
        }
        CompletableFuture<EnrichedOrder> enriched =
                CompletableFuture.supplyAsync(() -> Order.parse(line), mdcPool)
                        .thenCompose(MdcCopies.function(this::inMdc));
        enriched.whenComplete((order, failure) -> inProgress.exit()); // also after a cancel
        return enriched;
    }

    private CompletableFuture<EnrichedOrder> inMdc(Order order) {
        return MdcCopies.with("order", order.id(), () -> enriched(order));
    }

    private CompletableFuture<EnrichedOrder> enriched(Order order) {
        LOG.info("Enriching {}", order);
        CompletableFuture<Customer> customer = customer(order);
        CompletableFuture<Integer> stock = stock(order);
        CompletableFuture<Integer> price =
                customer.thenCompose(MdcCopies.function(c -> price(order, c)));
        return CompletableFuture.allOf(customer, stock, price)
                .thenApply(
                        all ->
                                new EnrichedOrder(
                                        order, customer.join(), stock.join(), price.join()))
                .thenCompose(MdcCopies.function(this::audited))
                .orTimeout(limits.order().toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(MdcCopies.function(failure -> lateOrder(order, failure)));
    }

    private CompletableFuture<Customer> customer(Order order) {
        return shop.customers()
                .find(order.customer())
                .thenApplyAsync(Customer::parse, mdcPool)
                .exceptionally(MdcCopies.function(failure -> unknownCustomer(order, failure)));
    }

    private CompletableFuture<Integer> stock(Order order) {
        return shop.stocks()
                .of(order.item())
                .thenApplyAsync(Integer::parseInt, mdcPool)
                .completeOnTimeout(
                        EnrichedOrder.UNKNOWN_STOCK, limits.stock().toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(MdcCopies.function(failure -> unknownStock(order, failure)));
    }

    private CompletableFuture<Integer> price(Order order, Customer customer) {
        return shop.prices()
                .of(order.item(), customer.group())
                .thenApplyAsync(Integer::parseInt, mdcPool)
                .orTimeout(limits.price().toNanos(), TimeUnit.NANOSECONDS)
                .exceptionally(MdcCopies.function(failure -> latePrice(order, failure)));
    }

    private CompletableFuture<EnrichedOrder> audited(EnrichedOrder enriched) {
        return CompletableFuture.supplyAsync(
                () -> {
                    audit(enriched);
                    return enriched;
                },
                mdcPool);
    }

    private void audit(EnrichedOrder enriched) {
        try {
            shop.audit().record(enriched);
            LOG.info("Audited {}", enriched.line());
        } catch (IOException e) {
            throw new OrderException.NotAudited("No audit of " + enriched.line(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException(e);
        }
    }

    private static Customer unknownCustomer(Order order, Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof Shop.NotFoundException) {
            LOG.warn("Unknown customer {}", order.customer());
            throw new OrderException.UnknownCustomer("Unknown customer " + order.customer(), cause);
        }
        throw new CompletionException(cause);
    }

    private static int unknownStock(Order order, Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof Shop.NotFoundException) {
            LOG.warn("No stock of {}", order.item());
            return EnrichedOrder.UNKNOWN_STOCK;
        }
        throw new CompletionException(cause);
    }

    private static int latePrice(Order order, Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof TimeoutException) {
            LOG.warn("Late price of {}", order.item());
            throw new OrderException.LatePrice("Late price of " + order.item(), cause);
        }
        throw new CompletionException(cause);
    }

    private static EnrichedOrder lateOrder(Order order, Throwable failure) {
        Throwable cause = unwrapped(failure);
        if (cause instanceof TimeoutException) {
            LOG.warn("Late order");
            throw new OrderException.LateOrder("Late order " + order.id(), cause);
        }
        throw new CompletionException(cause);
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
                lines.subList(first, next).stream().map(this::started).toList();
        return CompletableFuture.allOf(window.toArray(CompletableFuture[]::new))
                .thenRunAsync(() -> window.forEach(each -> out.submit(each.join())), mdcPool)
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
        pool.close();
    }
}
