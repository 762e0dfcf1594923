package io.github.trunnion.soak;

import com.sun.management.UnixOperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;

/** What the JVM and the system say about this process. */
final class Machine {
    private Machine() {}

    /** Collects, and returns the bytes that were in use right after the collection. */
    static long heapAfterCollection() {
        System.gc();
        long used = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage usage =
                    pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            used += usage == null ? 0 : usage.getUsed();
        }
        return used;
    }

    static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** Open descriptors, or -1 where the system does not tell. */
    static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : -1;
    }

    /** Nanoseconds of processor time, or 0 where the system does not tell. */
    static long processorNanos() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof UnixOperatingSystemMXBean unix
                ? unix.getProcessCpuTime()
                : 0;
    }

    /**
     * The names of the platform threads, but for the workers of the JDK's scheduler of virtual
     * threads, which come and go by its own rules.
     */
    static List<String> threadNames() {
        List<String> names = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!thread.getName().startsWith("ForkJoinPool-")) {
                names.add(thread.getName());
            }
        }
        names.sort(null);
        return names;
    }

    /** The names that are in one list more often than in the other. */
    static List<String> surplus(List<String> now, List<String> before) {
        List<String> left = new ArrayList<>(now);
        before.forEach(left::remove);
        return left;
    }
}
