package org.mirach.xdp.ffi;

import static org.mirach.xdp.ffi.Native.unexpected;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * A C function of integers and pointers. Immutable; a record, because the JIT trusts the fields of one and so inlines
 * the handle of a static final {@code Function}.
 *
 * <p><b>Why every argument is a long.</b> Each distinct signature costs about 4 ms at start to link, so all functions
 * of one arity share one. The 64-bit calling conventions pass an int in a full register of which the callee reads the
 * low half; sign-extended, as Java widens, is right for every Linux platform of Java. A C int comes back with its upper
 * half undefined: the caller must narrow the result. Pointers are plain addresses: the caller keeps their memory alive.
 *
 * <p>No call is {@code Linker.Option.critical}: the thread transition it saves costs about 10 ns, the system call
 * beside it at least 150, and a transmit call runs the receiver's softirq, during which a critical call would hold up
 * every safepoint of the process.
 */
record Function(MethodHandle handle) {
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    /** Looks up a function of {@code arity} arguments. @throws UnsatisfiedLinkError when there is none */
    static Function of(SymbolLookup library, String name, int arity) {
        return new Function(Native.LINKER.downcallHandle(
                Native.symbol(library, name), FunctionDescriptor.of(type(), types(arity)), ERRNO));
    }

    /** A variadic function, such as ioctl, called with {@code arity} arguments of which {@code fixed} are named. */
    static Function variadic(SymbolLookup library, String name, int fixed, int arity) {
        return new Function(Native.LINKER.downcallHandle(
                Native.symbol(library, name),
                FunctionDescriptor.of(type(), types(arity)),
                ERRNO,
                Linker.Option.firstVariadicArg(fixed)));
    }

    private static MemoryLayout type() {
        return ValueLayout.JAVA_LONG;
    }

    private static MemoryLayout[] types(int arity) {
        MemoryLayout[] types = new MemoryLayout[arity];
        Arrays.fill(types, type());
        return types;
    }

    long call(MemorySegment errno) {
        try {
            return (long) handle.invokeExact(errno);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    long call(MemorySegment errno, long a) {
        try {
            return (long) handle.invokeExact(errno, a);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    long call(MemorySegment errno, long a, long b) {
        try {
            return (long) handle.invokeExact(errno, a, b);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    long call(MemorySegment errno, long a, long b, long c) {
        try {
            return (long) handle.invokeExact(errno, a, b, c);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    long call(MemorySegment errno, long a, long b, long c, long d) {
        try {
            return (long) handle.invokeExact(errno, a, b, c, d);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    long call(MemorySegment errno, long a, long b, long c, long d, long e) {
        try {
            return (long) handle.invokeExact(errno, a, b, c, d, e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    long call(MemorySegment errno, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) handle.invokeExact(errno, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }
}
