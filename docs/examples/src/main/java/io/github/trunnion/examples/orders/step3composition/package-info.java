/** The last step: code that blocks, composed by scopes, with a deadline. */
@NullMarked
package io.github.trunnion.examples.orders.step3composition;

import org.jspecify.annotations.NullMarked;
