// SPDX-License-Identifier: (GPL-2.0 OR BSD-2-Clause)
/*
 * Hands each frame to the AF_XDP socket of the queue it came in on. A queue without a socket leaves its frames to the
 * kernel's stack. One instance, with its own maps, is loaded per device.
 *
 * Built twice: as it is, for every driver and mode; and by mirach_xsk_vlan.bpf.c with RX_VLAN_METADATA.
 */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MAX_QUEUES 256
#define MAC_BYTES 12
#define TAG_BYTES 4

enum counter {
	COUNTER_REDIRECTED,
	COUNTER_PASSED,
	COUNTER_NO_HEADROOM,
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

#ifdef RX_VLAN_METADATA

/* Linux 6.8. The tag that the sender left to the device, or the device took off: not in the frame's bytes. */
extern int bpf_xdp_metadata_rx_vlan_tag(const struct xdp_md *ctx, __be16 *vlan_proto, __u16 *vlan_tci) __ksym;

/* Writes the tag behind the addresses. 0, or -1 when there is no room in front. */
static __always_inline int push_tag(struct xdp_md *ctx, __be16 proto, __u16 tci)
{
	__u8 addresses[MAC_BYTES];
	__u8 *data;

	if (bpf_xdp_adjust_head(ctx, -TAG_BYTES))
		return -1;
	data = (__u8 *)(long)ctx->data;
	if (data + MAC_BYTES + 2 * TAG_BYTES > (__u8 *)(long)ctx->data_end)
		return -1;
	__builtin_memcpy(addresses, data + TAG_BYTES, MAC_BYTES);
	__builtin_memcpy(data, addresses, MAC_BYTES);
	*(__be16 *)(data + MAC_BYTES) = proto;
	*(__be16 *)(data + MAC_BYTES + 2) = __builtin_bswap16(tci);
	return 0;
}

/* 0 when the frame is complete, XDP_PASS or XDP_DROP when it ends here. */
static __always_inline int complete_tag(struct xdp_md *ctx)
{
	__u32 queue = ctx->rx_queue_index;
	__be16 proto;
	__u16 tci;

	if (bpf_xdp_metadata_rx_vlan_tag(ctx, &proto, &tci))
		return 0;
	/* The stack still has the tag beside the frame: it must not find a second one in it. */
	if (!bpf_map_lookup_elem(&xsks, &queue))
		return XDP_PASS;
	return push_tag(ctx, proto, tci) ? XDP_DROP : 0;
}

#else

static __always_inline int complete_tag(struct xdp_md *ctx)
{
	return 0;
}

#endif

SEC("xdp")
int mirach_xsk(struct xdp_md *ctx)
{
	int verdict = complete_tag(ctx);

	if (!verdict) /* The last argument is what an empty map slot returns (Linux 5.3). */
		verdict = bpf_redirect_map(&xsks, ctx->rx_queue_index, XDP_PASS);
	count(verdict == XDP_REDIRECT ? COUNTER_REDIRECTED : verdict == XDP_PASS ? COUNTER_PASSED : COUNTER_NO_HEADROOM);
	return verdict;
}

char _license[] SEC("license") = "Dual BSD/GPL";
