package io.github.trunnion.soak;

import io.github.trunnion.bridge.BlockOn;
import io.github.trunnion.bridge.BridgeExecutor;
import io.github.trunnion.bridge.PollServerSocket;
import io.github.trunnion.bridge.PollSocket;
import io.github.trunnion.bridge.SelectorReactor;
import io.github.trunnion.bridge.TaskFuture;
import io.github.trunnion.futures.Poll;
import io.github.trunnion.futures.PollFuture;
import io.github.trunnion.futures.PollFutures;
import io.github.trunnion.futures.ReactorLease;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Connections to an echo on the loopback that exchange, and end in many ways.
 *
 * <p>Detached, the sockets wait in a reactor with a thread of its own: the client is a virtual
 * thread, or its carrier parks in another hook.
 */
final class Sockets extends Load {
    private static final double CONNECTIONS = 40; // a second

    private final boolean detached;
    private final Echo echo = new Echo(this);
    private final Semaphore window = new Semaphore(16);
    private SelectorReactor.@Nullable Detached reactor;
    private @Nullable PollServerSocket server;
    private @Nullable TaskFuture<Object> accepting;

    Sockets(boolean detached) {
        super(detached ? "detached" : "sockets");
        this.detached = detached;
    }

    @Override
    void open() throws Exception {
        BridgeExecutor servers = executor("-s", 1);
        BridgeExecutor clients = executor("-c", 1);
        Kicker kicker = kicker();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        PollServerSocket bound;
        if (detached) {
            SelectorReactor.Detached made = SelectorReactor.detached();
            reactor = made;
            bound = PollServerSocket.bind(any, made);
            occupy(servers);
            occupy(clients);
        } else {
            bound = PollServerSocket.bind(any);
        }
        server = bound;
        accepting = servers.spawn(echo.serve(bound));
        SocketAddress address = bound.localAddress();
        drive(CONNECTIONS, driver -> connect(driver, clients, kicker, address));
    }

    /** Holds a hook of another kind on the carrier for ever. */
    private static void occupy(BridgeExecutor executor) throws Exception {
        PollFuture<ReactorLease<SemaphoreHook>> holding =
                cx -> Poll.ready(cx.reactor().acquire(SemaphoreHook.class, SemaphoreHook::new));
        ReactorLease<SemaphoreHook> unused = executor.spawn(holding).get();
    }

    private void connect(
            Driver driver, BridgeExecutor clients, Kicker kicker, SocketAddress address)
            throws InterruptedException {
        window.acquire();
        Session session = new Session(this, driver.random.split(), kicker);
        in.add(session.steps());
        boolean onVirtualThread = detached && driver.random.nextBoolean();
        PollFuture<PollSocket> connecting =
                reactor == null || onVirtualThread
                        ? PollSocket.connect(address)
                        : PollSocket.connect(address, reactor);
        PollFuture<Integer> whole = PollFutures.using(connecting, session::run, PollSocket::close);
        if (onVirtualThread) {
            Thread unused =
                    Thread.ofVirtual().name("soak-session").start(() -> runHere(session, whole));
            return;
        }
        TaskFuture<Integer> task = clients.spawn(whole);
        session.cancelBy(() -> task.cancel(true));
        var unused = task.directCompletion().whenComplete((done, failure) -> end(session, failure));
    }

    private void runHere(Session session, PollFuture<Integer> whole) {
        Thread thread = Thread.currentThread();
        session.cancelBy(thread::interrupt);
        try {
            int unused = BlockOn.run(whole);
            end(session, null);
        } catch (Throwable failure) {
            end(session, failure);
        }
    }

    private void end(Session session, @Nullable Throwable failure) {
        window.release();
        boolean right =
                switch (session.end()) {
                    case HALF_CLOSE, CLOSE -> failure == null;
                    case CLOSE_ELSEWHERE -> failure instanceof ClosedChannelException;
                    case CANCEL ->
                            failure instanceof CancellationException
                                    || failure instanceof InterruptedException;
                };
        if (right) {
            out.add(session.steps());
        } else {
            complain(
                    session + " ended with",
                    failure == null ? new Exception("no failure") : failure);
        }
    }

    @Override
    boolean isDrained() {
        return super.isDrained() && echo.isDrained();
    }

    @Override
    void close() throws Exception {
        if (server != null && accepting != null) {
            server.close(); // while it accepts
            try {
                Object unused = accepting.get(10, TimeUnit.SECONDS);
                complain("the server has ended by itself");
            } catch (ExecutionException failed) {
                if (!(failed.getCause() instanceof ClosedChannelException)) {
                    complain("server", failed);
                }
            }
        }
        if (reactor != null) {
            reactor.close();
        }
    }

    @Override
    List<Check> books() {
        return List.of(
                Check.equal(
                        name(),
                        "connections accepted = ended",
                        echo.accepted.sum(),
                        echo.ended.sum()));
    }
}
