package io.github.trunnion.benchmarks.http;

/**
 * The head of a request.
 *
 * @param method the method
 * @param target the path, with what follows it
 * @param length how many bytes the body has
 * @param isLast whether the connection ends with the answer
 */
record RequestHead(String method, String target, long length, boolean isLast) {}
