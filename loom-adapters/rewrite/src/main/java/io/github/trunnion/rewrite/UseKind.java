package io.github.trunnion.rewrite;

/** What {@link FindCompletableFutureUse} tells apart. */
enum UseKind {
    CREATION("creation"),
    EXECUTOR("executor"),
    ASYNC_WITHOUT_EXECUTOR("async without executor"),
    WAIT_IN_CALLBACK("wait in a callback"),
    WAIT("wait"),
    DANGLING("dangling future"),
    TIMEOUT("timeout"),
    COMBINATION("allOf, anyOf"),
    PUBLIC_SIGNATURE("public signature");

    private final String label;

    UseKind(String label) {
        this.label = label;
    }

    /** As the tables and the markers have it. */
    String label() {
        return label;
    }
}
