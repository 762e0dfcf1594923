package io.github.trunnion.examples.orders.step3composition;

import io.github.trunnion.examples.orders.BlockingOrderEnrichment;
import io.github.trunnion.examples.orders.Customer;
import io.github.trunnion.examples.orders.EnrichedOrder;
import io.github.trunnion.examples.orders.InProgress;
import io.github.trunnion.examples.orders.Limits;
import io.github.trunnion.examples.orders.Order;
import io.github.trunnion.examples.orders.OrderException;
import io.github.trunnion.examples.orders.Shop;
import io.github.trunnion.loom.Await;
import io.github.trunnion.loom.Blocking;
import io.github.trunnion.loom.Deadline;
import io.github.trunnion.loom.DeadlineExceededException;
import io.github.trunnion.loom.Flows;
import io.github.trunnion.loom.ScopeMember;
import io.github.trunnion.loom.StageScope;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeoutException;

/** The enrichment made of methods that block, which scopes compose. */
public final class ScopeEnrichment implements BlockingOrderEnrichment {
    private static final Logger LOG = LoggerFactory.getLogger(ScopeEnrichment.class);

    private final Shop shop;
    private final Limits limits;
    private final InProgress inProgress = new InProgress();
    private final Blocking.Launcher audits;

    private record Priced(Customer customer, int price) {}

    /** Enriches by the clients of a shop, which stay open. */
    public ScopeEnrichment(Shop shop, Limits limits) {
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
            return Deadline.after(limits.order()).call(() -> enriched(order));
        } catch (DeadlineExceededException late) {
            LOG.warn("Late order");
            throw new OrderException.LateOrder("Late order " + order.id(), late);
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception never) { // enriched declares no other
            throw new AssertionError(never);
        } finally {
            MDC.remove("order");
            inProgress.exit();
        }
    }

    @Override
    public CompletableFuture<EnrichedOrder> enrichAsync(String line) {
        return Blocking.<EnrichedOrder>supply(() -> enrich(line)).toCompletableFuture();
    }

    private EnrichedOrder enriched(Order order) throws InterruptedException {
        LOG.info("Enriching {}", order);
        try (StageScope scope = StageScope.open(StageScope.Policy.FAIL_FAST)) {
            ScopeMember<Integer> stock = scope.fork(() -> stock(order));
            ScopeMember<Priced> priced = scope.fork(() -> priced(order));
            scope.join();
            Priced found = priced.get();
            return audited(new EnrichedOrder(order, found.customer, stock.get(), found.price));
        }
    }

    private Priced priced(Order order) throws InterruptedException {
        Customer customer = customer(order);
        return new Priced(customer, price(order, customer));
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

    private EnrichedOrder audited(EnrichedOrder enriched) throws InterruptedException {
        Await.await(audits.run(() -> audit(enriched)));
        return enriched;
    }

    private void audit(EnrichedOrder enriched) throws InterruptedException {
        try {
            shop.audit().record(enriched);
            LOG.info("Audited {}", enriched.line());
        } catch (IOException e) {
            throw new OrderException.NotAudited("No audit of " + enriched.line(), e);
        }
    }

    @Override
    public Flow.Publisher<EnrichedOrder> stream(List<String> lines) {
        return Flows.publisher(
                out -> {
                    for (int first = 0; first < lines.size(); first += limits.window()) {
                        int next = Math.min(first + limits.window(), lines.size());
                        for (EnrichedOrder each : window(lines.subList(first, next))) {
                            out.emit(each);
                        }
                    }
                });
    }

    private List<EnrichedOrder> window(List<String> lines) throws InterruptedException {
        try (StageScope scope = StageScope.open(StageScope.Policy.FAIL_FAST)) {
            List<ScopeMember<EnrichedOrder>> members = new ArrayList<>();
            for (String line : lines) {
                members.add(scope.fork(() -> enrich(line)));
            }
            scope.join();
            return members.stream().map(ScopeMember::get).toList();
        }
    }

    @Override
    public void close() {
        inProgress.close();
    }
}
