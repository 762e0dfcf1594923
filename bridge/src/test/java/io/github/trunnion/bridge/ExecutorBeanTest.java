package io.github.trunnion.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.trunnion.futures.Poll;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

import javax.management.AttributeNotFoundException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

/** The JMX bean of an executor, seen by the server. */
@Timeout(30)
class ExecutorBeanTest {
    private static final String PREFIX = "io.github.trunnion:type=BridgeExecutor,name=";
    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    private static BridgeExecutor executor(String name) {
        return BridgeExecutor.builder().name(name).carriers(2).registerMBean(true).build();
    }

    private static ObjectName bean(String name) throws Exception {
        return new ObjectName(PREFIX + name);
    }

    @Test
    void bean_showsTheCountersAndTheDump() throws Exception {
        ObjectName name = bean("beans");
        try (BridgeExecutor executor = executor("beans")) {
            for (int i = 0; i < 3; i++) {
                executor.spawn(cx -> Poll.ready(1)).get();
            }
            assertThat(server.getAttribute(name, "Polls")).isEqualTo(3L);
            assertThat(server.getAttribute(name, "State")).isEqualTo("BridgeExecutor[beans, open]");
            assertThat(server.getAttribute(name, "Carriers")).isEqualTo(2);
            assertThat((String[]) server.getAttribute(name, "CarrierCounters")).hasSize(2);
            assertThat(server.invoke(name, "dump", null, null).toString())
                    .contains("carrier beans-0: ", "carrier beans-1: ");
        }
    }

    @Test
    void eachAttributeOfTheInfo_canBeReadAndEachCounterHasOne() throws Exception {
        ObjectName name = bean("infos");
        try (BridgeExecutor executor = executor("infos")) {
            MBeanAttributeInfo[] infos = server.getMBeanInfo(name).getAttributes();
            for (MBeanAttributeInfo info : infos) {
                assertThat(server.getAttribute(name, info.getName())).isNotNull();
            }
            assertThat(infos)
                    .extracting(MBeanAttributeInfo::getDescription)
                    .doesNotHaveDuplicates();
            assertThat(infos)
                    .extracting(info -> info.getName().toLowerCase(Locale.ROOT))
                    .contains(
                            Arrays.stream(CarrierCounters.class.getRecordComponents())
                                    .map(c -> c.getName().toLowerCase(Locale.ROOT))
                                    .toArray(String[]::new));
            assertThat(server.getAttributes(name, new String[] {"Polls", "Nothing"})).hasSize(1);
            assertThatThrownBy(() -> server.getAttribute(name, "Nothing"))
                    .isInstanceOf(AttributeNotFoundException.class);
            assertThatThrownBy(() -> server.invoke(name, "nothing", null, null))
                    .isInstanceOf(ReflectionException.class);
        }
    }

    @Test
    void closed_theBeanIsGone() throws Exception {
        BridgeExecutor executor = executor("gone");
        assertThat(server.isRegistered(bean("gone"))).isTrue();
        executor.close();
        assertThat(server.isRegistered(bean("gone"))).isFalse();
    }

    @Test
    void withoutTheOption_thereIsNoBean() throws Exception {
        try (BridgeExecutor executor = BridgeExecutor.builder().name("hidden").build()) {
            assertThat(server.isRegistered(bean("hidden"))).isFalse();
        }
    }

    @Test
    void twoOfOneName_doNotClash() throws Exception {
        try (BridgeExecutor first = executor("twin")) {
            BridgeExecutor second = executor("twin");
            assertThat(server.isRegistered(bean("twin"))).isTrue();
            assertThat(server.isRegistered(bean("twin#2"))).isTrue();
            second.close();
            assertThat(server.isRegistered(bean("twin"))).isTrue();
            assertThat(server.isRegistered(bean("twin#2"))).isFalse();
        }
    }

    @Test
    void nameThatJmxHasAMeaningFor_isQuoted() throws Exception {
        try (BridgeExecutor executor = executor("a=b,c:*")) {
            assertThat(server.isRegistered(bean(ObjectName.quote("a=b,c:*")))).isTrue();
        }
    }

    @Test
    void whoEndsByItself_takesItsBeanAway() throws Exception {
        BridgeClock broken =
                () -> {
                    throw new IllegalStateException("no time");
                };
        BridgeExecutor executor =
                BridgeExecutor.builder()
                        .name("broken")
                        .clock(broken)
                        .uncaughtHandler((t, thrown) -> {})
                        .registerMBean(true)
                        .build();
        executor.spawn(cx -> Poll.ready(cx.timers().wakeAfter(1, cx.waker())));
        executor.close(Duration.ZERO);
        assertThat(server.isRegistered(bean("broken"))).isFalse();
    }
}
