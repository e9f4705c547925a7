package org.mirach.openflow.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.field.Subfield;
import org.mirach.openflow.model.Action;

/**
 * Reads {@code ct(...)} and the {@code nat(...)} in it.
 *
 * <p><b>Threads:</b> one; made for one action.
 */
final class ConnectionParser {
    private static final int FTP = 21;
    private static final int TFTP = 69;

    private int flags;
    private Optional<Subfield> zoneSource = Optional.empty();
    private int zone;
    private int tableId = Action.Ct.NO_TABLE;
    private int algPort;
    private final List<Action> actions = new ArrayList<>();

    Action parse(KeyValues pair) {
        KeyValues inner = pair.inner();
        while (pair.parenthesised() && inner.next()) {
            switch (inner.key()) {
                case "commit" -> flags |= Action.Ct.COMMIT;
                case "force" -> flags |= Action.Ct.FORCE;
                case "table" -> tableId = (int) inner.number(254);
                case "zone" -> zone(inner);
                case "alg" -> algPort = helper(inner);
                case "nat" -> actions.add(nat(inner));
                case "exec" -> actions.addAll(inner.actions());
                default -> throw inner.badKey("is no part of ct(): commit, force, table, zone, alg, nat, exec");
            }
        }
        if ((flags & Action.Ct.FORCE) != 0 && (flags & Action.Ct.COMMIT) == 0) {
            throw pair.badValue("has force without commit");
        }
        return new Action.Ct(flags, zoneSource, zone, tableId, algPort, actions);
    }

    private void zone(KeyValues pair) {
        if (!pair.value().isEmpty() && Character.isDigit(pair.value().charAt(0))) {
            zone = (int) pair.number(0xffff);
        } else {
            zoneSource = Optional.of(FieldNames.parse(pair.value()));
        }
    }

    private static int helper(KeyValues pair) {
        return switch (pair.value()) {
            case "ftp" -> FTP;
            case "tftp" -> TFTP;
            default -> throw pair.badValue("is no helper: ftp, tftp");
        };
    }

    static Action nat(KeyValues pair) {
        int flags = 0;
        String range = "";
        KeyValues inner = pair.inner();
        while (pair.parenthesised() && inner.next()) {
            switch (inner.key()) {
                case "src" -> {
                    flags |= Action.Nat.SRC;
                    range = inner.value();
                }
                case "dst" -> {
                    flags |= Action.Nat.DST;
                    range = inner.value();
                }
                case "persistent" -> flags |= Action.Nat.PERSISTENT;
                case "hash" -> flags |= Action.Nat.PROTO_HASH;
                case "random" -> flags |= Action.Nat.PROTO_RANDOM;
                default -> throw inner.badKey("is no part of nat(): src, dst, persistent, hash, random");
            }
        }
        int way = flags & (Action.Nat.SRC | Action.Nat.DST);
        if (way == 3 || way == 0 && flags != 0) {
            throw pair.badValue("needs one of src and dst");
        }
        if ((flags & (Action.Nat.PROTO_HASH | Action.Nat.PROTO_RANDOM))
                == (Action.Nat.PROTO_HASH | Action.Nat.PROTO_RANDOM)) {
            throw pair.badValue("has hash and random, which exclude each other");
        }
        return range.isEmpty()
                ? new Action.Nat(flags, false, FieldValue.ZERO, FieldValue.ZERO, 0, 0)
                : range(pair, flags, range);
    }

    /** {@code ADDRESS[-ADDRESS][:PORT[-PORT]]}; an IPv6 address stands in brackets where a port follows. */
    private static Action range(KeyValues pair, int flags, String range) {
        boolean ipv6 = range.startsWith("[") || range.indexOf(':') != range.lastIndexOf(':');
        int portsAt = ipv6 ? range.lastIndexOf("]:") + 1 : range.indexOf(':');
        String addresses = portsAt <= 0 ? range : range.substring(0, portsAt);
        String ports = portsAt <= 0 ? "" : range.substring(portsAt + 1);
        int dash = addresses.indexOf('-');
        FieldValue min = address(ipv6, dash < 0 ? addresses : addresses.substring(0, dash));
        FieldValue max = dash < 0 ? FieldValue.ZERO : address(ipv6, addresses.substring(dash + 1));
        int portDash = ports.indexOf('-');
        int portMin =
                ports.isEmpty() ? 0 : (int) pair.number(portDash < 0 ? ports : ports.substring(0, portDash), 0xffff);
        int portMax = portDash < 0 ? 0 : (int) pair.number(ports.substring(portDash + 1), 0xffff);
        boolean backwards = dash >= 0
                && (Long.compareUnsigned(max.hi(), min.hi()) < 0
                        || max.hi() == min.hi() && Long.compareUnsigned(max.lo(), min.lo()) < 0);
        if (backwards || portDash >= 0 && portMax < portMin) {
            throw pair.badValue("has a range that ends before it begins");
        }
        return new Action.Nat(flags, ipv6, min, max, portMin, portMax);
    }

    private static FieldValue address(boolean ipv6, String text) {
        return ipv6 ? ValueText.ipv6(text.replace("[", "").replace("]", "")) : FieldValue.of(ValueText.ipv4(text));
    }
}
