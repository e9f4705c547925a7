package org.mirach.vswitch.fastpath;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.fastpath.execute.CompiledFlow;
import org.mirach.vswitch.fastpath.execute.ConnectionTracker;
import org.mirach.vswitch.fastpath.execute.Executor;
import org.mirach.vswitch.fastpath.execute.KeyRefresh;
import org.mirach.vswitch.fastpath.execute.MeterTable;
import org.mirach.vswitch.fastpath.flowcache.FlowCache;
import org.mirach.vswitch.fastpath.parse.Ethernet;
import org.mirach.vswitch.fastpath.parse.PacketParser;
import org.mirach.vswitch.fastpath.parse.PartialChecksum;
import org.mirach.vswitch.fastpath.port.EnginePort;
import org.mirach.vswitch.fastpath.port.FramePool;
import org.mirach.vswitch.fastpath.port.PacketBatch;
import org.mirach.vswitch.fastpath.port.PortTable;
import org.mirach.vswitch.flow.KeyLayout;
import org.mirach.vswitch.observe.DropCounters;
import org.mirach.vswitch.observe.DropReason;
import org.mirach.xdp.Affinity;
import org.mirach.xdp.XdpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that packets run in: poll each port, parse, look up, execute, send.
 *
 * <p><i>What.</i> {@link #poll} is one turn: commands from other threads first, then one batch from each port, then
 * what was staged goes out, one push per port. {@link #run} repeats it and backs off when there is nothing to do: it
 * spins for {@code idleSpinUs}, yields, then sleeps until a packet or a command wakes it.
 *
 * <p><i>Why this way.</i> All that a packet needs belongs to one thread: ports' queues, frames, flow cache, counters.
 * So there is no lock and no atomic on its way. A frame is received into the memory that it is sent from.
 *
 * <p><i>Invariants.</i> A command is in force for all packets polled after it. Each frame of the pool is free, with a
 * port (with its device, or in one of its output queues), or staged; between turns none is staged.
 *
 * <p><b>Threads:</b> {@link #poll}, {@link #run}: the engine thread. The others: any.
 */
@RunsOn(Role.ENGINE)
public final class Engine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final int YIELDS_BEFORE_SLEEP = 20;
    private static final int SLEEP_MS = 100;
    private static final int SLEEP_IN_FLIGHT_MS = 2;
    private static final int IDLE_TURNS_PER_PUBLISH = 1024;

    private final EngineConfig config;
    private final FramePool pool;
    private final MemorySegment memory;
    private final ConnectionTracker tracker;
    private final EngineInbox inbox;
    /** Whom to answer at the end of this turn. */
    private final ArrayDeque<Runnable> syncs = new ArrayDeque<>();

    private final FlowCache cache;
    private final FlowCounters flowCounters;
    private final EngineFlows flows;
    private final MeterTable meters = new MeterTable();
    private final DropCounters drops = new DropCounters();
    private final PortTable ports = new PortTable();
    private final ConcurrentHashMap<Integer, PortCounters> portCounters = new ConcurrentHashMap<>();
    private final PacketParser parser = new PacketParser();
    private final PacketBatch batch = new PacketBatch();
    private final Executor executor;
    private final EngineMeter meter = new EngineMeter();
    private long nowNs;
    private int turnsSincePublish;

    @SuppressWarnings("unused") // written so that the reads of touch are not optimised away
    private long touched;

    private volatile boolean stopping;
    private volatile boolean stopped;

    /** An engine without connection tracking. */
    public Engine(EngineConfig config, FramePool pool, MissSink missSink) {
        this(config, pool, missSink, null);
    }

    /** @param tracker null for none: packets whose actions ask for it are dropped */
    public Engine(EngineConfig config, FramePool pool, MissSink missSink, ConnectionTracker tracker) {
        this.config = config;
        this.pool = pool;
        this.memory = pool.memory();
        this.tracker = tracker;
        this.inbox = new EngineInbox(config.inboxCapacity());
        this.cache = new FlowCache(config.flowCapacity(), config.maxMasks());
        this.flowCounters = new FlowCounters(config.flowCapacity());
        this.flows = new EngineFlows(cache, flowCounters, missSink, drops);
        this.executor = new Executor(pool, ports, drops, meters, flows, tracker);
    }

    /** The thread's body: turns until {@link #stop}. What is in the inbox then is still applied. */
    public void run() {
        pin();
        long idleSinceNs = 0;
        int yields = 0;
        while (!stopping) {
            if (poll() > 0) {
                idleSinceNs = 0;
                yields = 0;
            } else if (config.alwaysSpin()) {
                Thread.onSpinWait();
            } else if (idleSinceNs == 0) {
                idleSinceNs = nowNs;
            } else if (nowNs - idleSinceNs < config.idleSpinUs() * 1000L) {
                Thread.onSpinWait();
            } else if (yields < YIELDS_BEFORE_SLEEP) {
                yields++;
                Thread.yield();
            } else {
                sleep();
            }
        }
        while (poll() > 0) {}
        stopped = true;
    }

    private void pin() {
        if (config.cpu() < 0) {
            return;
        }
        try {
            Affinity.pinCurrentThread(config.cpu());
        } catch (XdpException e) {
            LOG.warn("{} runs unpinned: {}", config.name(), e.getMessage());
        }
    }

    private void sleep() {
        int inFlight = 0;
        for (int i = 0; i < ports.count(); i++) {
            inFlight += ports.at(i).inFlight();
        }
        meter.sleeps++;
        meter.publish(cache);
        inbox.sleep(inFlight > 0 ? SLEEP_IN_FLIGHT_MS : SLEEP_MS);
    }

    /**
     * One turn.
     *
     * @return packets received plus commands applied
     */
    public int poll() {
        nowNs = System.nanoTime();
        meter.turn(nowNs);
        flows.turn(nowNs);
        executor.turn(nowNs);
        int work = inbox.isEmpty() ? 0 : applyCommands();
        if (tracker != null) {
            tracker.expire(nowNs);
        }
        for (int i = 0; i < ports.count(); i++) {
            work += pollPort(ports.at(i));
        }
        for (int i = 0; i < ports.count(); i++) {
            ports.at(i).flush(nowNs);
        }
        answerSyncs();
        meter.turned(work > 0);
        if (work > 0 || ++turnsSincePublish == IDLE_TURNS_PER_PUBLISH) {
            turnsSincePublish = 0;
            meter.publish(cache);
        }
        return work;
    }

    /** After the ports were flushed: who waited may look for what was sent. */
    private void answerSyncs() {
        for (Runnable done = syncs.poll(); done != null; done = syncs.poll()) {
            done.run();
        }
    }

    private int pollPort(EnginePort port) {
        batch.clear();
        int count = port.poll(batch);
        if (count > 0) {
            meter.packets += count;
            meter.batches++;
            touch();
            parse(port.partialChecksums());
            cache.lookup(batch);
            execute();
            flows.flush();
        }
        return count;
    }

    /**
     * Reads a word of each packet of the batch. The packets were written by another core: each first read waits for
     * memory, but reads that do not depend on each other wait together. Without this the parser waits once per packet.
     */
    private void touch() {
        long sum = 0;
        for (int i = 0; i < batch.count(); i++) {
            sum += memory.get(ValueLayout.JAVA_LONG_UNALIGNED, batch.offset[i]);
        }
        touched = sum;
    }

    private void parse(boolean partialChecksums) {
        long[] keys = batch.keys;
        for (int i = 0; i < batch.count(); i++) {
            int base = i * KeyLayout.PACKET_WORDS;
            long offset = batch.offset[i];
            parser.parse(memory, offset, batch.length[i], batch.portNo[i], keys, base);
            int l3 = parser.l3Offset();
            int l4 = parser.l4Offset();
            batch.l3Offset[i] = l3;
            batch.l4Offset[i] = l4;
            if (parser.wroteState()) {
                batch.markStateful(i);
            }
            if (partialChecksums && PartialChecksum.complete(memory, offset, l3, l4, keys, base)) {
                meter.checksumsCompleted++;
            }
        }
    }

    private void execute() {
        for (int i = 0; i < batch.count(); i++) {
            int flow = batch.flowIndex[i];
            if (flow < 0 || batch.length[i] < Ethernet.HEADER_BYTES) {
                miss(i, -1); // which drops what is too short, though a flow may match any packet
                continue;
            }
            CompiledFlow program = cache.program(flow);
            flows.count(flow, batch.keys, i * KeyLayout.PACKET_WORDS, batch.length[i]);
            if (program.toSlowPath()) {
                miss(i, flow);
            } else {
                executor.run(batch, i, program);
            }
        }
    }

    private void miss(int i, int flow) {
        long offset = batch.offset[i];
        flows.offer(batch.keys, i * KeyLayout.PACKET_WORDS, memory, offset, batch.length[i], flow);
        pool.release(offset);
    }

    private int applyCommands() {
        int applied = 0;
        while (applied < config.commandsPerTurn()) {
            EngineCommand command = inbox.next();
            if (command == null) {
                break;
            }
            apply(command);
            applied++;
        }
        inbox.done();
        meter.commands += applied;
        return applied;
    }

    private void apply(EngineCommand command) {
        switch (command) {
            case EngineCommand.InstallFlow install -> {
                install.before().run();
                boolean fresh = !cache.isInstalled(install.flowIndex());
                if (cache.install(install.flowIndex(), install.key(), install.mask(), install.program()) && fresh) {
                    flowCounters.reset(install.flowIndex());
                }
            }
            case EngineCommand.RemoveFlow remove -> {
                cache.remove(remove.flowIndex());
                remove.done().run();
            }
            case EngineCommand.Execute execute -> inject(execute);
            case EngineCommand.SetMeter set -> meters.set(set.meterId(), set.spec(), set.counters(), nowNs);
            case EngineCommand.RemoveMeter remove -> meters.remove(remove.meterId());
            case EngineCommand.AddPort add -> {
                addPort(add);
                add.done().run();
            }
            case EngineCommand.RemovePort remove -> {
                removePort(remove.portNo());
                remove.done().run();
            }
            case EngineCommand.Sync sync -> syncs.add(sync.done());
        }
    }

    private void addPort(EngineCommand.AddPort add) {
        removePort(add.portNo());
        EnginePort port = new EnginePort(
                add.portNo(), add.rx(), add.tx(), portCounters(add.portNo()), pool, drops, add.queues(), nowNs);
        ports.add(port);
        for (int fd : port.fds()) {
            inbox.watch(fd);
        }
    }

    /** What is staged was pushed at the end of the last turn; injected packets of this one go out here. */
    private void removePort(int portNo) {
        EnginePort port = ports.remove(portNo);
        if (port != null) {
            port.close(nowNs);
            for (int fd : port.fds()) {
                inbox.unwatch(fd);
            }
        }
    }

    /** A packet from outside goes the way of one that was received and looked up. */
    private void inject(EngineCommand.Execute execute) {
        byte[] packet = execute.packet();
        if (packet.length < Ethernet.HEADER_BYTES && execute.key().word(KeyLayout.W_TYPE_HASH) >>> 32 == 0) {
            drops.count(DropReason.TRUNCATED_ETHERNET);
            return;
        }
        if (packet.length > pool.maxPacketBytes()) {
            drops.count(DropReason.FRAME_TOO_LONG);
            return;
        }
        long frame = pool.allocate();
        if (frame < 0) {
            drops.count(DropReason.NO_FRAME_BUFFER);
            return;
        }
        long offset = frame + FramePool.HEADROOM;
        MemorySegment.copy(packet, 0, memory, ValueLayout.JAVA_BYTE, offset, packet.length);
        batch.clear();
        batch.add(offset, packet.length, execute.key().inPort());
        batch.markStateful(0);
        execute.key().copyTo(batch.keys, 0, 0, KeyLayout.PACKET_WORDS);
        KeyRefresh.parse(parser, memory, offset, packet.length, batch.keys, 0);
        batch.l3Offset[0] = parser.l3Offset();
        batch.l4Offset[0] = parser.l4Offset();
        if (cache.isInstalled(execute.flowIndex())) {
            flows.count(execute.flowIndex(), batch.keys, 0, packet.length);
        }
        executor.run(batch, 0, execute.actions());
        flows.flush();
    }

    /** Hands over a command; false where the inbox is full, or the engine has stopped. */
    @RunsOn(Role.ANY)
    public boolean submit(EngineCommand command) {
        return !stopped && inbox.submit(command);
    }

    /** Any thread: whether every command submitted before was applied. */
    @RunsOn(Role.ANY)
    public boolean idle() {
        return inbox.allDone();
    }

    /**
     * Hands over a command that must not be lost; waits while the inbox is full. Never on the engine thread.
     *
     * @throws IllegalStateException when the engine has stopped, or the thread was interrupted
     */
    @RunsOn(Role.ANY)
    public void submitOrWait(EngineCommand command) {
        while (!submit(command)) {
            if (stopped) {
                throw new IllegalStateException(config.name() + " has stopped");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted before " + config.name() + " took the command");
            }
            LockSupport.parkNanos(50_000);
        }
    }

    /** Ends {@link #run} soon. */
    @RunsOn(Role.ANY)
    public void stop() {
        stopping = true;
        inbox.wake();
    }

    @RunsOn(Role.ANY)
    public FlowCounters flowCounters() {
        return flowCounters;
    }

    /** What the port carried; counts go on when a port of this number is added again. */
    @RunsOn(Role.ANY)
    public PortCounters portCounters(int portNo) {
        return portCounters.computeIfAbsent(portNo, _ -> new PortCounters());
    }

    /** Packets that this engine dropped, by reason. */
    @RunsOn(Role.ANY)
    public DropCounters drops() {
        return drops;
    }

    @RunsOn(Role.ANY)
    public EngineStats stats() {
        return meter.read();
    }

    @RunsOn(Role.ANY)
    public EngineConfig config() {
        return config;
    }
}
