package org.mirach.xdp.ffi;

import static org.mirach.xdp.ffi.Native.INT;
import static org.mirach.xdp.ffi.Native.LONG;
import static org.mirach.xdp.ffi.Native.PTR;
import static org.mirach.xdp.ffi.Native.unexpected;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code bpf/libbpf.h} and {@code bpf/bpf.h} of libbpf 1.x, loaded from {@code libbpf.so.1} at first use: a machine
 * without it can still run everything but XDP. Functions return C's result; since libbpf 1.0 that is {@code -errno} for
 * those that return int, and NULL with errno for those that return a pointer.
 *
 * <p><b>Threads:</b> any; libbpf's message callback is process-wide, so {@link #drainLog} may mix what two threads do.
 */
public final class Libbpf {
    public static final int BPF_ANY = 0;
    public static final int BPF_XDP = 37;
    public static final int BPF_OBJ_NAME_LEN = 16;
    /** The program runs on one device only and may ask its driver for metadata (Linux 6.3). */
    public static final int BPF_F_XDP_DEV_BOUND_ONLY = 1 << 6;

    private static final int LOG_LINES = 24;
    private static final ArrayDeque<String> LOG = new ArrayDeque<>();

    private Libbpf() {}

    /** Loads the library now. @throws UnsatisfiedLinkError when it is not installed or lacks a function */
    public static void require() {
        try {
            Handles.OPEN_MEM.type();
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            UnsatisfiedLinkError error = new UnsatisfiedLinkError(cause.getMessage());
            error.initCause(cause);
            throw error;
        }
    }

