package io.github.trunnion.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.trunnion.bridge.BridgeExecutor;

import org.junit.jupiter.api.Test;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** P10 and P11: JVMs of their own, which end while a carrier waits in native code. */
class ExitTest {
    private static final String ALLOWED = "--enable-native-access=ALL-UNNAMED";

    /** What the other JVM runs. */
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Throwable {
            SymbolLookup lookup = SymbolLookup.libraryLookup(Path.of(args[0]), Arena.global());
            if (args[1].equals("panic")) {
                MethodHandle panics =
                        NativeFutures.load(lookup).constructor("demo_panic_in_constructor");
                System.out.println(((MemorySegment) panics.invokeExact()).address());
                return;
            }
            MethodHandle sleep =
                    NativeFutures.load(lookup).constructor("demo_sleep", ValueLayout.JAVA_LONG);
            BridgeExecutor bridge =
                    args[1].equals("shared")
                            ? BridgeExecutor.shared()
                            : BridgeExecutor.builder().build();
            bridge.spawn(
                    NativeFutures.wrap(
                            (MemorySegment) sleep.invokeExact(1_000_000L), NativeResult::value));
            while (bridge.counters().parksHook() == 0) {
                Thread.onSpinWait();
            }
            System.out.println("parked");
            if (args[1].equals("exit")) {
                System.exit(5);
            }
        }
    }

    @Test
    void p10_mainReturns_whileADaemonCarrierIsParkedInRust() throws Exception {
        Ended ended = run("shared", ALLOWED);
        assertEndedParked(0, ended);
    }

    @Test
    void p10_systemExit_whileACarrierIsParkedInRust() throws Exception {
        Ended ended = run("exit", ALLOWED);
        assertEndedParked(5, ended);
    }

    @Test
    void p11_withoutTheFlag_theJvmWarns() throws Exception {
        Ended ended = run("exit");
        assertEquals(5, ended.code, ended::output);
        assertTrue(ended.output.contains("--enable-native-access"), ended::output);
    }

    @Test
    void p11_whereNativeAccessIsDenied_theJvmSaysWhatToDo() throws Exception {
        Ended ended = run("exit", "--illegal-native-access=deny");
        assertEquals(1, ended.code, ended::output);
        assertTrue(ended.output.contains("IllegalCallerException"), ended::output);
    }

    @Test
    void p1_aPanicIsPrintedToAFullDisk_nothingUnwindsIntoTheJvm() throws Exception {
        Ended ended = run(ProcessBuilder.Redirect.to(new File("/dev/full")), "panic", ALLOWED);
        assertEquals(0, ended.code, ended::output);
        assertEquals("0\n", ended.output, "NULL");
    }

    private static void assertEndedParked(int code, Ended ended) {
        assertEquals(code, ended.code, ended::output);
        assertTrue(ended.output.endsWith("parked\n"), ended::output);
    }

    private record Ended(int code, String output) {}

    private static Ended run(String how, String... flags) throws Exception {
        return run(null, how, flags);
    }

    /** Where errors go to; null: to the output. */
    private static Ended run(ProcessBuilder.Redirect errors, String how, String... flags)
            throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.add("-cp");
        command.add(
                Stream.of(
                                "target/classes",
                                "target/test-classes",
                                System.getProperty("jdk.module.path", ""),
                                System.getProperty("java.class.path"))
                        .collect(Collectors.joining(File.pathSeparator)));
        command.add(Program.class.getName());
        command.add(RustLibrary.build().toString());
        command.add(how);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(errors == null);
        Process jvm = (errors == null ? builder : builder.redirectError(errors)).start();
        try {
            jvm.getOutputStream().close();
            String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(jvm.waitFor(40, TimeUnit.SECONDS), "it does not end");
            return new Ended(jvm.exitValue(), output);
        } finally {
            jvm.destroyForcibly();
        }
    }
}
