/** Runs the shapes and judges them. */
@NullMarked
package io.github.trunnion.stress;

import org.jspecify.annotations.NullMarked;
