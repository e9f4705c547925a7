package org.mirach.cli.pki;

import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Eight random hex digits for an authority's name: two authorities of one name confuse chain building, which goes by
 * names first. Stateless; any thread.
 */
final class HexSuffix {
    private HexSuffix() {}

    static String of(SecureRandom random) {
        return HexFormat.of().toHexDigits(random.nextInt());
    }
}
