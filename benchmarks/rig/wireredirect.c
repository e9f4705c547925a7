// SPDX-License-Identifier: (GPL-2.0 OR BSD-2-Clause)
/* wireredirect A B: what comes in on A leaves on B and the other way, in native XDP, until a signal ends it. */
#include <signal.h>

#include "host.h"

static void on_signal(int number)
{
	(void)number;
}

static void wire(const char *from, const char *to)
{
	struct wire_config config = { .peer = ifindex_of(to) };
	struct bpf_object *object = load_beside("wireredirect", &config, sizeof(config));

	if (!bpf_program__attach_xdp(program_of(object), ifindex_of(from)))
		die("cannot attach to %s: %s", from, strerror(errno));
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_signal };

	if (argc != 3)
		die("usage: wireredirect A B");
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	wire(argv[1], argv[2]);
	wire(argv[2], argv[1]);
	puts("ready");
	fflush(stdout);
	pause();
	return 0;
}
