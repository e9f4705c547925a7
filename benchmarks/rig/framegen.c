// SPDX-License-Identifier: (GPL-2.0 OR BSD-2-Clause)
/*
 * framegen -i IF [-n flows] [-r] [-p frames/s] [-t seconds] [-d dst-mac] [-s src-mac] [-b batch]
 *
 * Sends 64-byte UDP frames out of IF for a time (at most 300 s) and prints how many.
 * Without -p: one test run as long as the time, ended by a timer's signal; a run sets up and tears down a page
 * pool, so many short ones would leave gaps. With -p: short runs, paced against the clock.
 */
#include <arpa/inet.h>
#include <linux/ip.h>
#include <linux/udp.h>
#include <linux/if_ether.h>
#include <signal.h>
#include <sys/time.h>

#include "host.h"

#define MAX_SECONDS 300.0

struct options {
	const char *device;
	double rate;
	double seconds;
	unsigned batch;
	__u8 dst[6];
	__u8 src[6];
	struct gen_config config;
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

static void parse(int argc, char **argv, struct options *o)
{
	int c;

	while ((c = getopt(argc, argv, "i:n:rp:t:d:s:b:")) != -1) {
		switch (c) {
		case 'i': o->device = optarg; break;
		case 'n': o->config.flows = strtoul(optarg, NULL, 10); break;
		case 'r': o->config.random = 1; break;
		case 'p': o->rate = atof(optarg); break;
		case 't': o->seconds = atof(optarg); break;
		case 'd': parse_mac(optarg, o->dst); break;
		case 's': parse_mac(optarg, o->src); break;
		case 'b': o->batch = strtoul(optarg, NULL, 10); break;
		default: exit(2);
		}
	}
	if (o->config.flows < 1 || o->config.flows > RIG_MAX_FLOWS)
		die("-n: 1 to %u flows", RIG_MAX_FLOWS);
	if (o->batch < 1 || o->batch > 256)
		die("-b: 1 to 256 frames");
	if (o->seconds <= 0 || o->seconds > MAX_SECONDS)
		die("-t: more than 0, at most %.0f seconds", MAX_SECONDS);
}

/* Header of flow 0; the program in the kernel changes addresses, ports and the IPv4 checksum only. */
static void write_header(struct options *o)
{
	__u8 *frame = o->config.header;
	struct ethhdr *eth = (void *)frame;
	struct iphdr ip = {
		.version = 4, .ihl = 5, .ttl = 64, .protocol = IPPROTO_UDP,
		.tot_len = htons(RIG_FRAME_BYTES - sizeof(struct ethhdr)),
		.saddr = htonl(0x0a010000), .daddr = htonl(0x0a020000),
	};
	struct udphdr udp = {
		.source = htons(1024), .dest = htons(2000),
		.len = htons(RIG_FRAME_BYTES - sizeof(struct ethhdr) - sizeof(struct iphdr)),
	};
	__u16 words[10];

	memcpy(eth->h_dest, o->dst, 6);
	memcpy(eth->h_source, o->src, 6);
	eth->h_proto = htons(ETH_P_IP);
	memcpy(frame + sizeof(*eth), &ip, sizeof(ip));
	memcpy(frame + sizeof(*eth) + sizeof(ip), &udp, sizeof(udp));
	memcpy(words, &ip, sizeof(ip));
	for (int i = 0; i < 10; i++)
		o->config.header_sum += ntohs(words[i]);
}

static void run_once(int program, unsigned frames, unsigned batch)
{
	__u8 frame[RIG_FRAME_BYTES] = { 0 };
	struct xdp_md context = { .data = 0, .data_end = sizeof(frame) };
	DECLARE_LIBBPF_OPTS(bpf_test_run_opts, run, .data_in = frame, .data_size_in = sizeof(frame),
		.ctx_in = &context, .ctx_size_in = sizeof(context), .repeat = frames,
		.flags = BPF_F_TEST_XDP_LIVE_FRAMES, .batch_size = batch < frames ? batch : frames);
	int error = bpf_prog_test_run_opts(program, &run);

	if (error && errno != EINTR && error != -EINTR)
		die("BPF_PROG_TEST_RUN with live frames: %s (kernel 5.18 or later?)", strerror(errno));
}

static void run_flat_out(int program, const struct options *o)
{
	struct itimerval timer = {
		.it_value = { (long)o->seconds, (o->seconds - (long)o->seconds) * 1e6 },
		.it_interval = { 0, 20000 },  /* again, should the first signal land between two runs */
	};
	double end = now() + o->seconds;

	setitimer(ITIMER_REAL, &timer, NULL);
	while (!stopped && now() < end)
		run_once(program, INT_MAX, o->batch);
}

static void run_paced(int program, const struct options *o)
{
	double start = now(), ahead;
	unsigned chunk = o->rate / 100 < 1 ? 1 : o->rate / 100 > o->batch ? o->batch : (unsigned)(o->rate / 100);
	__u64 sent = 0;

	while (!stopped && now() - start < o->seconds) {
		run_once(program, chunk, o->batch);
		sent += chunk;
		ahead = start + sent / o->rate - now();
		if (ahead > 0)
			pause_for(ahead);
	}
}

int main(int argc, char **argv)
{
	struct options o = { .seconds = 5, .batch = 64, .dst = { 2, 0, 0, 0, 0, 2 }, .src = { 2, 0, 0, 0, 0, 1 },
		.config = { .flows = 1 } };
	struct sigaction action = { .sa_handler = on_signal };
	struct gen_state state = { .seed = 1 };
	struct bpf_object *object;
	int program, map;
	__u32 zero = 0;
	double start, took;

	parse(argc, argv, &o);
	o.config.ifindex = ifindex_of(o.device);
	write_header(&o);
	object = load_beside("framegen", &o.config, sizeof(o.config));
	program = bpf_program__fd(program_of(object));
	map = bpf_object__find_map_fd_by_name(object, "state");
	bpf_map_update_elem(map, &zero, &state, BPF_ANY);
	sigaction(SIGALRM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);

	start = now();
	if (o.rate > 0)
		run_paced(program, &o);
	else
		run_flat_out(program, &o);
	took = now() - start;
	bpf_map_lookup_elem(map, &zero, &state);
	printf("sent=%llu seconds=%.3f mpps=%.4f\n", (unsigned long long)state.sent, took, state.sent / took / 1e6);
	return 0;
}
