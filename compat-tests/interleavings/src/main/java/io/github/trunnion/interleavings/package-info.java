/**
 * A deterministic scheduler: simulated threads run rewritten copies of the library's classes, one
 * at a time, and a seed chooses at each atomic step which one goes on.
 */
@NullMarked
package io.github.trunnion.interleavings;

import org.jspecify.annotations.NullMarked;
