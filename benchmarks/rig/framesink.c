// SPDX-License-Identifier: (GPL-2.0 OR BSD-2-Clause)
/*
 * framesink -i IF [-w seconds] [-t seconds] [-l ttl] [-d dst-mac]
 *
 * Attaches the counting XDP program to IF, prints "ready", lets -w seconds pass, counts for -t seconds and prints
 * the rate of frames that were as expected. The attachment is a BPF link: it goes when this process goes.
 */
#include <signal.h>

#include "host.h"

#define MAX_CPUS 1024

static void read_counters(int map, __u64 *total)
{
	int cpus = libbpf_num_possible_cpus();
	__u64 values[MAX_CPUS];

	if (cpus < 1 || cpus > MAX_CPUS)
		die("%d CPUs", cpus);
	for (__u32 slot = 0; slot < SINK_SLOTS; slot++) {
		total[slot] = 0;
		if (bpf_map_lookup_elem(map, &slot, values))
			die("counter %u: %s", slot, strerror(errno));
		for (int cpu = 0; cpu < cpus; cpu++)
			total[slot] += values[cpu];
	}
}

int main(int argc, char **argv)
{
	struct sink_config config = { 0 };
	const char *device = NULL;
	double warm = 1, seconds = 5, start, took;
	__u64 before[SINK_SLOTS], after[SINK_SLOTS];
	struct bpf_object *object;
	int c, map;

	while ((c = getopt(argc, argv, "i:w:t:l:d:")) != -1) {
		switch (c) {
		case 'i': device = optarg; break;
		case 'w': warm = atof(optarg); break;
		case 't': seconds = atof(optarg); break;
		case 'l': config.ttl = strtoul(optarg, NULL, 10); break;
		case 'd': parse_mac(optarg, config.dst); break;
		default: return 2;
		}
	}
	object = load_beside("framesink", &config, sizeof(config));
	map = bpf_object__find_map_fd_by_name(object, "counters");
	if (!bpf_program__attach_xdp(program_of(object), ifindex_of(device)))
		die("cannot attach to %s: %s", device, strerror(errno));
	puts("ready");
	fflush(stdout);

	pause_for(warm);
	start = now();
	read_counters(map, before);
	pause_for(seconds);
	read_counters(map, after);
	took = now() - start;
	for (int slot = 0; slot < SINK_SLOTS; slot++)
		after[slot] -= before[slot];
	printf("good=%llu wrong=%llu other=%llu seconds=%.3f mpps=%.4f\n", (unsigned long long)after[SINK_GOOD],
	       (unsigned long long)after[SINK_WRONG], (unsigned long long)after[SINK_OTHER], took,
	       after[SINK_GOOD] / took / 1e6);
	return 0;
}
