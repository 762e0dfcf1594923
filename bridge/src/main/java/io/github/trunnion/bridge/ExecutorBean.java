package io.github.trunnion.bridge;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;

/** The JMX bean of an executor: its counters, summed over the carriers, and the dump. */
final class ExecutorBean implements DynamicMBean {
    private static final String NAME = "io.github.trunnion:type=BridgeExecutor,name=";

    /** A counter, as a sum over the carriers. */
    private record Counter(
            String name, ToLongFunction<CarrierCounters> value, String description) {}

    private static final List<Counter> COUNTERS =
            List.of(
                    new Counter("Conflicts", CarrierCounters::conflicts, "Acquires refused"),
                    new Counter(
                            "Continuations", CarrierCounters::continuations, "Virtual thread runs"),
                    new Counter("Events", CarrierCounters::events, "Events that hooks dispatched"),
                    new Counter(
                            "ForeignSubmits",
                            CarrierCounters::foreignSubmits,
                            "Work handed over by other threads"),
                    new Counter("ParksHook", CarrierCounters::parksHook, "Parks in a hook"),
                    new Counter("ParksPlain", CarrierCounters::parksPlain, "Parks without a hook"),
                    new Counter("Polls", CarrierCounters::polls, "Polls of tasks"),
                    new Counter("Runnables", CarrierCounters::runnables, "Actions executed"),
                    new Counter(
                            "SpuriousReturns",
                            CarrierCounters::spuriousReturns,
                            "Parks that ended without a reason"),
                    new Counter("Stalls", CarrierCounters::stalls, "Stalls that were found"),
                    new Counter("Turns", CarrierCounters::turns, "Looks at a hook between tasks"),
                    new Counter(
                            "Unparks", CarrierCounters::unparks, "Parks that a thread has ended"));

    private static final Map<String, Counter> BY_NAME =
            COUNTERS.stream().collect(Collectors.toMap(Counter::name, Function.identity()));

    private final BridgeExecutor executor;

    private ExecutorBean(BridgeExecutor executor) {
        this.executor = executor;
    }

    /** Registers a bean under the name, or the name and a number if there is one already. */
    static Runnable register(BridgeExecutor executor, String name) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ExecutorBean bean = new ExecutorBean(executor);
        for (int i = 1; ; i++) {
            try {
                ObjectName key = new ObjectName(NAME + value(i == 1 ? name : name + "#" + i));
                server.registerMBean(bean, key);
                return () -> unregister(server, key);
            } catch (InstanceAlreadyExistsException taken) {
                // the next number, then
            } catch (JMException refused) {
                throw new IllegalStateException(
                        "The bean of " + executor + " was not registered.", refused);
            }
        }
    }

    private static String value(String name) {
        boolean plain = name.chars().noneMatch(c -> ",=:\"*?\n".indexOf(c) >= 0);
        return plain ? name : ObjectName.quote(name);
    }

    private static void unregister(MBeanServer server, ObjectName key) {
        try {
            server.unregisterMBean(key);
        } catch (JMException gone) {
            // somebody else has taken it away
        }
    }

    @Override
    public Object getAttribute(String name) throws AttributeNotFoundException {
        Counter counter = BY_NAME.get(name);
        if (counter != null) {
            return counter.value().applyAsLong(executor.counters());
        }
        return switch (name) {
            case "State" -> executor.toString();
            case "Mode" -> executor.mode().toString();
            case "Carriers" -> executor.carrierCounters().size();
            case "CarrierCounters" ->
                    executor.carrierCounters().stream()
                            .map(CarrierCounters::toString)
                            .toArray(String[]::new);
            default -> throw new AttributeNotFoundException(name);
        };
    }

    @Override
    public AttributeList getAttributes(String[] names) {
        AttributeList values = new AttributeList();
        for (String name : names) {
            try {
                values.add(new Attribute(name, getAttribute(name)));
            } catch (AttributeNotFoundException unknown) {
                // is left out
            }
        }
        return values;
    }

    @Override
    public void setAttribute(Attribute attribute) throws AttributeNotFoundException {
        throw new AttributeNotFoundException(attribute.getName());
    }

    @Override
    public AttributeList setAttributes(AttributeList attributes) {
        return new AttributeList();
    }

    @Override
    public @Nullable Object invoke(
            String operation, Object @Nullable [] parameters, String @Nullable [] signature)
            throws ReflectionException {
        if (!operation.equals("dump")) {
            throw new ReflectionException(new NoSuchMethodException(operation));
        }
        return executor.dump();
    }

    @Override
    public MBeanInfo getMBeanInfo() {
        List<MBeanAttributeInfo> attributes = new ArrayList<>();
        attributes.add(attribute("State", String.class, "Name and phase"));
        attributes.add(attribute("Mode", String.class, "Where virtual threads run"));
        attributes.add(attribute("Carriers", int.class, "How many carriers there are"));
        attributes.add(attribute("CarrierCounters", String[].class, "The counters of each"));
        for (Counter counter : COUNTERS) {
            attributes.add(attribute(counter.name(), long.class, counter.description()));
        }
        MBeanOperationInfo dump =
                new MBeanOperationInfo(
                        "dump",
                        "What the carriers do and have",
                        null,
                        String.class.getName(),
                        MBeanOperationInfo.INFO);
        return new MBeanInfo(
                BridgeExecutor.class.getName(),
                "An executor of poll-based futures",
                attributes.toArray(MBeanAttributeInfo[]::new),
                null,
                new MBeanOperationInfo[] {dump},
                null);
    }

    private static MBeanAttributeInfo attribute(String name, Class<?> type, String description) {
        return new MBeanAttributeInfo(name, type.getName(), description, true, false, false);
    }
}
