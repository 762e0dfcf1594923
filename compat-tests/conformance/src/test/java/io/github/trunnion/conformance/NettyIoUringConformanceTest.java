package io.github.trunnion.conformance;

import io.github.trunnion.netty.NettyTransport;

/** With tasks of the event loop as events. */
class NettyIoUringConformanceTest extends NettyReactorConformance {
    NettyIoUringConformanceTest() {
        super(NettyTransport.IO_URING);
    }
}
