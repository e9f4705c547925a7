/** Room for OpenFlow's meters. Empty so far: a flow entry that names a meter is refused as OFPMMFC_INVALID_METER. */
package org.mirach.vswitch.pipeline.meter;
