/** Publishers of Reactive Streams as poll-futures and streams, and blocking code as a publisher. */
@NullMarked
package io.github.trunnion.reactive;

import org.jspecify.annotations.NullMarked;
