package io.github.trunnion.compat.spring;

import io.github.trunnion.compat.Case;
import io.github.trunnion.compat.HeldBody;
import io.github.trunnion.compat.Library;

import org.springframework.scheduling.annotation.Async;

import java.util.Map;
import java.util.concurrent.Future;

/** On virtual threads of SimpleAsyncTaskExecutor. */
@Library(name = "Spring @Async", of = Async.class, by = Spring.BY)
class SpringVirtualTest extends SpringVerification {
    SpringVirtualTest() {
        super(AsyncContext.Virtual.class);
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
