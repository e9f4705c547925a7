// SPDX-License-Identifier: (GPL-2.0 OR BSD-2-Clause)
/*
 * Hands each frame to the AF_XDP socket of the queue it came in on. A queue without a socket leaves its frames to the
 * kernel's stack. One instance, with its own maps, is loaded per device.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MAX_QUEUES 256

enum counter {
	COUNTER_REDIRECTED,
	COUNTER_PASSED,
	COUNTER_MAX,
};

/* queue -> socket */
struct {
	__uint(type, BPF_MAP_TYPE_XSKMAP);
	__uint(max_entries, MAX_QUEUES);
	__type(key, __u32);
	__type(value, __u32);
} xsks SEC(".maps");

/* enum counter -> frames, per CPU: no two CPUs write one cache line */
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, COUNTER_MAX);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

static __always_inline void count(__u32 which)
{
	__u64 *value = bpf_map_lookup_elem(&counters, &which);

	if (value)
		*value += 1;
}

SEC("xdp")
int mirach_xsk(struct xdp_md *ctx)
{
	/* The last argument is what an empty map slot returns (Linux 5.3). */
	int verdict = bpf_redirect_map(&xsks, ctx->rx_queue_index, XDP_PASS);

	count(verdict == XDP_REDIRECT ? COUNTER_REDIRECTED : COUNTER_PASSED);
	return verdict;
}

char _license[] SEC("license") = "Dual BSD/GPL";
