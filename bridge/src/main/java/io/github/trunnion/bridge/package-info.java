/** The executor that drives poll-based futures. */
@NullMarked
package io.github.trunnion.bridge;

import org.jspecify.annotations.NullMarked;
