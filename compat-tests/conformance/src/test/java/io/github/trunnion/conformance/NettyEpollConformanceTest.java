package io.github.trunnion.conformance;

import io.github.trunnion.netty.NettyTransport;

/** With tasks of the event loop as events. */
class NettyEpollConformanceTest extends NettyReactorConformance {
    NettyEpollConformanceTest() {
        super(NettyTransport.EPOLL);
    }
}
