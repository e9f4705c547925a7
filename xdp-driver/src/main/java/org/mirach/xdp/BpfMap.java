package org.mirach.xdp;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mirach.xdp.ffi.Libbpf;

/**
 * One map of a loaded {@link XdpProgram}, by system calls. Belongs to the program: closed with it.
 *
 * <p><b>Threads:</b> any; the kernel orders updates.
 */
public final class BpfMap {
    private final String name;
    private final int fd;
    private final int keySize;
    private final int valueSize;
    private final int maxEntries;

    BpfMap(String name, int fd) {
        this.name = name;
        this.fd = fd;
        int[] shape = Libbpf.mapShape(fd);
        if (shape == null) {
            throw new XdpException("cannot read the shape of the BPF map " + name);
        }
        this.keySize = shape[1];
        this.valueSize = shape[2];
        this.maxEntries = shape[3];
    }

    public String name() {
        return name;
    }

    public int fd() {
        return fd;
    }

    /** Bytes of a key. */
    public int keySize() {
        return keySize;
    }

    /** Bytes of a value (of one CPU's value in a per-CPU map). */
    public int valueSize() {
        return valueSize;
    }

    public int maxEntries() {
        return maxEntries;
    }

    /** Sets an int key to an int value, as in an XSKMAP (queue to socket fd). */
    public void update(int key, int value) {
        requireShape(4, 4);
        try (Arena arena = Arena.ofConfined()) {
            update(arena.allocateFrom(JAVA_INT, key), arena.allocateFrom(JAVA_INT, value));
        }
    }

    /** Sets a key. @throws XdpException when the kernel refuses */
    public void update(MemorySegment key, MemorySegment value) {
        int code = Libbpf.bpf_map_update_elem(fd, key, value, Libbpf.BPF_ANY);
        if (code < 0) {
            throw new XdpException("updating the BPF map " + name, code, "");
        }
    }

    /** Reads a key into {@code value}; false when it is not there. */
    public boolean lookup(MemorySegment key, MemorySegment value) {
        int code = Libbpf.bpf_map_lookup_elem(fd, key, value);
        if (code < 0 && code != -Errno.ENOENT) {
            throw new XdpException("reading the BPF map " + name, code, "");
        }
        return code == 0;
    }

    /** Sum over all CPUs of a per-CPU counter; 0 when the key is not there. */
    public long sumPerCpu(int key) {
        requireShape(4, 8);
        int cpus = Libbpf.libbpf_num_possible_cpus();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(JAVA_LONG, cpus);
            long sum = 0;
            if (lookup(arena.allocateFrom(JAVA_INT, key), values)) {
                for (int cpu = 0; cpu < cpus; cpu++) {
                    sum += values.getAtIndex(JAVA_LONG, cpu);
                }
            }
            return sum;
        }
    }

    /** Removes an int key; false when it was not there. */
    public boolean delete(int key) {
        requireShape(4, valueSize);
        try (Arena arena = Arena.ofConfined()) {
            return delete(arena.allocateFrom(JAVA_INT, key));
        }
    }

    /** Removes a key; false when it was not there. */
    public boolean delete(MemorySegment key) {
        int code = Libbpf.bpf_map_delete_elem(fd, key);
        if (code < 0 && code != -Errno.ENOENT) {
            throw new XdpException("deleting from the BPF map " + name, code, "");
        }
        return code == 0;
    }

    private void requireShape(int key, int value) {
        if (keySize != key || valueSize != value) {
            throw new IllegalArgumentException("map " + name + " has keys of " + keySize + " and values of " + valueSize
                    + " bytes, not " + key + " and " + value);
        }
    }
}
