/** Wrong edits of the core, each a text file, and the program that shows which test kills which. */
@NullMarked
package io.github.trunnion.mutations;

import org.jspecify.annotations.NullMarked;
