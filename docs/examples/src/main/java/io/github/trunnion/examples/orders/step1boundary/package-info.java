/** The first step: a blocking twin at the boundary, the futures inside. */
@NullMarked
package io.github.trunnion.examples.orders.step1boundary;

import org.jspecify.annotations.NullMarked;
