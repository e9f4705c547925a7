package org.mirach.openflow.codec;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import org.mirach.openflow.error.OfError;
import org.mirach.openflow.error.OpenFlowException;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;
import org.mirach.openflow.vendor.Nicira;

/** Nicira's ct and nat (nx_action_conntrack, nx_action_nat). */
final class ConnectionCodec {
    private static final int ZONE_BITS = 16;
    private static final int NAT_FLAGS = 0x1f;
    private static final int IPV4_MIN = 1;
    private static final int IPV4_MAX = 2;
    private static final int IPV6_MIN = 4;
    private static final int IPV6_MAX = 8;
    private static final int PORT_MIN = 16;
    private static final int PORT_MAX = 32;

    private ConnectionCodec() {}

    static Action readCt(Dialect dialect, byte[] from, int at, int length) throws OpenFlowException {
        int flags = Octets.u16(from, at + 10);
        boolean commit = (flags & Action.Ct.COMMIT) != 0;
        Dialect.need(
                commit || (flags & Action.Ct.FORCE) == 0, OfError.OFPBAC_BAD_ARGUMENT, "ct with force, without commit");
        int header = Octets.i32(from, at + 12);
        int zone = Octets.u16(from, at + 16);
        Optional<Subfield> zoneSource = Optional.empty();
        if (header != 0) {
            Subfield source = ActionFields.packedSource(dialect, header, zone);
            Dialect.need(source.bits() == ZONE_BITS, OfError.OFPBAC_BAD_SET_LEN, "zone of % bits", source.bits());
            zoneSource = Optional.of(source);
        }
        List<Action> actions = ActionReader.nested(dialect, from, at + 24, at + length, true);
        for (int i = 0; i < actions.size() && !commit; i++) {
            boolean plain = actions.get(i) instanceof Action.Nat nat && nat.flags() == 0 && !hasRange(nat);
            Dialect.need(plain, OfError.OFPBAC_BAD_ARGUMENT, "ct without commit that does more than nat");
        }
        return new Action.Ct(
                flags,
                zoneSource,
                header == 0 ? zone : 0,
                Octets.u8(from, at + 18),
                Octets.u16(from, at + 22),
                actions);
    }

    /** Whether it says which addresses. */
    static boolean hasRange(Action.Nat nat) {
        return !nat.min().isZero();
    }

    static Action readNat(byte[] from, int at, int length) throws OpenFlowException {
        int flags = Octets.u16(from, at + 12);
        int present = Octets.u16(from, at + 14);
        bad((flags & ~NAT_FLAGS) != 0
                || (flags & 3) == 3
                || (flags & (Action.Nat.PROTO_HASH | Action.Nat.PROTO_RANDOM)) == 24);
        boolean ipv4 = (present & IPV4_MIN) != 0;
        boolean ipv6 = !ipv4 && (present & IPV6_MIN) != 0;
        bad(
                ipv4
                        ? (present & (IPV6_MIN | IPV6_MAX)) != 0
                        : (present & IPV4_MAX) != 0 || !ipv6 && (present & IPV6_MAX) != 0);
        bad((present & PORT_MIN) != 0 ? !ipv4 && !ipv6 : (present & PORT_MAX) != 0);
        int size = ipv4 ? 4 : ipv6 ? 16 : 0;
        boolean addressMax = (present & (IPV4_MAX | IPV6_MAX)) != 0;
        int portAt = at + 16 + size * (addressMax ? 2 : 1);
        int ports = (present & PORT_MIN) == 0 ? 0 : (present & PORT_MAX) == 0 ? 1 : 2;
        bad(portAt + 2 * ports > at + length);
        FieldValue min = address(from, at + 16, size);
        FieldValue max = addressMax ? address(from, at + 16 + size, size) : FieldValue.ZERO;
        bad(size > 0 && min.isZero() || addressMax && less(max, min));
        int portMin = ports > 0 ? Octets.u16(from, portAt) : 0;
        int portMax = ports > 1 ? Octets.u16(from, portAt + 2) : 0;
        bad(ports > 0 && portMin == 0 || ports > 1 && portMax < portMin);
        return new Action.Nat(flags, ipv6, min, max, portMin, portMax);
    }

    private static void bad(boolean wrong) throws OpenFlowException {
        Dialect.need(!wrong, OfError.OFPBAC_BAD_ARGUMENT, "nat with flags or a range that make no sense");
    }

    private static FieldValue address(byte[] from, int at, int size) {
        return size == 16
                ? new FieldValue(Octets.i64(from, at), Octets.i64(from, at + 8))
                : FieldValue.of(Octets.number(from, at, size));
    }

    private static boolean less(FieldValue one, FieldValue other) {
        int high = Long.compareUnsigned(one.hi(), other.hi());
        return high < 0 || high == 0 && Long.compareUnsigned(one.lo(), other.lo()) < 0;
    }

    static void write(Action.Ct ct, ActionWriter writer, ByteBuf out) {
        int start = out.writerIndex();
        NiciraActionWriter.header(out, 0, Nicira.NXAST_CT);
        out.writeShort(ct.flags());
        if (ct.zoneSource().isPresent()) {
            Subfield source = ct.zoneSource().get();
            FieldWire.header(out, source.field(), FieldWire.NXM);
            out.writeShort(source.offset() << 6 | source.bits() - 1);
        } else {
            out.writeInt(0);
            out.writeShort(ct.zone());
        }
        out.writeByte(ct.tableId());
        out.writeZero(3);
        out.writeShort(ct.algPort());
        writer.write(ct.actions());
        NiciraActionWriter.finish(out, start);
    }

    static void write(Action.Nat nat, ByteBuf out) {
        int start = out.writerIndex();
        NiciraActionWriter.header(out, 0, Nicira.NXAST_NAT);
        out.writeShort(0);
        out.writeShort(nat.flags());
        int presentAt = out.writerIndex();
        out.writeShort(0);
        int present = 0;
        if (hasRange(nat)) {
            int size = nat.ipv6() ? 16 : 4;
            present = nat.ipv6() ? IPV6_MIN : IPV4_MIN;
            out.writeBytes(nat.min().octets(size));
            if (!nat.max().isZero()) {
                present |= nat.ipv6() ? IPV6_MAX : IPV4_MAX;
                out.writeBytes(nat.max().octets(size));
            }
            if (nat.portMin() != 0) {
                present |= PORT_MIN;
                out.writeShort(nat.portMin());
            }
            if (nat.portMax() != 0) {
                present |= PORT_MAX;
                out.writeShort(nat.portMax());
            }
        }
        out.setShort(presentAt, present);
        NiciraActionWriter.finish(out, start);
    }
}
