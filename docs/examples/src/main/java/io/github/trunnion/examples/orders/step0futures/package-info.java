/** The enrichment as it was: futures, a pool, decorators for the MDC. */
@NullMarked
package io.github.trunnion.examples.orders.step0futures;

import org.jspecify.annotations.NullMarked;
