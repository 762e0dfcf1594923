package io.github.trunnion.bridge;

/** Shows executors to JMX, where the module java.management is there. */
final class Management {
    private Management() {}

    /** Fails if there is no JMX. */
    static void require() {
        try {
            Class.forName(
                    "javax.management.DynamicMBean", false, Management.class.getClassLoader());
        } catch (ClassNotFoundException absent) {
            throw new IllegalStateException(
                    "registerMBean needs the module java.management, which is not there. Start the"
                            + " JVM with --add-modules java.management.",
                    absent);
        }
    }

    /**
     * Registers a bean.
     *
     * @return what takes it away; it does not throw
     */
    static Runnable register(BridgeExecutor executor, String name) {
        return ExecutorBean.register(executor, name);
    }
}
