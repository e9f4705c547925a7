/**
 * OpenFlow's ports: number, name, address, configuration and state, as versions that any thread reads.
 *
 * <p>Control. The agent thread writes. The devices behind them are in {@code ports}.
 */
package org.mirach.vswitch.pipeline.port;
