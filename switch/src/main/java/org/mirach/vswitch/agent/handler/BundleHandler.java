package org.mirach.vswitch.agent.handler;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.mirach.openflow.codec.MessageEncoder;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.message.BundleAdd;
import org.mirach.openflow.message.BundleControl;
import org.mirach.openflow.message.FlowMod;
import org.mirach.openflow.message.GroupMod;
import org.mirach.openflow.message.PacketOut;
import org.mirach.openflow.message.PortMod;
import org.mirach.openflow.model.Bytes;
import org.mirach.vswitch.agent.connection.Answer;
import org.mirach.vswitch.agent.connection.Bundle;
import org.mirach.vswitch.agent.connection.FlowOrigin;
import org.mirach.vswitch.agent.connection.Peer;
import org.mirach.vswitch.agent.connection.Peers;
import org.mirach.vswitch.concurrent.Role;
import org.mirach.vswitch.concurrent.RunsOn;
import org.mirach.vswitch.pipeline.Pipeline;
import org.mirach.vswitch.pipeline.Transaction;

/**
 * OFPT_BUNDLE_CONTROL and OFPT_BUNDLE_ADD_MESSAGE (OpenFlow 1.4.1, 6.9 and 7.3.9; ONF extension 230 in 1.3), with Open
 * vSwitch's choices: the first message of a bundle may come before its opening, each mistake discards the bundle, and a
 * message that fails at the commit is answered with its own error before the commit's.
 *
 * <p><b>Invariant:</b> a commit that is refused has changed nothing.
 *
 * <p><b>Limits:</b> {@value #MAX_BUNDLES} open bundles a peer; those of all peers together may hold as much as was said
 * when this was made.
 */
@RunsOn(Role.AGENT)
final class BundleHandler {
    private static final int MAX_BUNDLES = 256;

    private final Pipeline pipeline;
    private final Peers peers;
    private final long maxBytes;
    private final PortModHandler portMods;
    private final PacketOutHandler packetOuts;
    private final LongSupplier nanoTime;
    /** Heap of open bundles, or more: what ended since it was last counted is still in it. */
    private long heldAtMost;

    /** @param maxBytes heap that messages of open bundles may take */
    BundleHandler(
            Pipeline pipeline,
            Peers peers,
            long maxBytes,
            PortModHandler portMods,
            PacketOutHandler packetOuts,
            LongSupplier nanoTime) {
        this.pipeline = pipeline;
        this.peers = peers;
        this.maxBytes = maxBytes;
        this.portMods = portMods;
        this.packetOuts = packetOuts;
        this.nanoTime = nanoTime;
    }

    Answer control(Peer peer, BundleControl message) throws OpenFlowException {
        switch (message.type()) {
            case BundleControl.OPEN_REQUEST -> open(peer, message);
            case BundleControl.CLOSE_REQUEST -> close(peer, message);
            case BundleControl.COMMIT_REQUEST -> commit(peer, message);
            case BundleControl.DISCARD_REQUEST -> {
                existing(peer, message.bundleId());
                peer.bundles().remove(message.bundleId());
            }
            default -> throw new OpenFlowException(OfError.OFPBFC_BAD_TYPE, "bundle control " + message.type());
        }
        return Answer.of(message.reply());
    }

    private void open(Peer peer, BundleControl message) throws OpenFlowException {
        if (peer.bundles().remove(message.bundleId()) != null) {
            throw new OpenFlowException(OfError.OFPBFC_BAD_ID, "bundle " + message.bundleId() + " is open");
        }
        begin(peer, message.bundleId(), new Bundle(message.flags(), octets(message), nanoTime.getAsLong()));
    }

    private void begin(Peer peer, int id, Bundle bundle) throws OpenFlowException {
        if (peer.bundles().size() == MAX_BUNDLES || !reserve(bundle.bytes())) {
            throw new OpenFlowException(
                    OfError.OFPBFC_OUT_OF_BUNDLES, peer.bundles().size() + " bundles of this connection are open");
        }
        peer.bundles().put(id, bundle);
    }

    /** What an error must carry. */
    private static Bytes octets(BundleControl message) {
        ByteBuf out = Unpooled.buffer(32);
        MessageEncoder.encode(message, out);
        return Bytes.wrap(ByteBufUtil.getBytes(out));
    }

    private void close(Peer peer, BundleControl message) throws OpenFlowException {
        Bundle bundle = existing(peer, message.bundleId());
        discardIf(peer, message.bundleId(), bundle.closed(), OfError.OFPBFC_BUNDLE_CLOSED);
        discardIf(peer, message.bundleId(), bundle.flags() != message.flags(), OfError.OFPBFC_BAD_FLAGS);
        bundle.close(nanoTime.getAsLong());
    }

