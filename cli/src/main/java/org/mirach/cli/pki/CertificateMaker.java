package org.mirach.cli.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes EC P-256 keys and X.509 v3 certificates (RFC 5280).
 *
 * <p><b>Threads:</b> one at a time; holds a random source.
 */
final class CertificateMaker {
    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(3650);
    /** What browsers and Apple's platforms accept at most for a server certificate. */
    private static final Duration LIFETIME = Duration.ofDays(825);

    private final SecureRandom random = new SecureRandom();
    private final Instant now;

    CertificateMaker(Instant now) {
        this.now = now;
    }

    KeyPair keyPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new PkiException("this JDK cannot make EC P-256 keys: " + e, e);
        }
    }

    X509Certificate authority(KeyPair keys) {
        X500Name name = named("Mirach CA " + HexSuffix.of(random));
        try {
            JcaX509v3CertificateBuilder builder = builder(name, name, keys, AUTHORITY_LIFETIME);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return signed(builder, keys);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new PkiException("making the authority's certificate failed: " + e, e);
        }
    }

    X509Certificate certificate(
            PkiRole role, KeyPair keys, X509Certificate authority, KeyPair authorityKeys, Collection<String> names) {
        try {
            X500Name issuer =
                    X500Name.getInstance(authority.getSubjectX500Principal().getEncoded());
            JcaX509v3CertificateBuilder builder = builder(issuer, named("mirach-" + role.fileStem()), keys, LIFETIME);
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(role.purposes().toArray(KeyPurposeId[]::new)));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority));
            builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            return signed(builder, authorityKeys);
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new PkiException("making the certificate of " + role.fileStem() + " failed: " + e, e);
        }
    }

    private JcaX509v3CertificateBuilder builder(X500Name issuer, X500Name subject, KeyPair keys, Duration lifetime)
            throws GeneralSecurityException, IOException {
        // One hour back: a peer whose clock is a little behind must not refuse a fresh certificate.
        Date from = Date.from(now.minus(Duration.ofHours(1)));
        Date until = Date.from(now.plus(lifetime));
        BigInteger serial = new BigInteger(127, random).add(BigInteger.ONE);
        JcaX509v3CertificateBuilder builder =
                new JcaX509v3CertificateBuilder(issuer, serial, from, until, subject, keys.getPublic());
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        return builder;
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, KeyPair signer)
            throws GeneralSecurityException, OperatorCreationException {
        var contentSigner = new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(contentSigner));
    }

    private static GeneralNames alternatives(Collection<String> names) {
        return new GeneralNames(names.stream()
                .map(name -> new GeneralName(isAddress(name) ? GeneralName.iPAddress : GeneralName.dNSName, name))
                .toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String name) {
        try {
            InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static X500Name named(String commonName) {
        return new X500NameBuilder()
                .addRDN(BCStyle.O, "Mirach")
                .addRDN(BCStyle.CN, commonName)
                .build();
    }
}
