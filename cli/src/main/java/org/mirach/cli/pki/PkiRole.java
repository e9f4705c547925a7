package org.mirach.cli.pki;

import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * Who gets a certificate, and for which end of TLS. Switch and controller may each listen or dial, so they have both
 * purposes (RFC 5280, 4.2.1.12). Immutable.
 */
public enum PkiRole {
    SWITCH(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth),
    CONTROLLER(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth),
    REST(KeyPurposeId.id_kp_serverAuth),
    CLIENT(KeyPurposeId.id_kp_clientAuth);

    private final List<KeyPurposeId> purposes;

    PkiRole(KeyPurposeId... purposes) {
        this.purposes = List.of(purposes);
    }

    List<KeyPurposeId> purposes() {
        return purposes;
    }

    /** The stem of its files: {@code switch.pem} and {@code switch.key}. */
    public String fileStem() {
        return name().toLowerCase(Locale.ROOT);
    }
}
