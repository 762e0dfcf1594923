/** What the parts of a run share. */
@NullMarked
package io.github.trunnion.benchmarks;

import org.jspecify.annotations.NullMarked;
