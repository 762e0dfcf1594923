/** What a run of the benchmarks found: rows with targets, pictures, a table and JSON. */
@NullMarked
package io.github.trunnion.benchmarks.report;

import org.jspecify.annotations.NullMarked;
