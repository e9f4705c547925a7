package org.mirach.xdp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.mirach.xdp.ffi.LibC;

/**
 * Veth pairs for a test: the near end in this namespace, the far end in a namespace of its own, so that the host's
 * stack does not answer. Everything goes on {@link #close}.
 */
final class TestNet implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final String id = Long.toString(ProcessHandle.current().pid(), 36) + NEXT.incrementAndGet();
    private final String namespace = "xdp-t" + id;
    private final Deque<String> devices = new ArrayDeque<>();

    TestNet() {
        run("ip", "netns", "add", namespace);
    }

    /** A pair: {@code near} is in this namespace, {@code far} in the other. */
    record Veth(String near, String far) {}

    Veth veth() {
        return veth(1);
    }

    Veth veth(int queues) {
        String near = "xt" + id + (char) ('a' + devices.size());
        String far = near + "p";
        String count = Integer.toString(queues);
        run(
                "ip",
                "link",
                "add",
                near,
                "numrxqueues",
                count,
                "numtxqueues",
                count,
                "type",
                "veth",
                "peer",
                "name",
                far,
                "numrxqueues",
                count,
                "numtxqueues",
                count);
        devices.push(near);
        run("sysctl", "-qw", "net.ipv6.conf." + near + ".disable_ipv6=1");
        run("ip", "link", "set", far, "netns", namespace);
        run("ip", "netns", "exec", namespace, "sysctl", "-qw", "net.ipv6.conf." + far + ".disable_ipv6=1");
        // A veth with GRO receives by NAPI of its own. Without, frames wait in the CPU's one backlog of 1,000, where a
        // flood
        // of somebody else's drops them.
        run("ethtool", "-K", near, "gro", "on");
        run("ip", "netns", "exec", namespace, "ethtool", "-K", far, "gro", "on");
        run("ip", "link", "set", near, "up");
        run("ip", "-n", namespace, "link", "set", far, "up");
        return new Veth(near, far);
    }

    String namespace() {
        return namespace;
    }

    void delete(String near) {
        devices.remove(near);
        run("ip", "link", "del", near);
    }

    /** Runs in the other namespace, on a thread of its own; sockets made there stay there. */
    <T> T far(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> {
            int fd = LibC.open("/run/netns/" + namespace, LibC.O_RDONLY | LibC.O_CLOEXEC);
            int code = LibC.setns(fd, LibC.CLONE_NEWNET);
            LibC.close(fd);
            if (code < 0) {
                throw new XdpException("setns(" + namespace + ")", code, "");
            }
            return work.call();
        });
        Thread.ofPlatform().start(task);
        try {
            return task.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /**
     * What the far end sends gets the tag 100, in the skb's own field and not in the bytes, as a VLAN device does it.
     */
    void pushVlanAtTheFarEnd(Veth veth, Path directory) {
        Path source = directory.resolve("push.c");
        Path object = directory.resolve("push.o");
        try {
            Files.writeString(source, """
                    static long (*vlan_push)(void *, unsigned short, unsigned short) = (void *) 18;
                    __attribute__((section("tc"), used)) int push(void *skb)
                    {
                        vlan_push(skb, __builtin_bswap16(0x8100), 100);
                        return 0;
                    }
                    char _license[] __attribute__((section("license"), used)) = "GPL";
                    """);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        run("clang", "-O2", "-g", "-target", "bpf", "-c", source.toString(), "-o", object.toString());
        run("ip", "netns", "exec", namespace, "tc", "qdisc", "add", "dev", veth.far(), "clsact");
        run(
                "ip",
                "netns",
                "exec",
                namespace,
                "tc",
                "filter",
                "add",
                "dev",
                veth.far(),
                "egress",
                "bpf",
                "da",
                "obj",
                object.toString(),
                "sec",
                "tc");
    }

    static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        for (String near : devices) {
            run("ip", "link", "del", near);
        }
        run("ip", "netns", "del", namespace);
    }
}
