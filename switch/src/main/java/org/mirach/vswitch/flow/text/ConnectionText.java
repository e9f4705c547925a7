package org.mirach.vswitch.flow.text;

import static org.mirach.vswitch.flow.text.ValueWords.hex;

import java.util.ArrayList;
import java.util.List;
import org.mirach.vswitch.flow.DatapathAction;

/** The connection tracker's datapath action: {@code ct(commit,zone=5,nat(src=10.0.0.1))}. Stateless. */
final class ConnectionText {
    /** NX_NAT_F_*. */
    private static final int SRC = 1;

    private static final int DST = 2;
    private static final int PERSISTENT = 4;
    private static final int HASH = 8;
    private static final int RANDOM = 16;

    private ConnectionText() {}

    static String of(DatapathAction.Ct ct) {
        List<String> parts = new ArrayList<>();
        if (ct.commit()) {
            parts.add(ct.force() ? "force_commit" : "commit");
        }
        if (ct.zone() != 0) {
            parts.add("zone=" + ct.zone());
        }
        if (ct.markMask() != 0) {
            parts.add("mark=" + hex(Integer.toUnsignedLong(ct.mark())) + "/"
                    + hex(Integer.toUnsignedLong(ct.markMask())));
        }
        if ((ct.labelMaskHi() | ct.labelMaskLo()) != 0) {
            boolean full = (ct.labelMaskHi() & ct.labelMaskLo()) == -1;
            parts.add("label=" + hex(ct.labelHi(), ct.labelLo())
                    + (full ? "" : "/" + hex(ct.labelMaskHi(), ct.labelMaskLo())));
        }
        if (ct.algPort() != 0) {
            parts.add("helper=" + (ct.algPort() == 21 ? "ftp" : ct.algPort() == 69 ? "tftp" : ct.algPort()));
        }
        if (ct.nat() != null) {
            parts.add(nat(ct.nat()));
        }
        return parts.isEmpty() ? "ct" : "ct(" + String.join(",", parts) + ")";
    }

    private static String nat(DatapathAction.Nat nat) {
        if ((nat.flags() & (SRC | DST)) == 0) {
            return "nat";
        }
        StringBuilder out = new StringBuilder("nat(").append((nat.flags() & SRC) != 0 ? "src" : "dst");
        if ((nat.minHi() | nat.minLo()) != 0) {
            out.append('=').append(address(nat, nat.minHi(), nat.minLo()));
            boolean range = (nat.maxHi() | nat.maxLo()) != 0;
            if (range && (nat.maxHi() != nat.minHi() || nat.maxLo() != nat.minLo())) {
                out.append('-').append(address(nat, nat.maxHi(), nat.maxLo()));
            }
            if (nat.portMin() != 0) {
                out.append(':').append(nat.portMin());
                if (nat.portMax() != 0 && nat.portMax() != nat.portMin()) {
                    out.append('-').append(nat.portMax());
                }
            }
        }
        out.append((nat.flags() & PERSISTENT) != 0 ? ",persistent" : "");
        out.append((nat.flags() & HASH) != 0 ? ",hash" : "");
        return out.append((nat.flags() & RANDOM) != 0 ? ",random)" : ")").toString();
    }

    private static String address(DatapathAction.Nat nat, long high, long low) {
        if (!nat.ipv6()) {
            return ValueWords.ipv4(low);
        }
        return nat.portMin() == 0 ? ValueWords.ipv6(high, low) : "[" + ValueWords.ipv6(high, low) + "]";
    }
}
