package org.mirach.xdp.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/**
 * {@code bpf/libbpf.h} and {@code bpf/bpf.h} of libbpf 1.x, loaded from {@code libbpf.so.1} at first use: a machine
 * without it can still run everything but XDP. Functions return C's result; since libbpf 1.0 that is {@code -errno} for
 * those that return int, and NULL with errno for those that return a pointer.
 *
 * <p><b>Threads:</b> any; libbpf's messages are process-wide, see {@link LibbpfLog}.
 */
public final class Libbpf {
    public static final int BPF_ANY = 0;
    public static final int BPF_XDP = 37;
    public static final int BPF_OBJ_NAME_LEN = 16;
    /** The program runs on one device only and may ask its driver for metadata (Linux 6.3). */
    public static final int BPF_F_XDP_DEV_BOUND_ONLY = 1 << 6;

    private Libbpf() {}

    /** Loads the library now. @throws UnsatisfiedLinkError when it is not installed or lacks a function */
    public static void require() {
        try {
            Handles.OPEN_MEM.handle();
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            UnsatisfiedLinkError error = new UnsatisfiedLinkError(cause.getMessage());
            error.initCause(cause);
            throw error;
        }
    }

    /** libbpf's version, such as {@code 1.1}. */
    public static String version() {
        MemorySegment e = Native.threadErrno();
        return (int) Handles.MAJOR.call(e) + "." + (int) Handles.MINOR.call(e);
    }

