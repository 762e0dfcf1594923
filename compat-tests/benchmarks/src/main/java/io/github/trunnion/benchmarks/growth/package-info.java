/** How cost grows with size. */
@NullMarked
package io.github.trunnion.benchmarks.growth;

import org.jspecify.annotations.NullMarked;
