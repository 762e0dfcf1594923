/** The second step: the leaves block, the futures only compose them. */
@NullMarked
package io.github.trunnion.examples.orders.step2leaves;

import org.jspecify.annotations.NullMarked;
