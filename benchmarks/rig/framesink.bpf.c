// SPDX-License-Identifier: (GPL-2.0 OR BSD-2-Clause)
/*
 * Receiver: looks at each frame, counts it on this CPU, drops it. Dropping in XDP keeps the receiver's share of
 * the switch's core small (the softirq of a veth runs where the sender is). One frame in 64 has its IPv4 header
 * checksum verified, so that a switch that rewrites carelessly does not win by it.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "rig.h"

const volatile struct sink_config config = {};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SINK_SLOTS);
	__type(key, __u32);
	__type(value, __u64);
} counters SEC(".maps");

static __always_inline int header_sum_holds(const __u16 *word)
{
	__u32 sum = 0;

#pragma unroll
	for (int i = 0; i < 10; i++)
		sum += word[i];
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}

static __always_inline int as_expected(const struct ethhdr *eth, const struct iphdr *ip, __u64 seen)
{
	const __u16 *got = (const __u16 *)eth->h_dest;
	const volatile __u16 *want = (const volatile __u16 *)config.dst;

	if ((want[0] | want[1] | want[2]) && (got[0] != want[0] || got[1] != want[1] || got[2] != want[2]))
		return 0;
	if (config.ttl && ip->ttl != config.ttl)
		return 0;
	return (seen & 63) || header_sum_holds((const __u16 *)ip);
}

static __always_inline void count(__u32 slot)
{
	__u64 *value = bpf_map_lookup_elem(&counters, &slot);

	if (value)
		(*value)++;
}

SEC("xdp")
int framesink(struct xdp_md *ctx)
{
	struct ethhdr *eth = (void *)(long)ctx->data;
	struct iphdr *ip = (void *)(eth + 1);
	__u32 good = SINK_GOOD;
	__u64 *seen = bpf_map_lookup_elem(&counters, &good);

	if ((void *)(ip + 1) + sizeof(struct udphdr) > (void *)(long)ctx->data_end
	    || eth->h_proto != bpf_htons(ETH_P_IP) || ip->protocol != IPPROTO_UDP)
		count(SINK_OTHER);
	else
		count(seen && as_expected(eth, ip, *seen) ? SINK_GOOD : SINK_WRONG);
	return XDP_DROP;
}

char _license[] SEC("license") = "Dual BSD/GPL";
