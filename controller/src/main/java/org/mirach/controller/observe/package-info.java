/**
 * What operators see: metrics, and log lines that a peer can't flood.
 *
 * <p>Control code; any thread. Neighbours: everybody may name it; it names nobody.
 */
package org.mirach.controller.observe;
