/** What simulated threads do with the library; loaded by a {@code World} only. */
@NullMarked
package io.github.trunnion.interleavings.scenarios;

import org.jspecify.annotations.NullMarked;