    private static Bundle existing(Peer peer, int bundleId) throws OpenFlowException {
        Bundle bundle = peer.bundles().get(bundleId);
        if (bundle == null) {
            throw new OpenFlowException(OfError.OFPBFC_BAD_ID, "no bundle " + Integer.toUnsignedString(bundleId));
        }
        return bundle;
    }

    private static void discardIf(Peer peer, int bundleId, boolean wrong, OfError error) throws OpenFlowException {
        if (wrong) {
            peer.bundles().remove(bundleId);
            throw new OpenFlowException(error, "bundle " + Integer.toUnsignedString(bundleId) + " is discarded");
        }
    }

    Answer add(Peer peer, BundleAdd message) throws OpenFlowException {
        int id = message.bundleId();
        Bundle bundle = peer.bundles().get(id);
        if (bundle == null) {
            bundle = new Bundle(message.flags(), message.frame(), nanoTime.getAsLong());
            begin(peer, id, bundle);
        }
        discardIf(peer, id, bundle.closed(), OfError.OFPBFC_BUNDLE_CLOSED);
        discardIf(peer, id, bundle.flags() != message.flags(), OfError.OFPBFC_BAD_FLAGS);
        discardIf(peer, id, !reserve(Bundle.bytesOf(message.frame())), OfError.OFPBFC_MSG_TOO_MANY);
        bundle.add(message, nanoTime.getAsLong());
        return Answer.NONE;
    }

    /**
     * Counts what a bundle is about to take; false where there is no room for it. Bundles end in many ways, with their
     * connection too, so nothing is given back: all that are open are counted anew where the count says that it is full,
     * not for each message, as connections are many.
     */
    private boolean reserve(long bytes) {
        if (heldAtMost + bytes > maxBytes) {
            heldAtMost = held();
        }
        if (heldAtMost + bytes > maxBytes) {
            return false;
        }
        heldAtMost += bytes;
        return true;
    }

    private long held() {
        long bytes = 0;
        for (Peer each : peers.all()) {
            for (Bundle bundle : each.bundles().values()) {
                bytes += bundle.bytes();
            }
        }
        return bytes;
    }

    private void commit(Peer peer, BundleControl message) throws OpenFlowException {
        Bundle bundle = existing(peer, message.bundleId());
        peer.bundles().remove(message.bundleId());
        if (bundle.flags() != message.flags()) {
            throw new OpenFlowException(OfError.OFPBFC_BAD_FLAGS, "flags " + message.flags() + " at the commit");
        }
        List<BundleAdd> packets = new ArrayList<>();
        try (Transaction transaction = pipeline.begin()) {
            for (BundleAdd part : bundle.messages()) {
                apply(peer, part, transaction, bundle.atomic(), packets);
            }
            transaction.commit();
        }
        packets.forEach(packet -> send(peer, packet));
    }

    /** The changes are in force by now: a packet that goes nowhere takes back none of them, and stops no other packet. */
    private void send(Peer peer, BundleAdd part) {
        try {
            packetOuts.handle(peer, (PacketOut) part.message());
        } catch (OpenFlowException e) {
            peer.wire().refuse(part.frame(), e.error());
        }
    }

    private void apply(Peer peer, BundleAdd part, Transaction transaction, boolean atomic, List<BundleAdd> packets)
            throws OpenFlowException {
        try {
            switch (part.message()) {
                case FlowMod mod ->
                    Refusals.check(transaction.apply(FlowModHandler.change(mod), new FlowOrigin(peer, mod.xid())));
                case GroupMod mod -> Refusals.check(transaction.apply(GroupHandler.change(mod)));
                case PortMod mod -> {
                    if (atomic) {
                        throw new OpenFlowException(OfError.OFPBFC_MSG_FAILED, "a port_mod is not atomic");
                    }
                    portMods.check(mod);
                    transaction.atCommit(() -> portMods.apply(mod));
                }
                case PacketOut packet -> {
                    packetOuts.check(packet);
                    OfError error = transaction.check(packet.actions());
                    if (error != null) {
                        throw new OpenFlowException(error, "actions " + packet.actions());
                    }
                    packets.add(part);
                }
                default ->
                    throw new OpenFlowException(
                            OfError.OFPBFC_MSG_UNSUP, part.message().getType() + " inside");
            }
        } catch (OpenFlowException e) {
            peer.wire().refuse(part.frame(), e.error());
            throw new OpenFlowException(
                    OfError.OFPBFC_MSG_FAILED, "message with xid " + part.xid() + ": " + e.getMessage());
        }
    }
}
