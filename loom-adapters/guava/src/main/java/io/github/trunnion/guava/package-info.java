/** Guava's ListenableFuture as a stage, as a poll-future and awaited, and the way back. */
@NullMarked
package io.github.trunnion.guava;

import org.jspecify.annotations.NullMarked;
