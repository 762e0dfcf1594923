/** Programs to run. */
@NullMarked
package io.github.trunnion.examples;

import org.jspecify.annotations.NullMarked;
