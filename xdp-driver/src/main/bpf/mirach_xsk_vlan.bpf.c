// SPDX-License-Identifier: (GPL-2.0 OR BSD-2-Clause)
/*
 * mirach_xsk for drivers that keep a frame's VLAN tag beside it, such as veth: the tag is put back before user space
 * gets the frame, else a tagged frame would look untagged. Loaded for one device, native mode only.
 */
#define RX_VLAN_METADATA
#include "mirach_xsk.bpf.c"
