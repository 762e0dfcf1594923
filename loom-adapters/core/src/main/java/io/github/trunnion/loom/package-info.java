/** Conversions between completable, blocking and poll-based futures. */
@NullMarked
package io.github.trunnion.loom;

import org.jspecify.annotations.NullMarked;
