package io.github.trunnion.compat.nettyhttp;

import io.github.trunnion.examples.http.HttpHandler;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.loom.Await;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Blocking code that answers, and counts what it was asked. */
final class Numbers implements HttpHandler {
    private static final Duration MILLI = Duration.ofMillis(1);

    /** Requests that it was given. */
    final AtomicLong handled = new AtomicLong();

    /** What was asked of it, of the paths that are held. */
    final Set<String> held = ConcurrentHashMap.newKeySet();

    /** Held requests whose thread was interrupted. */
    final AtomicLong interrupted = new AtomicLong();

    /** Lets the held requests go on. */
    final CountDownLatch release = new CountDownLatch(1);

    private final Map<String, Integer> seen = new ConcurrentHashMap<>();

    @Override
    public FullHttpResponse handle(FullHttpRequest request) throws Exception {
        handled.incrementAndGet();
        String path = request.uri();
        int slash = path.indexOf('/', 1);
        String kind = slash < 0 ? path : path.substring(0, slash);
        String rest = slash < 0 ? "" : path.substring(slash + 1);
        return switch (kind) {
            case "/number" -> number(rest);
            case "/held" -> held(rest);
            case "/once" -> text(rest + " " + seen.merge(rest, 1, Integer::sum));
            case "/big" -> ok(Unpooled.wrappedBuffer(new byte[Integer.parseInt(rest)]));
            case "/echo" -> ok(request.content().retain());
            case "/fail" -> throw new IllegalStateException("asked to fail");
            default ->
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1,
                            HttpResponseStatus.NOT_FOUND,
                            Unpooled.EMPTY_BUFFER);
        };
    }

    /** Some take their time, some let others go first. */
    private static FullHttpResponse number(String text) throws InterruptedException {
        long number = Long.parseLong(text);
        if (number % 512 == 0) {
            Await.await(PollFutures.sleep(MILLI));
        } else if (number % 8 == 0) {
            Thread.yield();
        }
        return text(text);
    }

    private FullHttpResponse held(String name) throws InterruptedException {
        held.add(name);
        try {
            release.await();
        } catch (InterruptedException e) {
            interrupted.incrementAndGet();
            throw e;
        }
        return text(name);
    }

    private static FullHttpResponse text(String text) {
        return ok(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private static FullHttpResponse ok(ByteBuf body) {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
    }
}
