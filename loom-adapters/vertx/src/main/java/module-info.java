/** The futures of Vert.x. */
module io.github.trunnion.vertx {
    requires transitive io.github.trunnion.loom;
    requires transitive io.vertx.core;
    requires static org.jspecify;

    exports io.github.trunnion.vertx;

    provides io.github.trunnion.loom.NonBlockingThreads with
            io.github.trunnion.vertx.EventLoopThreads;
}
