package org.mirach.vswitch;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.mirach.openflow.field.FieldValue;
import org.mirach.openflow.message.CtFlush;
import org.mirach.vswitch.conntrack.ConnectionInfo;

/** The connections that a NXT_CT_FLUSH means: zero and what is absent match everything. Stateless. */
final class ConnectionChoice {
    private static final long MAPPED = 0xffffL;

    private ConnectionChoice() {}

    static Predicate<ConnectionInfo> of(CtFlush request) {
        return connection -> protocol(request, connection)
                && request.original()
                        .map(tuple -> matches(tuple, connection.original()))
                        .orElse(true)
                && request.reply()
                        .map(tuple -> matches(tuple, connection.reply()))
                        .orElse(true);
    }

    private static boolean protocol(CtFlush request, ConnectionInfo connection) {
        return request.protocol() == 0
                || request.protocol() == connection.original().proto();
    }

    private static boolean matches(CtFlush.Tuple wanted, ConnectionInfo.End end) {
        return address(wanted.source(), end.ipv6(), end.srcHi(), end.srcLo())
                && address(wanted.destination(), end.ipv6(), end.dstHi(), end.dstLo())
                && number(wanted.sourcePort(), end.srcPort())
                && number(wanted.destinationPort(), end.dstPort())
                && number(wanted.icmpId(), end.srcPort())
                && number(wanted.icmpType(), end.icmpType());
    }

    private static boolean address(Optional<FieldValue> wanted, boolean ipv6, long hi, long lo) {
        if (wanted.isEmpty() || wanted.get().equals(FieldValue.ZERO)) {
            return true;
        }
        FieldValue address = wanted.get();
        boolean mapped = address.hi() == 0 && address.lo() >>> 32 == MAPPED;
        return mapped ? !ipv6 && (int) address.lo() == (int) lo : ipv6 && address.hi() == hi && address.lo() == lo;
    }

    private static boolean number(OptionalInt wanted, int actual) {
        return wanted.orElse(0) == 0 || wanted.getAsInt() == actual;
    }
}
