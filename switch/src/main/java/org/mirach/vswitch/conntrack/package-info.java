/**
 * Connection tracking: ct, NAT, fragments and the helpers of FTP and TFTP, with the behaviour of Open vSwitch's userspace
 * datapath. Hot; engine thread. It implements {@link org.mirach.vswitch.fastpath.execute.ConnectionTracker}; other threads
 * reach it through {@link org.mirach.vswitch.conntrack.ConntrackControl}. Start reading at {@link
 * org.mirach.vswitch.conntrack.Conntrack#track}.
 */
package org.mirach.vswitch.conntrack;
