/**
 * Recipes of OpenRewrite for code that moves from {@code CompletableFuture} to awaits.
 *
 * <ul>
 *   <li>{@link io.github.trunnion.rewrite.FindCompletableFutureUse} takes stock.
 *   <li>{@link io.github.trunnion.rewrite.MigrateToAwait} rewrites what can be proved from the
 *       sources; {@link io.github.trunnion.rewrite.SupplyAsyncToBlocking}, {@link
 *       io.github.trunnion.rewrite.CompletionCatchToDirect} and {@link
 *       io.github.trunnion.rewrite.JoinToAwait} are its parts.
 * </ul>
 */
@NullMarked
package io.github.trunnion.rewrite;

import org.jspecify.annotations.NullMarked;
