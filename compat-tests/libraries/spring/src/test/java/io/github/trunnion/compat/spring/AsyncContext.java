package io.github.trunnion.compat.spring;

import io.github.trunnion.loom.ContextCarrier;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** A context of Spring with one bean and one executor. */
final class AsyncContext {
    private AsyncContext() {}

    static AnnotationConfigApplicationContext of(Class<?> executor) {
        return new AnnotationConfigApplicationContext(Beans.class, executor);
    }

    @Configuration
    @EnableAsync
    static class Beans {
        @Bean
        Service service() {
            return new Service.Bean();
        }
    }

    /** A pool of platform threads. */
    @Configuration
    static class Pool {
        @Bean
        AsyncTaskExecutor taskExecutor() {
            ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
            pool.setCorePoolSize(50);
            pool.setDaemon(true);
            // region stack-spring-decorator
            pool.setTaskDecorator(task -> ContextCarrier.standard().capture().wrapRunnable(task));
            // endregion
            return pool;
        }
    }

    /** A virtual thread for each call. */
    @Configuration
    static class Virtual {
        @Bean
        AsyncTaskExecutor taskExecutor() {
            SimpleAsyncTaskExecutor virtual = new SimpleAsyncTaskExecutor("async-");
            virtual.setVirtualThreads(true);
            virtual.setTaskDecorator(
                    task -> ContextCarrier.standard().capture().wrapRunnable(task));
            return virtual;
        }
    }
}
