/**
 * A program that fetches files over HTTP in several ways and compares them.
 *
 * <p>{@link io.github.trunnion.examples.fetch.Fetch} is the program. {@link
 * io.github.trunnion.examples.fetch.Way} is what the ways have in common; each shows one style of
 * asynchronous code, and all of them run on one carrier.
 */
@NullMarked
package io.github.trunnion.examples.fetch;

import org.jspecify.annotations.NullMarked;
