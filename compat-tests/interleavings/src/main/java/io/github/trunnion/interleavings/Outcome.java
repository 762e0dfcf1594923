package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * What a run came to.
 *
 * @param seed its seed
 * @param failure what went wrong, or null
 * @param cause what was thrown, if something was
 * @param steps how many atomic steps it had
 * @param switches how often another thread went on
 * @param digest a hash of all steps; equal for equal runs
 * @param trace a line for each step, if it was asked for
 */
record Outcome(
        long seed,
        @Nullable String failure,
        @Nullable Throwable cause,
        int steps,
        int switches,
        long digest,
        List<String> trace) {}
