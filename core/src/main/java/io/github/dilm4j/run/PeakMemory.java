package io.github.dilm4j.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The peak memory of the process since the last {@link #reset}: on Linux the resident memory including native memory
 * ({@code VmHWM}), elsewhere the Java heap alone. If the system forbids the reset, it counts from the start of the
 * process.
 */
public final class PeakMemory {
    private static final String RESET_PEAK = "5";

    private final Path process;

    public PeakMemory() {
        this(Path.of("/proc/self"));
    }

    PeakMemory(Path process) {
        this.process = process;
    }

    public void reset() {
        heapPools().forEach(MemoryPoolMXBean::resetPeakUsage);
        Path clear = process.resolve("clear_refs");
        if (Files.isWritable(clear)) {
            try {
                Files.writeString(clear, RESET_PEAK);
            } catch (IOException forbidden) {
                return;
            }
        }
    }

    public long bytes() {
        try {
            return residentPeak(Files.readAllLines(process.resolve("status")));
        } catch (IOException notLinux) {
            return heapPools().stream()
                    .mapToLong(pool -> pool.getPeakUsage().getUsed())
                    .sum();
        }
    }

    private static long residentPeak(List<String> status) throws IOException {
        for (String line : status) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("no VmHWM");
    }

    private static List<MemoryPoolMXBean> heapPools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }
}
