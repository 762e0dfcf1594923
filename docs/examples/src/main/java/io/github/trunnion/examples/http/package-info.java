/**
 * An HTTP/1.1 server on carriers: Netty reads and writes, a virtual thread on the same carrier
 * answers each request in blocking code. Read {@link io.github.trunnion.examples.http.HttpServer}
 * first.
 */
@NullMarked
package io.github.trunnion.examples.http;

import org.jspecify.annotations.NullMarked;
