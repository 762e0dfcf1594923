/** The tests of the published modules on several JDKs. */
@NullMarked
package io.github.trunnion.matrix;

import org.jspecify.annotations.NullMarked;