    /** libbpf's version, such as {@code 1.1}. */
    public static String version() {
        try {
            return (int) Handles.MAJOR.invokeExact() + "." + (int) Handles.MINOR.invokeExact();
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The object's handle, or {@code -errno}. */
    public static long bpf_object__open_mem(MemorySegment elf, String name) {
        MemorySegment e = Native.threadErrno();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment opts = arena.allocate(80, 8); // struct bpf_object_open_opts of libbpf 1.1: sz, object_name
            opts.set(ValueLayout.JAVA_LONG, 0, 80);
            opts.set(ValueLayout.ADDRESS, 8, arena.allocateFrom(name));
            MemorySegment object = (MemorySegment) Handles.OPEN_MEM.invokeExact(e, elf, elf.byteSize(), opts);
            return pointerOrErrno(object, e);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Before the load: binds a program to a device, so that the driver's metadata functions can be called. */
    public static int bindToDevice(long object, String name, int ifindex) {
        MemorySegment e = Native.threadErrno();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = (MemorySegment)
                    Handles.FIND_PROGRAM.invokeExact(e, MemorySegment.ofAddress(object), arena.allocateFrom(name));
            long handle = pointerOrErrno(program, e);
            if (handle < 0 && handle >= -4095) {
                return (int) handle;
            }
            Handles.SET_IFINDEX.invokeExact(program, ifindex);
            return (int) Handles.SET_FLAGS.invokeExact(program, BPF_F_XDP_DEV_BOUND_ONLY);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int bpf_object__load(long object) {
        try {
            return (int) Handles.LOAD.invokeExact(MemorySegment.ofAddress(object));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static void bpf_object__close(long object) {
        try {
            Handles.CLOSE.invokeExact(MemorySegment.ofAddress(object));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The program's fd, or {@code -errno}. */
    public static int programFd(long object, String name) {
        MemorySegment e = Native.threadErrno();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment program = (MemorySegment)
                    Handles.FIND_PROGRAM.invokeExact(e, MemorySegment.ofAddress(object), arena.allocateFrom(name));
            long handle = pointerOrErrno(program, e);
            return handle < 0 && handle >= -4095 ? (int) handle : (int) Handles.PROGRAM_FD.invokeExact(program);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The map's fd, or {@code -errno}. */
    public static int bpf_object__find_map_fd_by_name(long object, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Handles.FIND_MAP_FD.invokeExact(MemorySegment.ofAddress(object), arena.allocateFrom(name));
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A link that detaches when its fd closes, so also when the process dies. The fd, or {@code -errno}. */
    public static int bpf_link_create(int programFd, int ifindex, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment opts = arena.allocate(16, 8); // struct bpf_link_create_opts up to flags: sz, flags
            opts.set(ValueLayout.JAVA_LONG, 0, 16);
            opts.set(ValueLayout.JAVA_INT, 8, flags);
            return (int) Handles.LINK_CREATE.invokeExact(programFd, ifindex, BPF_XDP, opts);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Attaches by netlink, without a link: stays when the process dies. */
    public static int bpf_xdp_attach(int ifindex, int programFd, int flags) {
        try {
            return (int) Handles.XDP_ATTACH.invokeExact(ifindex, programFd, flags, MemorySegment.NULL);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Detaches what {@link #bpf_xdp_attach} attached, only if it is {@code oldProgramFd}. */
    public static int bpf_xdp_detach(int ifindex, int flags, int oldProgramFd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment opts = arena.allocate(16, 8); // struct bpf_xdp_attach_opts: sz, old_prog_fd
            opts.set(ValueLayout.JAVA_LONG, 0, 16);
            opts.set(ValueLayout.JAVA_INT, 8, oldProgramFd);
            return (int) Handles.XDP_DETACH.invokeExact(ifindex, flags, opts);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Program id attached in the mode of {@code flags}; 0 for none, or {@code -errno}. */
    public static int bpf_xdp_query_id(int ifindex, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(ValueLayout.JAVA_INT);
            int code = (int) Handles.XDP_QUERY_ID.invokeExact(ifindex, flags, id);
            return code < 0 ? code : id.get(ValueLayout.JAVA_INT, 0);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int bpf_prog_get_fd_by_id(int id) {
        try {
            return (int) Handles.PROG_FD_BY_ID.invokeExact(id);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The loaded program's name (at most 15 characters); empty when it cannot be read. */
    public static String programName(int programFd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(232, 8); // struct bpf_prog_info of Linux 6.1; name at 64
            MemorySegment length = arena.allocateFrom(INT, 232);
            int code = (int) Handles.OBJ_INFO.invokeExact(programFd, info, length);
            return code < 0 ? "" : Native.string(info.asSlice(64, BPF_OBJ_NAME_LEN), BPF_OBJ_NAME_LEN);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** {type, key bytes, value bytes, entries} of a map, or null when it cannot be read. */
    public static int[] mapShape(int mapFd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(88, 8); // struct bpf_map_info of Linux 6.1
            MemorySegment length = arena.allocateFrom(INT, 88);
            int code = (int) Handles.OBJ_INFO.invokeExact(mapFd, info, length);
            return code < 0
                    ? null
                    : new int[] {info.get(INT, 0), info.get(INT, 8), info.get(INT, 12), info.get(INT, 16)};
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int bpf_map_update_elem(int fd, MemorySegment key, MemorySegment value, long flags) {
        try {
            return (int) Handles.MAP_UPDATE.invokeExact(fd, key, value, flags);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int bpf_map_lookup_elem(int fd, MemorySegment key, MemorySegment value) {
        try {
            return (int) Handles.MAP_LOOKUP.invokeExact(fd, key, value);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    public static int bpf_map_delete_elem(int fd, MemorySegment key) {
        try {
            return (int) Handles.MAP_DELETE.invokeExact(fd, key);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Possible CPUs: values per key of a per-CPU map. */
    public static int libbpf_num_possible_cpus() {
        try {
            return (int) Handles.NUM_CPUS.invokeExact();
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** The last lines libbpf said, oldest first; forgets them. */
    public static List<String> drainLog() {
        synchronized (LOG) {
            List<String> lines = new ArrayList<>(LOG);
            LOG.clear();
            return lines;
        }
    }

    private static long pointerOrErrno(MemorySegment pointer, MemorySegment errno) {
        return pointer.address() == 0 ? -Native.errno(errno) : pointer.address();
    }

    /** Called by libbpf: {@code int (*)(enum libbpf_print_level, const char *format, va_list)}. */
    static int onPrint(int level, MemorySegment format, MemorySegment arguments) {
        if (level > 1) { // LIBBPF_DEBUG
            return 0;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(2048);
            int n = (int) Handles.VSNPRINTF.invokeExact(text, text.byteSize(), format, arguments);
            String line =
                    n < 0 ? "" : Native.string(text, (int) text.byteSize()).strip();
            synchronized (LOG) {
                if (LOG.size() == LOG_LINES) {
                    LOG.removeFirst();
                }
                LOG.addLast(line);
            }
        } catch (Throwable t) {
            return -1; // an exception must not unwind into C
        }
        return 0;
    }

    /** Bound at first use, so that the class above works without the library. */
    private static final class Handles {
        static final SymbolLookup LIBRARY = SymbolLookup.libraryLookup("libbpf.so.1", Arena.global());
        static final MethodHandle OPEN_MEM = errnoHandle("bpf_object__open_mem", PTR, PTR, LONG, PTR);
        static final MethodHandle LOAD = handle("bpf_object__load", INT, PTR);
        static final MethodHandle CLOSE = Native.bind(LIBRARY, "bpf_object__close", FunctionDescriptor.ofVoid(PTR));
        static final MethodHandle FIND_PROGRAM = errnoHandle("bpf_object__find_program_by_name", PTR, PTR, PTR);
        static final MethodHandle SET_IFINDEX =
                Native.bind(LIBRARY, "bpf_program__set_ifindex", FunctionDescriptor.ofVoid(PTR, INT));
        static final MethodHandle SET_FLAGS = handle("bpf_program__set_flags", INT, PTR, INT);
        static final MethodHandle PROGRAM_FD = handle("bpf_program__fd", INT, PTR);
        static final MethodHandle FIND_MAP_FD = handle("bpf_object__find_map_fd_by_name", INT, PTR, PTR);
        static final MethodHandle LINK_CREATE = handle("bpf_link_create", INT, INT, INT, INT, PTR);
        static final MethodHandle XDP_ATTACH = handle("bpf_xdp_attach", INT, INT, INT, INT, PTR);
        static final MethodHandle XDP_DETACH = handle("bpf_xdp_detach", INT, INT, INT, PTR);
        static final MethodHandle XDP_QUERY_ID = handle("bpf_xdp_query_id", INT, INT, INT, PTR);
        static final MethodHandle PROG_FD_BY_ID = handle("bpf_prog_get_fd_by_id", INT, INT);
        static final MethodHandle OBJ_INFO = handle("bpf_obj_get_info_by_fd", INT, INT, PTR, PTR);
        static final MethodHandle MAP_UPDATE = handle("bpf_map_update_elem", INT, INT, PTR, PTR, LONG);
        static final MethodHandle MAP_LOOKUP = handle("bpf_map_lookup_elem", INT, INT, PTR, PTR);
        static final MethodHandle MAP_DELETE = handle("bpf_map_delete_elem", INT, INT, PTR);
        static final MethodHandle NUM_CPUS = handle("libbpf_num_possible_cpus", INT);
        static final MethodHandle MAJOR = handle("libbpf_major_version", INT);
        static final MethodHandle MINOR = handle("libbpf_minor_version", INT);
        static final MethodHandle VSNPRINTF = Native.bind(
                Native.LINKER.defaultLookup(), "vsnprintf", FunctionDescriptor.of(INT, PTR, LONG, PTR, PTR));

        static {
            capturePrints();
        }

        private static MethodHandle handle(String name, MemoryLayout result, MemoryLayout... args) {
            return Native.bind(LIBRARY, name, FunctionDescriptor.of(result, args));
        }

        private static MethodHandle errnoHandle(String name, MemoryLayout result, MemoryLayout... args) {
            return Native.bind(
                    LIBRARY, name, FunctionDescriptor.of(result, args), Linker.Option.captureCallState("errno"));
        }

        private static void capturePrints() {
            try {
                MethodHandle target = MethodHandles.lookup()
                        .findStatic(
                                Libbpf.class,
                                "onPrint",
                                MethodType.methodType(int.class, int.class, MemorySegment.class, MemorySegment.class));
                MemorySegment stub =
                        Native.LINKER.upcallStub(target, FunctionDescriptor.of(INT, INT, PTR, PTR), Arena.global());
                MemorySegment _ =
                        (MemorySegment) handle("libbpf_set_print", PTR, PTR).invokeExact(stub);
            } catch (Throwable t) {
                throw unexpected(t);
            }
        }
    }
}
