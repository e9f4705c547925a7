// SPDX-License-Identifier: (GPL-2.0 OR BSD-2-Clause)
/*
 * Frame generator. BPF_PROG_TEST_RUN with BPF_F_TEST_XDP_LIVE_FRAMES runs this program over pages of its own pool;
 * each run writes one UDP frame and redirects it out of a device, as if a driver had received it.
 *
 * The whole header is written every time: a page comes back from the pool as whoever consumed it left it.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "rig.h"

const volatile struct gen_config config = {};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct gen_state);
} state SEC(".maps");

static __always_inline __u32 next_flow(struct gen_state *s)
{
	if (!config.random) {
		__u32 flow = s->next;
		s->next = flow + 1 < config.flows ? flow + 1 : 0;
		return flow;
	}
	/* Knuth's 64-bit linear congruential step would need 64 bits of state; 32 with the high bits used will do. */
	s->seed = s->seed * 1664525u + 1013904223u;
	return ((__u64)s->seed * config.flows) >> 32;
}

SEC("xdp")
int framegen(struct xdp_md *ctx)
{
	__u32 zero = 0;
	struct gen_state *s = bpf_map_lookup_elem(&state, &zero);
	__u8 *frame = (void *)(long)ctx->data;
	void *end = (void *)(long)ctx->data_end;
	struct iphdr *ip = (void *)(frame + sizeof(struct ethhdr));
	struct udphdr *udp = (void *)(ip + 1);

	if (!s || (void *)(udp + 1) > end)
		return XDP_ABORTED;
#pragma unroll
	for (int i = 0; i < RIG_HEADER_BYTES; i += 2)
		*(__u16 *)(frame + i) = *(const volatile __u16 *)(config.header + i);

	__u32 flow = config.flows > 1 ? next_flow(s) : 0;
	__u32 src = flow & 0xffff, dst = (flow >> 4) & 0xffff;
	__u32 sum = config.header_sum + src + dst;
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	ip->saddr = bpf_htonl(0x0a010000 + src);
	ip->daddr = bpf_htonl(0x0a020000 + dst);
	ip->check = bpf_htons((__u16)~sum);
	udp->source = bpf_htons(1024 + (flow & 0x3fff));
	udp->dest = bpf_htons(2000 + (flow >> 14));
	s->sent++;
	return bpf_redirect(config.ifindex, 0);
}

char _license[] SEC("license") = "Dual BSD/GPL";
