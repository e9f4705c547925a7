package org.mirach.vswitch.flow.text;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.mirach.vswitch.flow.DatapathAction;
import org.mirach.vswitch.flow.KeyLayout;

/** NSH headers in datapath actions. Stateless. */
final class NshText {
    private static final int BASE_BYTES = 8;

    private NshText() {}

    /** A header given whole (RFC 8300). */
    static String push(byte[] header) {
        ByteBuffer bytes = ByteBuffer.wrap(header);
        int first = bytes.getShort(0);
        int metadataType = header[2] & 0xf;
        int path = bytes.getInt(4);
        StringBuilder out = new StringBuilder("push_nsh(flags=%d,ttl=%d,mdtype=%d,np=%d,spi=0x%x,si=%d"
                .formatted(first >> 12 & 3, first >> 6 & 0x3f, metadataType, header[3], path >>> 8, path & 0xff));
        if (metadataType == 1) {
            for (int i = 0; i < 4; i++) {
                out.append(",c%d=0x%x".formatted(i + 1, bytes.getInt(BASE_BYTES + 4 * i)));
            }
        } else {
            String data =
                    HexFormat.of().formatHex(header, BASE_BYTES, header.length).replaceFirst("^0+", "");
            out.append(",md2=0x").append(data);
        }
        return out.append(')').toString();
    }

    static String set(DatapathAction.SetNsh set) {
        long[] key = new long[KeyLayout.WORDS];
        long[] mask = new long[KeyLayout.WORDS];
        key[KeyLayout.W_NSH] = set.base();
        mask[KeyLayout.W_NSH] = set.baseMask();
        key[KeyLayout.W_NSH_CONTEXT] = set.context12();
        mask[KeyLayout.W_NSH_CONTEXT] = set.context12Mask();
        key[KeyLayout.W_NSH_CONTEXT + 1] = set.context34();
        mask[KeyLayout.W_NSH_CONTEXT + 1] = set.context34Mask();
        DatapathParts parts = new DatapathParts(false)
                .decimal("flags", KeyField.NSH_FLAGS, key, mask)
                .decimal("ttl", KeyField.NSH_TTL, key, mask)
                .decimal("mdtype", KeyField.NSH_MDTYPE, key, mask)
                .decimal("np", KeyField.NSH_NP, key, mask)
                .hex("spi", KeyField.NSH_SPI, key, mask)
                .decimal("si", KeyField.NSH_SI, key, mask);
        for (int i = 0; i < 4; i++) {
            parts.hex("c" + (i + 1), KeyField.nshContext(i), key, mask);
        }
        return parts.in("nsh");
    }
}
