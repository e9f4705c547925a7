/* SPDX-License-Identifier: (GPL-2.0 OR BSD-2-Clause) */
/*
 * What a rig program in the kernel and its half in userspace agree on. Every struct here is the only variable of
 * its kind in its BPF object, so userspace finds it at offset 0 of .rodata or by the name of its map.
 *
 * The 5-tuple of flow i, the same as flows_file in lib.sh:
 *   nw_src 10.1.0.0 + (i & 0xffff), nw_dst 10.2.0.0 + (i >> 4 & 0xffff),
 *   tp_src 1024 + (i & 0x3fff), tp_dst 2000 + (i >> 14)
 * Two flows below 2^20 never share all four.
 */
#ifndef MIRACH_RIG_H
#define MIRACH_RIG_H

#include <linux/types.h>

#define RIG_HEADER_BYTES 42   /* Ethernet 14, IPv4 20, UDP 8 */
#define RIG_FRAME_BYTES 60    /* 64 on a wire, with its check sequence */
#define RIG_MAX_FLOWS (1u << 20)

/* Told to the generator before it loads. */
struct gen_config {
	__u32 ifindex;            /* frames leave here */
	__u32 flows;              /* 1..RIG_MAX_FLOWS */
	__u32 random;             /* 0: flows in turn; 1: at random */
	__u32 header_sum;         /* one's complement sum of the IPv4 header of flow 0, checksum field zero */
	__u8 header[RIG_HEADER_BYTES];
	__u8 pad[6];
};

/* The generator's own memory, one element of map "state". */
struct gen_state {
	__u64 sent;
	__u32 next;
	__u32 seed;
};

/* Told to the sink before it loads. */
struct sink_config {
	__u32 ttl;                /* expected; 0 = any */
	__u8 dst[6];              /* expected destination; all zero = any */
	__u8 pad[2];
};

/* Told to the wire before it loads. */
struct wire_config {
	__u32 peer;               /* ifindex */
};

/* Slots of the sink's per-cpu counters. */
enum sink_slot {
	SINK_GOOD,                /* UDP frames that are as expected */
	SINK_WRONG,               /* UDP frames with another TTL, destination or header checksum */
	SINK_OTHER,               /* anything else (ARP, IPv6 neighbour discovery, ...) */
	SINK_SLOTS
};

#endif
