/**
 * Stage 2: frame bytes to key words ({@link org.mirach.vswitch.fastpath.parse.PacketParser}), and the checksums that a
 * sender left undone. Hot; engine thread, and slow-path threads on parsers and memory of their own.
 */
package org.mirach.vswitch.fastpath.parse;
