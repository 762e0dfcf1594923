/** The contract of poll-based futures. */
@NullMarked
package io.github.trunnion.futures;

import org.jspecify.annotations.NullMarked;
