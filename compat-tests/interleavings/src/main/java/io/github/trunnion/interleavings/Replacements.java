package io.github.trunnion.interleavings;

import org.jspecify.annotations.Nullable;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which calls of rewritten code go to {@link Schedule}, and which are refused. */
final class Replacements {
    private static final String BRIDGE = "io/github/trunnion/bridge/";
    private static final String LOOM = "io/github/trunnion/loom/";

    /**
     * The static method that is called instead.
     *
     * @param owner its class
     * @param name its name
     * @param type what it takes, for an instance method the receiver first, and returns
     */
    record Target(ClassDesc owner, String name, MethodTypeDesc type) {}

    private static final Map<String, Target> BY_CALL = new HashMap<>();

    /** Methods of Thread that neither block nor ask for the thread that runs. */
    private static final Set<String> HARMLESS =
            Set.of(
                    "<init>",
                    "getContextClassLoader",
                    "getName",
                    "getState",
                    "getThreadGroup",
                    "getUncaughtExceptionHandler",
                    "isDaemon",
                    "isVirtual",
                    "ofPlatform",
                    "ofVirtual",
                    "setContextClassLoader",
                    "setDaemon",
                    "setUncaughtExceptionHandler",
                    "threadId",
                    "toString");

    private static final List<String> BLOCKING =
            List.of(
                    "java/util/concurrent/locks/",
                    "java/util/concurrent/CountDownLatch",
                    "java/util/concurrent/CyclicBarrier",
                    "java/util/concurrent/Exchanger",
                    "java/util/concurrent/Executors",
                    "java/util/concurrent/ForkJoin",
                    "java/util/concurrent/Phaser",
                    "java/util/concurrent/ScheduledThreadPoolExecutor",
                    "java/util/concurrent/Semaphore",
                    "java/util/concurrent/SynchronousQueue",
                    "java/util/concurrent/ThreadLocalRandom",
                    "java/util/concurrent/ThreadPoolExecutor");

    static {
        for (Method method : Schedule.class.getDeclaredMethods()) {
            Replaces replaces = method.getAnnotation(Replaces.class);
            if (replaces != null) {
                MethodTypeDesc type =
                        MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                                .describeConstable()
                                .orElseThrow();
                MethodTypeDesc called = replaces.instance() ? type.dropParameterTypes(0, 1) : type;
                for (Class<?> owner : replaces.value()) {
                    String key = key(internalName(owner), method.getName(), called);
                    BY_CALL.put(
                            key + replaces.instance(),
                            new Target(Rewriter.SCHEDULE, method.getName(), type));
                }
            }
        }
        ClassDesc others = ClassDesc.of(OtherThreads.class.getName());
        ours(BRIDGE + "Dispatcher", "execute", "(Ljava/lang/Runnable;)V", others, "dispatch");
        ours(BRIDGE + "Dispatcher", "start", "()V", others, "nothingStarts");
        ours(
                BRIDGE + "Dispatcher",
                "runOnPlatformThread",
                "(Ljava/lang/Runnable;)V",
                others,
                "runOnPlatformThread");
        ours(
                BRIDGE + "Dispatcher",
                "submit",
                "(Lio/github/trunnion/bridge/Node;)V",
                ClassDesc.of("io.github.trunnion.bridge.SimDispatcher"),
                "submit");
        ours(BRIDGE + "JdkPollers", "start", "()V", others, "nothingStarts");
        ours(
                LOOM + "OffLoop",
                "start",
                "(Ljava/util/function/Supplier;Ljava/util/function/Consumer;)V",
                others,
                "startOffLoop");
        ClassDesc virtual = ClassDesc.of(VirtualThreads.class.getName());
        String backEnd = BRIDGE + "BackEnd";
        ours(
                backEnd,
                "newThread",
                "(Ljava/util/concurrent/Executor;Ljava/lang/String;Ljava/lang/Runnable;)"
                        + "Ljava/lang/Thread;",
                virtual,
                "newThread");
        ours(
                backEnd,
                "schedulerOf",
                "(Ljava/lang/Thread;)Ljava/util/concurrent/Executor;",
                virtual,
                "schedulerOf");
        ours(backEnd, "currentCarrier", "()Ljava/lang/Thread;", virtual, "currentCarrier");
        ours(backEnd, "pin", "()V", virtual, "pin");
        ours(backEnd, "unpin", "()V", virtual, "unpin");
        ours(backEnd, "isOpen", "()Z", virtual, "available");
        ours(backEnd, "canPin", "()Z", virtual, "available");
        ours(backEnd, "isDefault", "()Z", virtual, "isDefault");
    }

    private static void ours(
            String owner, String name, String descriptor, ClassDesc instead, String called) {
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor(descriptor);
        BY_CALL.put(key(owner, name, type) + false, new Target(instead, called, type));
    }

    private Replacements() {}

    /** The static method that is called instead, or null. */
    static @Nullable Target of(String owner, String name, MethodTypeDesc type, boolean instance) {
        return BY_CALL.get(key(owner, name, type) + instance);
    }

    /** Says why a call is refused; null if it is not. */
    static @Nullable String refused(String owner, String name) {
        boolean waits = name.equals("wait") && owner.equals("java/lang/Object");
        boolean thread = owner.equals("java/lang/Thread") && !HARMLESS.contains(name);
        boolean lucky =
                owner.equals("java/util/Random")
                        || (owner.equals("java/lang/System") && name.equals("currentTimeMillis"))
                        || (owner.equals("java/lang/Math") && name.equals("random"));
        boolean callable = owner.endsWith("Executors") && name.equals("callable");
        boolean latch =
                owner.endsWith("CountDownLatch")
                        && List.of("<init>", "countDown", "getCount").contains(name);
        boolean blocks =
                BLOCKING.stream().anyMatch(owner::startsWith)
                        || (owner.startsWith("java/util/concurrent/")
                                && owner.endsWith("Queue")
                                && owner.contains("Blocking"));
        return waits || thread || lucky || (blocks && !callable && !latch)
                ? owner.replace('/', '.') + "." + name
                : null;
    }

    static boolean isAtomic(String owner) {
        return owner.startsWith("java/util/concurrent/atomic/")
                || owner.startsWith("java/util/concurrent/Concurrent")
                || owner.startsWith("java/util/concurrent/CopyOnWrite");
    }

    private static String key(String owner, String name, MethodTypeDesc type) {
        return owner + "." + name + type.descriptorString();
    }

    private static String internalName(Class<?> type) {
        String descriptor = ClassDesc.ofDescriptor(type.descriptorString()).descriptorString();
        return descriptor.substring(1, descriptor.length() - 1);
    }
}
