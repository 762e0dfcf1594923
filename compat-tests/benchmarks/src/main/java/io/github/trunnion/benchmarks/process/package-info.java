/** Servers in processes of their own, and the tools that load and look at them. */
@NullMarked
package io.github.trunnion.benchmarks.process;

import org.jspecify.annotations.NullMarked;
