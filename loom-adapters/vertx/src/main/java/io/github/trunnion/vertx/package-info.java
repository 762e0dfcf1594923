/** The futures of Vert.x as poll-futures and awaited, and stages as futures of Vert.x. */
@NullMarked
package io.github.trunnion.vertx;

import org.jspecify.annotations.NullMarked;
