/**
 * A worked example: a service made of {@code CompletableFuture}, in four steps to blocking code.
 *
 * <p>{@link io.github.trunnion.examples.orders.Orders} runs all of them. What they share is here;
 * the steps are packages of their own: {@link
 * io.github.trunnion.examples.orders.step0futures.FuturesEnrichment}, {@link
 * io.github.trunnion.examples.orders.step1boundary.BoundaryEnrichment}, {@link
 * io.github.trunnion.examples.orders.step2leaves.LeavesEnrichment}, {@link
 * io.github.trunnion.examples.orders.step3composition.ScopeEnrichment}.
 */
@NullMarked
package io.github.trunnion.examples.orders;

import org.jspecify.annotations.NullMarked;
