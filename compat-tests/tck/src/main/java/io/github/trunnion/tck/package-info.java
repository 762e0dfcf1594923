/**
 * The rules of the contract as tests, for those who implement futures, wakers, reactor hooks,
 * executors or adapters.
 *
 * <p>Extend one of the {@code ...Verification} classes, give it a factory, and JUnit runs every
 * rule as a test named by it. A rule is <i>required</i> ({@link
 * io.github.trunnion.tck.RequiredRule}), <i>optional</i> ({@link
 * io.github.trunnion.tck.OptionalRule}: skipped unless the subclass says how to check it) or
 * <i>untested</i> ({@link io.github.trunnion.tck.UntestedRule}: skipped with the reason, so that a
 * hole is seen). A failure begins with the id of the rule that is broken; the rules are in
 * docs/specification.md.
 *
 * <p>The other public classes are the instruments of the kit, of use in any test of such code.
 */
@NullMarked
package io.github.trunnion.tck;

import org.jspecify.annotations.NullMarked;
