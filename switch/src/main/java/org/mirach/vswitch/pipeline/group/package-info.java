/** Room for OpenFlow's groups. Empty so far: a flow entry that names a group is refused as OFPBAC_BAD_OUT_GROUP. */
package org.mirach.vswitch.pipeline.group;
