/** The same questions for every library, and the page of the answers. */
@org.jspecify.annotations.NullMarked
package io.github.trunnion.compat;
