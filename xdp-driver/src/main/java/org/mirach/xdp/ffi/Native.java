package org.mirach.xdp.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * What all headers share: the linker, the errno buffer, struct checks.
 *
 * <p><b>Threads:</b> any.
 */
final class Native {
    static final Linker LINKER = Linker.nativeLinker();
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    static final MemoryLayout PTR = ValueLayout.ADDRESS;

    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final long ERRNO = CAPTURE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final ThreadLocal<MemorySegment> THREAD_ERRNO =
            ThreadLocal.withInitial(() -> newErrno(Arena.ofAuto()));

    private Native() {}

    /** A buffer that receives errno; one for each object whose calls must not allocate. */
    static MemorySegment newErrno(Arena arena) {
        return arena.allocate(CAPTURE);
    }

    /** This thread's buffer, for control calls. */
    static MemorySegment threadErrno() {
        return THREAD_ERRNO.get();
    }

    static int errno(MemorySegment state) {
        return state.get(INT, ERRNO);
    }

    static MemorySegment symbol(SymbolLookup library, String name) {
        return library.find(name).orElseThrow(() -> new UnsatisfiedLinkError("no C function " + name));
    }

    /** Stops a build or a platform whose struct is not the one the offsets were written for. */
    static void checkSize(String struct, MemoryLayout layout, long expected) {
        if (layout.byteSize() != expected) {
            throw new ExceptionInInitializerError(
                    "struct " + struct + " is " + layout.byteSize() + " bytes here, expected " + expected);
        }
    }

    static RuntimeException unexpected(Throwable t) {
        if (t instanceof Error e) {
            throw e;
        }
        if (t instanceof RuntimeException e) {
            return e;
        }
        return new IllegalStateException(t);
    }

    static String string(MemorySegment pointer, int max) {
        if (pointer.equals(MemorySegment.NULL)) {
            return "";
        }
        MemorySegment text = pointer.reinterpret(max);
        int length = 0;
        while (length < max && text.get(ValueLayout.JAVA_BYTE, length) != 0) {
            length++;
        }
        byte[] bytes = text.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
