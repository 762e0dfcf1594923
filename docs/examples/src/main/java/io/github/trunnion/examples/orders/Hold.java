package io.github.trunnion.examples.orders;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Requests that a {@link ShopServer} keeps unanswered. For any number of threads. */
public final class Hold {
    /** How a request has ended. */
    public enum End {
        /** The client has closed the connection without waiting for the answer. */
        CLOSED_BY_CLIENT,

        /** The client has waited until it got the answer. */
        ANSWERED
    }

    private final Semaphore asked = new Semaphore(0);
    private final CompletableFuture<End> firstEnd = new CompletableFuture<>();
    private final Set<Socket> kept = new HashSet<>(); // guarded by this
    private boolean released; // guarded by this

    Hold() {}

    /**
     * Waits until so many more requests have come.
     *
     * @param count how many
     * @param limit how long
     * @return whether they have come
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitAsked(int count, Duration limit) throws InterruptedException {
        return asked.tryAcquire(count, limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** How the first request has ended, as soon as it has. */
    public CompletableFuture<End> end() {
        return firstEnd.copy();
    }

    /** Answers what is kept, and what comes from now on. */
    public synchronized void release() {
        released = true;
        for (Socket socket : kept) {
            try {
                socket.shutdownInput(); // ends the read of keep
            } catch (IOException closed) {
                // has ended already
            }
        }
        kept.clear();
    }

    /** Keeps a request until it is to be answered, or its client has closed the connection. */
    End keep(Socket socket) {
        synchronized (this) {
            if (!released) {
                kept.add(socket);
            }
            asked.release();
            if (released) {
                return ended(End.ANSWERED);
            }
        }
        try {
            while (socket.getInputStream().read() >= 0) {
                // there is nothing more to be said by a client
            }
        } catch (IOException reset) {
            // closed as well
        }
        synchronized (this) {
            return ended(kept.remove(socket) ? End.CLOSED_BY_CLIENT : End.ANSWERED);
        }
    }

    private End ended(End end) {
        firstEnd.complete(end);
        return end;
    }
}
