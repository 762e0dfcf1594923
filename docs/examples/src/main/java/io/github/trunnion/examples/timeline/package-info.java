/**
 * A program that draws what the carriers did, from a recording of the flight recorder.
 *
 * <p>{@link io.github.trunnion.examples.timeline.Timeline} is the program. It reads a {@link
 * io.github.trunnion.examples.timeline.Trace}, which has a {@link
 * io.github.trunnion.examples.timeline.Lane} for each carrier, and makes a {@link
 * io.github.trunnion.examples.timeline.Drawing}.
 */
@NullMarked
package io.github.trunnion.examples.timeline;

import org.jspecify.annotations.NullMarked;
