// SPDX-License-Identifier: (GPL-2.0 OR BSD-2-Clause)
/* A wire: whatever comes in leaves on the peer, in the kernel, unread. What an XDP stage can reach at most. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#include "rig.h"

const volatile struct wire_config config = {};

SEC("xdp")
int wireredirect(struct xdp_md *ctx)
{
	(void)ctx;
	return bpf_redirect(config.peer, 0);
}

char _license[] SEC("license") = "Dual BSD/GPL";
