package org.mirach.xdp;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import org.mirach.xdp.ffi.LibC;

/** Which CPUs a thread runs on. Platform threads only: a virtual one would pin its carrier. */
public final class Affinity {
    private static final int CPU_SET_BYTES = 1024 / 8;

    private Affinity() {}

    /**
     * Keeps the calling platform thread on one CPU.
     *
     * @param cpu from 0
     * @throws XdpException when this process may not use that CPU
     */
    public static void pinCurrentThread(int cpu) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread cannot be pinned to a CPU");
        }
        if (cpu < 0 || cpu >= CPU_SET_BYTES * 8) {
            throw new IllegalArgumentException("cpu out of range 0..1023: " + cpu);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(CPU_SET_BYTES, 8);
            set.set(ValueLayout.JAVA_BYTE, cpu >> 3, (byte) (1 << (cpu & 7)));
            int code = LibC.sched_setaffinity(0, set);
            if (code < 0) {
                throw new XdpException(
                        "pinning a thread to CPU " + cpu, code, "this process may use the CPUs " + currentThread());
            }
        }
    }

    /** CPUs the calling thread may run on. */
    public static BitSet currentThread() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment set = arena.allocate(CPU_SET_BYTES, 8);
            int code = LibC.sched_getaffinity(0, set);
            if (code < 0) {
                throw new XdpException("sched_getaffinity()", code, "");
            }
            return BitSet.valueOf(set.toArray(ValueLayout.JAVA_BYTE));
        }
    }
}
