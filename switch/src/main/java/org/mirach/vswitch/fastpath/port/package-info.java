/** Stages 1 and 5: how an engine receives and sends; what {@code ports} implement. Hot; engine thread. */
package org.mirach.vswitch.fastpath.port;
