package io.github.trunnion.bridge;

/** Makes executors, the demanding ones first; a main that runs in a JVM of its own. */
final class PrintsHints {
    private PrintsHints() {}

    public static void main(String[] arguments) {
        BridgeExecutor.builder().mode(BridgeMode.HOSTED).build().close();
        if (VirtualLoop.isPossible()) {
            BridgeExecutor.builder().virtualLoop(true).build().close();
        }
        System.err.println("demanded");
        BridgeExecutor.builder().build().close();
        System.err.println("first");
        BridgeExecutor.builder().build().close();
        System.err.println("second");
        Runtime.getRuntime().halt(0);
    }
}
