/** A plain-text GET, answered by servers of other libraries and by one on a bridge. */
@NullMarked
package io.github.trunnion.benchmarks.http;

import org.jspecify.annotations.NullMarked;
