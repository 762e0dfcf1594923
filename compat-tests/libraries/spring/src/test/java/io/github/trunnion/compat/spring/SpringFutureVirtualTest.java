package io.github.trunnion.compat.spring;

import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;

import org.springframework.scheduling.annotation.Async;

import java.util.concurrent.Future;

/** On virtual threads, the method declared to return Future. */
@Library(name = "Spring @Async, Future", of = Async.class, by = Spring.BY_FUTURE)
class SpringFutureVirtualTest extends SpringVerification {
    SpringFutureVirtualTest() {
        super(AsyncContext.Virtual.class);
    }

    @Override
    Future<String> call(Service service, HeldBody body) throws Exception {
        return service.blocksAsFuture(body);
    }
}
