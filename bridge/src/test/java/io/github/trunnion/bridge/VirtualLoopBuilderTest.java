package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** When a loop can be a virtual thread, and what kind of thread it is then. */
@Timeout(30)
class VirtualLoopBuilderTest {
    private static Thread loopOf(BridgeExecutor executor) throws Exception {
        return executor.<Thread>spawn(cx -> Poll.ready(Thread.currentThread())).get();
    }

    @Test
    void e06_loopsAreVirtualThreadsAndTheModeIsHosted() throws Exception {
        VirtualLoops.assumePossible();
        try (BridgeExecutor executor = VirtualLoops.builder().carriers(3).daemon(false).build()) {
            assertThat(executor.mode()).isEqualTo(BridgeMode.HOSTED);
            Set<Thread> loops = new HashSet<>();
            while (loops.size() < 3) {
                loops.add(loopOf(executor));
            }
            assertThat(loops).allMatch(Thread::isVirtual).allMatch(Thread::isDaemon);
            assertThat(loops)
                    .extracting(Thread::getName)
                    .containsExactlyInAnyOrder(
                            "virtual-loop-0", "virtual-loop-1", "virtual-loop-2");
        }
    }

    @Test
    void e06_hostedDemandedAsWell_isTheSame() throws Exception {
        VirtualLoops.assumePossible();
        try (BridgeExecutor executor = VirtualLoops.builder().mode(BridgeMode.HOSTED).build()) {
            assertThat(executor.mode()).isEqualTo(BridgeMode.HOSTED);
            assertThat(loopOf(executor).isVirtual()).isTrue();
        }
    }

    @Test
    void e06_switchedOffAgain_isAPlatformThread() throws Exception {
        try (BridgeExecutor executor = VirtualLoops.builder().virtualLoop(false).build()) {
            assertThat(loopOf(executor).isVirtual()).isFalse();
        }
    }

    @Test
    void e06_carrierModeDemanded_refusedSayingWhatToDo() {
        assertThatThrownBy(() -> VirtualLoops.builder().mode(BridgeMode.CARRIER).build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("virtualLoop", "CARRIER", "HOSTED", "leave");
    }

    @Test
    void e06_ownThreadFactory_refusedSayingWhatToDo() {
        assertThatThrownBy(
                        () ->
                                VirtualLoops.builder()
                                        .carrierThreadFactory(Thread.ofPlatform().factory())
                                        .build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("virtualLoop", "carrierThreadFactory", "Leave");
    }

    @ParameterizedTest
    @ValueSource(strings = {"21.0.8+9", "23.0.2"})
    void e06_olderJdk_refusedNamingBoth(String version) {
        assertThatThrownBy(() -> VirtualLoop.require(null, false, Runtime.Version.parse(version)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("JDK 24", "JDK " + version, "leave virtualLoop out");
    }

    @ParameterizedTest
    @ValueSource(strings = {"24", "25.0.3", "27-ea"})
    void e06_jdk24AndLater_accepted(String version) {
        assertThatCode(
                        () ->
                                VirtualLoop.require(
                                        BridgeMode.HOSTED, false, Runtime.Version.parse(version)))
                .doesNotThrowAnyException();
    }

    @Test
    void e06_thisJdkIsOlder_theBuilderRefuses() {
        assumeFalse(VirtualLoop.isPossible(), "it is not older");
        assertThatThrownBy(() -> VirtualLoops.builder().build())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("JDK 24", "JDK " + Runtime.version());
    }

    @Test
    void contextClassLoader_isThatOfWhoBuildsAndIsRestored() throws Exception {
        VirtualLoops.assumePossible();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader own = new URLClassLoader(new URL[0])) {
            Thread.currentThread().setContextClassLoader(own);
            try (BridgeExecutor executor = VirtualLoops.builder().build()) {
                Thread.currentThread().setContextClassLoader(before);
                executor.execute(() -> Thread.currentThread().setContextClassLoader(null));
                assertThat(
                                executor.<ClassLoader>spawn(
                                                cx ->
                                                        Poll.ready(
                                                                Thread.currentThread()
                                                                        .getContextClassLoader()))
                                        .get())
                        .isSameAs(own);
            }
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** The JDK has a virtual thread inherit the scheduler of the one that makes it. */
    @Test
    void builtOnACarriedThread_belongsToTheSchedulerOfTheJdk() throws Exception {
        VirtualLoops.assumePossible();
        assumeTrue(BackEnd.isOpen(), "there are no carried threads");
        CompletableFuture<BridgeExecutor> built = new CompletableFuture<>();
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        try (BridgeExecutor other = BridgeExecutor.builder().mode(BridgeMode.CARRIER).build()) {
            Runnable build =
                    () -> {
                        local.set("inherited");
                        built.complete(VirtualLoops.builder().build());
                    };
            other.newThread("builder", build).start();
            built.join();
        }
        try (BridgeExecutor executor = built.join()) {
            Thread loop = loopOf(executor);
            assertThat(BackEnd.schedulerOf(loop)).isNotInstanceOf(CarriedThread.class);
            assertThat(executor.<String>spawn(cx -> Poll.ready(local.get())).get())
                    .isEqualTo("inherited");
        }
    }
}
