package io.github.trunnion.benchmarks.http;

import io.github.trunnion.benchmarks.process.Served;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Micronaut's side of the text, on virtual threads. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
class PlainController {
    @Get(produces = MediaType.TEXT_PLAIN)
    byte[] text() {
        Served.count();
        return Payload.body();
    }

    /** Which thread this runs on, and which one carries it. */
    @Get(value = MicronautServer.THREAD, produces = MediaType.TEXT_PLAIN)
    String thread() {
        return Thread.currentThread().toString();
    }
}
