package org.mirach.vswitch.fastpath.execute;

import java.lang.foreign.MemorySegment;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.port.EnginePort;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.PacketBatch;
import org.mirach.vswitch.fastpath.port.PortTable;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.observe.DropCounters;
import org.mirach.vswitch.observe.DropReason;

/**
 * Runs a compiled flow on a packet: the interpreter, and the reference for anything faster.
 *
 * <p>The packet's frame goes to the port of the last Output, unchanged copies to those before it. A frame that goes
 * nowhere is released and its reason counted, but for flows without actions.
 *
 * <p><b>Threads:</b> the engine thread only. Allocates nothing.
 */
@RunsOn(Role.ENGINE)
public final class Executor {
    private final FramePool pool;
    private final MemorySegment memory;
    private final PortTable ports;
    private final DropCounters drops;
    private final HeaderRewriter rewriter;

    public Executor(FramePool pool, PortTable ports, DropCounters drops) {
        this.pool = pool;
        this.memory = pool.memory();
        this.ports = ports;
        this.drops = drops;
        this.rewriter = new HeaderRewriter(pool.memory(), pool.frameSize());
    }

    /**
     * Runs a flow on packet {@code i}; its frame is no longer the caller's. A flow without actions drops, and counts no
     * reason here: its translation knows the reason, and the slow path adds the flow's packets to it.
     */
    public void run(PacketBatch batch, int i, CompiledFlow flow) {
        int portNo = flow.singleOutput();
        if (portNo != -1) {
            send(portNo, batch.offset[i], batch.length[i]);
        } else if (flow.steps().length == 0) {
            pool.release(batch.offset[i]);
        } else {
            run(batch, i, flow.steps(), flow.steps().length);
        }
    }

    /** Runs the first {@code count} of {@code steps} on packet {@code i}; its frame is no longer the caller's. */
    public void run(PacketBatch batch, int i, DatapathAction[] steps, int count) {
        int last = lastOutput(steps, count);
        if (last < 0) {
            pool.release(batch.offset[i]);
            drops.count(DropReason.FLOW_ACTION_DROP);
            return;
        }
        rewriter.begin(batch, i);
        for (int step = 0; step < last; step++) {
            if (steps[step] instanceof DatapathAction.Output output) {
                sendCopy(output.portNo());
            } else if (!rewriter.apply(steps[step])) {
                pool.release(rewriter.offset());
                drops.count(DropReason.UNSUPPORTED_ACTION);
                return;
            }
        }
        send(((DatapathAction.Output) steps[last]).portNo(), rewriter.offset(), rewriter.length());
    }

    private static int lastOutput(DatapathAction[] steps, int count) {
        int last = count - 1;
        while (last >= 0 && !(steps[last] instanceof DatapathAction.Output)) {
            last--;
        }
        return last;
    }

    private void send(int portNo, long offset, int length) {
        EnginePort port = ports.find(portNo);
        if (port != null && port.fits(length)) {
            port.stage(offset, length);
            return;
        }
        pool.release(offset);
        refuse(port);
    }

    private void refuse(EnginePort port) {
        if (port == null) {
            drops.count(DropReason.OUTPUT_PORT_GONE);
            return;
        }
        port.countTxDropped();
        drops.count(DropReason.OUTPUT_EXCEEDS_MTU);
    }

    private void sendCopy(int portNo) {
        int length = rewriter.length();
        EnginePort port = ports.find(portNo);
        if (port == null || !port.fits(length)) {
            refuse(port);
            return;
        }
        long frame = pool.allocate();
        if (frame < 0) {
            port.countTxDropped();
            drops.count(DropReason.NO_FRAME_BUFFER);
            return;
        }
        long offset = frame + (rewriter.offset() & pool.frameSize() - 1); // fits there as the original does
        MemorySegment.copy(memory, rewriter.offset(), memory, offset, length);
        port.stage(offset, length);
    }
}
