/**
 * Netty on carriers: its event loops as their reactor, its futures, requests on virtual threads.
 */
@NullMarked
package io.github.trunnion.netty;

import org.jspecify.annotations.NullMarked;
