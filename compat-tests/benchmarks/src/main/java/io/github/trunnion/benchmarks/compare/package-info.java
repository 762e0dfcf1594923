/** Everything in one run: table, verdicts, JSON and pictures. */
@NullMarked
package io.github.trunnion.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
