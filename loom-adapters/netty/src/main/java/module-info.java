/** Netty on the carriers of an executor. */
module io.github.trunnion.netty {
    requires transitive io.github.trunnion.loom;
    requires io.netty.buffer;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires static io.netty.transport.classes.epoll;
    requires static io.netty.transport.classes.io_uring;
    requires static org.jspecify;
    requires org.slf4j;

    exports io.github.trunnion.netty;

    provides io.github.trunnion.loom.NonBlockingThreads with
            io.github.trunnion.netty.EventLoopThreads;
}
