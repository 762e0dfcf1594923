/**
 * Annotations for tests of code that awaits.
 *
 * <ul>
 *   <li>{@link io.github.trunnion.junit.StrictBlocking}: an await on an event loop fails, also if
 *       its source is complete.
 *   <li>{@link io.github.trunnion.junit.NoPendingAwaits}: a test that leaves an await pending
 *       fails.
 *   <li>{@link io.github.trunnion.junit.DumpPendingAwaits}: a test that times out prints what is
 *       awaited.
 * </ul>
 *
 * <p>All three act on the whole process while a test runs: in a build that runs tests in parallel,
 * other tests are seen as well.
 */
@NullMarked
package io.github.trunnion.junit;

import org.jspecify.annotations.NullMarked;
