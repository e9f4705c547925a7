package org.mirach.xdp.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What libbpf says while something runs, for the text of an exception. Off at other times: linking the callback costs
 * 20 ms, which a start that goes well need not pay.
 *
 * <p><b>Threads:</b> any, one listening at a time; what other threads do with libbpf meanwhile is heard too.
 */
public final class LibbpfLog {
    private static final int LINES = 24;
    private static final int LINE_BYTES = 2048;
    private static final ArrayDeque<String> LOG = new ArrayDeque<>(); // guarded by itself

    private LibbpfLog() {}

    /** Runs something and gives libbpf's last warnings, oldest first. */
    public static synchronized List<String> listen(Runnable work) {
        Libbpf.libbpf_set_print(Callback.STUB.address());
        try {
            work.run();
        } finally {
            Libbpf.libbpf_set_print(0);
        }
        synchronized (LOG) {
            List<String> lines = new ArrayList<>(LOG);
            LOG.clear();
            return lines;
        }
    }

    /** Called by libbpf: {@code int (*)(enum libbpf_print_level, const char *format, va_list)}. */
    static int onPrint(int level, MemorySegment format, MemorySegment arguments) {
        if (level > 0) { // LIBBPF_INFO, LIBBPF_DEBUG
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(LINE_BYTES);
            Callback.VSNPRINTF.call(
                    Native.threadErrno(), text.address(), LINE_BYTES, format.address(), arguments.address());
            String line = Native.string(text, LINE_BYTES).strip().replace('\n', ' ');
            synchronized (LOG) {
                if (LOG.size() == LINES) {
                    LOG.removeFirst();
                }
                LOG.addLast(line);
            }
        } catch (RuntimeException e) {
            return -1; // an exception must not unwind into C
        }
        return 0;
    }

    private static final class Callback {
        static final Function VSNPRINTF = Function.of(Native.LINKER.defaultLookup(), "vsnprintf", 4);
        static final MemorySegment STUB = stub();

        private static MemorySegment stub() {
            try {
                return Native.LINKER.upcallStub(
                        MethodHandles.lookup()
                                .findStatic(
                                        LibbpfLog.class,
                                        "onPrint",
                                        MethodType.methodType(
                                                int.class, int.class, MemorySegment.class, MemorySegment.class)),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS),
                        Arena.global());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
