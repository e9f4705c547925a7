/**
 * Keys, masks and datapath actions in Open vSwitch's words: as OpenFlow matches ({@link
 * org.mirach.vswitch.flow.text.OpenFlowKeyText}), and as ovs-dpctl shows and takes them ({@link
 * org.mirach.vswitch.flow.text.DatapathKeyText}, {@link org.mirach.vswitch.flow.text.DatapathKeyParser}, {@link
 * org.mirach.vswitch.flow.text.DatapathActionText}).
 *
 * <p>Control; any thread; stateless. Neighbours: {@code ofproto/trace} and {@code dpctl/*} ask for it.
 */
package org.mirach.vswitch.flow.text;
