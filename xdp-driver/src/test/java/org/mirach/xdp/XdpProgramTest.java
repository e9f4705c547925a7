package org.mirach.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirach.xdp.ffi.LibC;
import org.mirach.xdp.ffi.Libbpf;

/** Loading, attaching and what happens when the device is not free. */
@Tag("privileged")
final class XdpProgramTest {
    private TestNet net;

    @BeforeEach
    void setUp() {
        net = new TestNet();
    }

    @AfterEach
    void tearDown() {
        net.close();
    }

    private static String attachedTo(String ifname) {
        return XdpProgram.attachedName(NetDevice.indexOf(ifname));
    }

    @Test
    void attachesInTheModeAskedForAndLeavesNothing() {
        String near = net.veth().near();
        int ifindex = NetDevice.indexOf(near);
        try (XdpProgram program = XdpProgram.load()) {
            for (XdpMode mode : List.of(XdpMode.NATIVE, XdpMode.GENERIC)) {
                program.attach(ifindex, mode);
                assertThat(program.mode()).isEqualTo(mode);
                assertThat(attachedTo(near)).isEqualTo(XdpProgram.NAME);
                String link = TestNet.run("ip", "-d", "link", "show", near);
                assertThat(link).contains(mode == XdpMode.NATIVE ? "prog/xdp" : "xdpgeneric");
                program.detach();
                assertThat(attachedTo(near)).isEmpty();
            }
        }
    }

    @Test
    void closingTheProgramDetachesIt() {
        String near = net.veth().near();
        XdpProgram program = XdpProgram.load();
        program.attach(NetDevice.indexOf(near), XdpMode.NATIVE);
        program.close();
        program.close();
        assertThat(attachedTo(near)).isEmpty();
    }

    @Test
    void framesWithoutASocketPassToTheStackAndAreCounted() {
        TestNet.Veth veth = net.veth();
        try (XdpProgram program = XdpProgram.load();
                PacketSocket near = PacketSocket.open(veth.near());
                PacketSocket far = net.far(() -> PacketSocket.open(veth.far()))) {
            program.attach(NetDevice.indexOf(veth.near()), XdpMode.NATIVE);
            Frames.send(far, Frames.numbered(1, 60), Frames.numbered(2, 60));
            assertThat(Frames.receive(near, 2)).hasSize(2);
            assertThat(program.passed()).isEqualTo(2);
            assertThat(program.redirected()).isZero();
        }
    }

    @Test
    void mapsKeepWhatIsPutIn() {
        String near = net.veth().near();
        try (XdpProgram program = XdpProgram.load();
                Umem umem = Umem.create(64, 2048);
                XdpSocket socket = XdpSocket.open(XdpSocketConfig.of(near, 0, umem))) {
            program.register(socket);
            assertThat(program.xsks().delete(0)).isTrue();
            assertThat(program.xsks().maxEntries()).isEqualTo(256);
            assertThat(program.map("counters").valueSize()).isEqualTo(8);
            assertThatThrownBy(() -> program.map("nothing")).hasMessageContaining("no map nothing");
            assertThatThrownBy(() -> program.xsks().update(256, socket.fd())).isInstanceOf(XdpException.class);
        }
    }

    @Test
    void staleProgramOfOursWithoutAnOwnerIsReplaced() throws IOException {
        String near = net.veth().near();
        int ifindex = NetDevice.indexOf(near);
        XdpProgram stale = XdpProgram.load();
        int fd = Libbpf.bpf_prog_get_fd_by_id(programId(stale, ifindex));
        assertThat(Libbpf.bpf_xdp_attach(ifindex, fd, XdpMode.NATIVE.attachFlag()))
                .isZero();
        LibC.close(fd);
        stale.close();
        assertThat(attachedTo(near)).as("netlink keeps it").isEqualTo(XdpProgram.NAME);
        try (XdpProgram program = XdpProgram.load()) {
            program.attach(ifindex, XdpMode.NATIVE);
            assertThat(program.mode()).isEqualTo(XdpMode.NATIVE);
        }
        assertThat(attachedTo(near)).isEmpty();
    }

