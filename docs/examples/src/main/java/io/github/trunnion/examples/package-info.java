/**
 * Programs to run and to read.
 *
 * <p>In the order in which they explain the library: {@link io.github.trunnion.examples.ByHand},
 * {@link io.github.trunnion.examples.Abcd}, {@link io.github.trunnion.examples.AbcdPipes}, {@link
 * io.github.trunnion.examples.AsyncMain}, {@link io.github.trunnion.examples.OwnReactor}, {@link
 * io.github.trunnion.examples.Conflict}, {@link io.github.trunnion.examples.SideBySide}. {@link
 * io.github.trunnion.examples.orders.Orders} is a worked example of a migration. Programs of use
 * are {@link io.github.trunnion.examples.fetch.Fetch} and {@link
 * io.github.trunnion.examples.timeline.Timeline}.
 */
@NullMarked
package io.github.trunnion.examples;

import org.jspecify.annotations.NullMarked;
