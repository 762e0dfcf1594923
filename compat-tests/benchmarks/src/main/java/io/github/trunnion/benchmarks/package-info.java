/** JMH benchmarks. */
@NullMarked
package io.github.trunnion.benchmarks;

import org.jspecify.annotations.NullMarked;