    private static int programId(XdpProgram program, int ifindex) {
        program.attach(ifindex, XdpMode.NATIVE);
        int id = Libbpf.bpf_xdp_query_id(ifindex, XdpMode.NATIVE.attachFlag());
        program.detach();
        return id;
    }

    @Test
    void programOfALivingSwitchIsNotReplaced() {
        String near = net.veth().near();
        int ifindex = NetDevice.indexOf(near);
        try (XdpProgram first = XdpProgram.load();
                XdpProgram second = XdpProgram.load()) {
            first.attach(ifindex, XdpMode.NATIVE);
            assertThatThrownBy(() -> second.attach(ifindex, XdpMode.NATIVE))
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining(near)
                    .hasMessageContaining("another running switch");
            assertThat(first.mode()).isEqualTo(XdpMode.NATIVE);
            assertThat(attachedTo(near)).isEqualTo(XdpProgram.NAME);
        }
    }

    @Test
    void programOfSomebodyElseIsNeverReplaced(@TempDir Path directory) throws IOException {
        TestNet.Veth veth = net.veth();
        Path source = directory.resolve("foreign.c");
        Path object = directory.resolve("foreign.o");
        Files.writeString(source, """
                __attribute__((section("xdp"), used)) int foreign_prog(void *ctx) { return 2; }
                char _license[] __attribute__((section("license"), used)) = "GPL";
                """);
        TestNet.run("clang", "-O2", "-g", "-target", "bpf", "-c", source.toString(), "-o", object.toString());
        TestNet.run("ip", "link", "set", "dev", veth.near(), "xdpdrv", "obj", object.toString(), "sec", "xdp");
        try (Umem umem = Umem.create(64, 2048)) {
            AttachPlan.Result result = AttachPlan.of(veth.near(), umem).open();
            assertThat(result).isInstanceOf(AttachPlan.Result.Refused.class);
            assertThat(result.refusals()).hasSize(2);
            assertThat(result.summary())
                    .contains("use AF_PACKET")
                    .contains("foreign_prog")
                    .contains("xdp off")
                    .doesNotContain("\n");
            assertThat(attachedTo(veth.near())).isEqualTo("foreign_prog");
        }
    }

    @Test
    void killedProcessLeavesNothingAndItsDeviceCanBeOpenedAtOnce() throws IOException, InterruptedException {
        String near = net.veth().near();
        Process holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        near)
                .redirectError(ProcessBuilder.Redirect.to(new File("/dev/null")))
                .start();
        try (InputStream out = holder.getInputStream();
                Umem umem = Umem.create(64, 2048)) {
            assertThat(out.read()).isEqualTo('o');
            assertThat(AttachPlan.of(near, umem).open()).isInstanceOf(AttachPlan.Result.Refused.class);
            holder.destroyForcibly(); // SIGKILL
            assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
            AttachPlan.Result result = AttachPlan.of(near, umem).open();
            assertThat(result).as(result.summary()).isInstanceOf(AttachPlan.Result.Opened.class);
            AttachPlan.Result.Opened opened = (AttachPlan.Result.Opened) result;
            assertThat(opened.device().mode()).isEqualTo(XdpMode.NATIVE);
            assertThat(opened.summary()).isEqualTo(near + ": XDP native, 1 queue");
            opened.device().close();
        } finally {
            holder.destroyForcibly();
        }
    }

    /** A process that opens a device and waits to be killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws InterruptedException {
            AttachPlan.Result result =
                    AttachPlan.of(args[0], Umem.create(64, 2048)).open();
            System.out.println(result instanceof AttachPlan.Result.Opened ? "opened" : result.summary());
            Thread.currentThread().join();
        }
    }

    @Test
    void deviceThatIsNotThereIsNamed() {
        try (Umem umem = Umem.create(64, 2048)) {
            assertThatThrownBy(() -> AttachPlan.of("xdp-none", umem).open())
                    .isInstanceOf(XdpException.class)
                    .hasMessageContaining("xdp-none");
        }
    }
}
