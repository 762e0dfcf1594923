/**
 * Programs to run and to read.
 *
 * <p>In the order in which they explain the library: {@link io.github.trunnion.examples.ByHand},
 * {@link io.github.trunnion.examples.Abcd}, {@link io.github.trunnion.examples.AbcdPipes}, {@link
 * io.github.trunnion.examples.AsyncMain}, {@link io.github.trunnion.examples.OwnReactor}, {@link
 * io.github.trunnion.examples.Conflict}, {@link io.github.trunnion.examples.SideBySide}. A program
 * of use is {@link io.github.trunnion.examples.fetch.Fetch}.
 */
@NullMarked
package io.github.trunnion.examples;

import org.jspecify.annotations.NullMarked;
