/** A soak program: all kinds of load on the library, with books that must balance. */
@NullMarked
package io.github.trunnion.soak;

import org.jspecify.annotations.NullMarked;
