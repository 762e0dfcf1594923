/**
 * Futures of native libraries (Rust, C) as poll-futures, whose own reactor the carrier parks in.
 *
 * <p>The C ABI is the resource {@code pollfuture.h} of this package; see {@link
 * io.github.trunnion.foreign.NativeFutures#header}. It needs {@code --enable-native-access} for
 * this module ({@code ALL-UNNAMED} on the class path).
 */
@NullMarked
package io.github.trunnion.foreign;

import org.jspecify.annotations.NullMarked;
