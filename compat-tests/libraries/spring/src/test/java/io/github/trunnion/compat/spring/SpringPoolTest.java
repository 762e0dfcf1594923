package io.github.trunnion.compat.spring;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;

import org.springframework.scheduling.annotation.Async;

import java.util.Map;
import java.util.concurrent.Future;

/** On a pool of platform threads. */
@Library(name = "Spring @Async", of = Async.class, by = Spring.BY)
class SpringPoolTest extends SpringVerification {
    SpringPoolTest() {
        super(AsyncContext.Pool.class);
    }

    @Override
    Future<String> call(Service service, HeldBody body) throws Exception {
        return service.blocks(body);
    }

    @Override
    protected Map<Case, String> cannot() {
        return Spring.CANNOT;
    }
}
