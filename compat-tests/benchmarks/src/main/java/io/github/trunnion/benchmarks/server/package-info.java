/** One echo server, written in each of the ways that are compared. */
@NullMarked
package io.github.trunnion.benchmarks.server;

import org.jspecify.annotations.NullMarked;