    /** The object's handle, or {@code -errno}; see {@link #isError}. */
    public static long bpf_object__open_mem(MemorySegment elf, String name) {
        MemorySegment e = Native.threadErrno();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment opts = arena.allocate(80, 8); // struct bpf_object_open_opts of libbpf 1.1: sz, object_name
            opts.set(JAVA_LONG, 0, 80);
            opts.set(JAVA_LONG, 8, arena.allocateFrom(name).address());
            return handle(Handles.OPEN_MEM.call(e, elf.address(), elf.byteSize(), opts.address()), e);
        }
    }

    /** Before the load: binds a program to a device, so that the driver's metadata functions can be called. */
    public static int bindToDevice(long object, String name, int ifindex) {
        long program = program(object, name);
        if (isError(program)) {
            return (int) program;
        }
        MemorySegment e = Native.threadErrno();
        Handles.SET_IFINDEX.call(e, program, ifindex);
        return (int) Handles.SET_FLAGS.call(e, program, BPF_F_XDP_DEV_BOUND_ONLY);
    }

    public static int bpf_object__load(long object) {
        return (int) Handles.LOAD.call(Native.threadErrno(), object);
    }

    public static void bpf_object__close(long object) {
        Handles.CLOSE.call(Native.threadErrno(), object);
    }

    /** The program's fd, or {@code -errno}. */
    public static int programFd(long object, String name) {
        long program = program(object, name);
        return isError(program) ? (int) program : (int) Handles.PROGRAM_FD.call(Native.threadErrno(), program);
    }

    private static long program(long object, String name) {
        MemorySegment e = Native.threadErrno();
        try (Arena arena = Arena.ofConfined()) {
            return handle(
                    Handles.FIND_PROGRAM.call(
                            e, object, arena.allocateFrom(name).address()),
                    e);
        }
    }

    /** The map's fd, or {@code -errno}. */
    public static int bpf_object__find_map_fd_by_name(long object, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) Handles.FIND_MAP_FD.call(
                    Native.threadErrno(), object, arena.allocateFrom(name).address());
        }
    }

    /** A link that detaches when its fd closes, so also when the process dies. The fd, or {@code -errno}. */
    public static int bpf_link_create(int programFd, int ifindex, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment opts = arena.allocate(16, 8); // struct bpf_link_create_opts up to flags: sz, flags
            opts.set(JAVA_LONG, 0, 16);
            opts.set(JAVA_INT, 8, flags);
            return (int) Handles.LINK_CREATE.call(Native.threadErrno(), programFd, ifindex, BPF_XDP, opts.address());
        }
    }

    /** Attaches by netlink, without a link: stays when the process dies. */
    public static int bpf_xdp_attach(int ifindex, int programFd, int flags) {
        return (int) Handles.XDP_ATTACH.call(Native.threadErrno(), ifindex, programFd, flags, 0);
    }

    /** Detaches what {@link #bpf_xdp_attach} attached, only if it is {@code oldProgramFd}. */
    public static int bpf_xdp_detach(int ifindex, int flags, int oldProgramFd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment opts = arena.allocate(16, 8); // struct bpf_xdp_attach_opts: sz, old_prog_fd
            opts.set(JAVA_LONG, 0, 16);
            opts.set(JAVA_INT, 8, oldProgramFd);
            return (int) Handles.XDP_DETACH.call(Native.threadErrno(), ifindex, flags, opts.address());
        }
    }

    /** Program id attached in the mode of {@code flags}; 0 for none, or {@code -errno}. */
    public static int bpf_xdp_query_id(int ifindex, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment id = arena.allocate(JAVA_INT);
            int code = (int) Handles.XDP_QUERY_ID.call(Native.threadErrno(), ifindex, flags, id.address());
            return code < 0 ? code : id.get(JAVA_INT, 0);
        }
    }

    public static int bpf_prog_get_fd_by_id(int id) {
        return (int) Handles.PROG_FD_BY_ID.call(Native.threadErrno(), id);
    }

    /** The loaded program's name (at most 15 characters); empty when it cannot be read. */
    public static String programName(int programFd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(232, 8); // struct bpf_prog_info of Linux 6.1; name at 64
            return objectInfo(programFd, info) < 0
                    ? ""
                    : Native.string(info.asSlice(64, BPF_OBJ_NAME_LEN), BPF_OBJ_NAME_LEN);
        }
    }

    /** {type, key bytes, value bytes, entries} of a map, or null when it cannot be read. */
    public static int[] mapShape(int mapFd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment info = arena.allocate(88, 8); // struct bpf_map_info of Linux 6.1
            return objectInfo(mapFd, info) < 0
                    ? null
                    : new int[] {
                        info.get(JAVA_INT, 0), info.get(JAVA_INT, 8), info.get(JAVA_INT, 12), info.get(JAVA_INT, 16)
                    };
        }
    }

    private static int objectInfo(int fd, MemorySegment info) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) info.byteSize());
            return (int) Handles.OBJ_INFO.call(Native.threadErrno(), fd, info.address(), length.address());
        }
    }

    public static int bpf_map_update_elem(int fd, MemorySegment key, MemorySegment value, long flags) {
        return (int) Handles.MAP_UPDATE.call(Native.threadErrno(), fd, key.address(), value.address(), flags);
    }

    public static int bpf_map_lookup_elem(int fd, MemorySegment key, MemorySegment value) {
        return (int) Handles.MAP_LOOKUP.call(Native.threadErrno(), fd, key.address(), value.address());
    }

    public static int bpf_map_delete_elem(int fd, MemorySegment key) {
        return (int) Handles.MAP_DELETE.call(Native.threadErrno(), fd, key.address());
    }

    /** Possible CPUs: values per key of a per-CPU map. */
    public static int libbpf_num_possible_cpus() {
        return (int) Handles.NUM_CPUS.call(Native.threadErrno());
    }

    /** Sets the message callback; 0 for silence. */
    static void libbpf_set_print(long function) {
        Handles.SET_PRINT.call(Native.threadErrno(), function);
    }

    /** Whether a handle is {@code -errno}. */
    public static boolean isError(long handle) {
        return handle < 0 && handle >= -4095;
    }

    private static long handle(long pointer, MemorySegment errno) {
        return pointer == 0 ? -Native.errno(errno) : pointer;
    }

    /** Bound at first use, so that the class above works without the library. */
    private static final class Handles {
        static final SymbolLookup LIBRARY = SymbolLookup.libraryLookup("libbpf.so.1", Arena.global());
        static final Function OPEN_MEM = function("bpf_object__open_mem", 3);
        static final Function LOAD = function("bpf_object__load", 1);
        static final Function CLOSE = function("bpf_object__close", 1);
        static final Function FIND_PROGRAM = function("bpf_object__find_program_by_name", 2);
        static final Function SET_IFINDEX = function("bpf_program__set_ifindex", 2);
        static final Function SET_FLAGS = function("bpf_program__set_flags", 2);
        static final Function PROGRAM_FD = function("bpf_program__fd", 1);
        static final Function FIND_MAP_FD = function("bpf_object__find_map_fd_by_name", 2);
        static final Function LINK_CREATE = function("bpf_link_create", 4);
        static final Function XDP_ATTACH = function("bpf_xdp_attach", 4);
        static final Function XDP_DETACH = function("bpf_xdp_detach", 3);
        static final Function XDP_QUERY_ID = function("bpf_xdp_query_id", 3);
        static final Function PROG_FD_BY_ID = function("bpf_prog_get_fd_by_id", 1);
        static final Function OBJ_INFO = function("bpf_obj_get_info_by_fd", 3);
        static final Function MAP_UPDATE = function("bpf_map_update_elem", 4);
        static final Function MAP_LOOKUP = function("bpf_map_lookup_elem", 3);
        static final Function MAP_DELETE = function("bpf_map_delete_elem", 2);
        static final Function NUM_CPUS = function("libbpf_num_possible_cpus", 0);
        static final Function MAJOR = function("libbpf_major_version", 0);
        static final Function MINOR = function("libbpf_minor_version", 0);
        static final Function SET_PRINT = function("libbpf_set_print", 1);

        static {
            SET_PRINT.call(Native.threadErrno(), 0); // not on our standard error
        }

        private static Function function(String name, int arity) {
            return Function.of(LIBRARY, name, arity);
        }
    }
}
