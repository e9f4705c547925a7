/**
 * Keys and certificates for a lab or a first installation: one authority, one certificate per role, one REST token.
 *
 * <p>Control code; runs on the thread of the command that asks ({@code mirach pki init}, {@code mirach up}).
 * Neighbours: Bouncy Castle only. Start reading at {@link org.mirach.cli.pki.Pki#init}.
 */
package org.mirach.cli.pki;
