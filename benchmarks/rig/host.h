/* SPDX-License-Identifier: (GPL-2.0 OR BSD-2-Clause) */
/* What the userspace halves share: load an object that lies beside the program, with its configuration; time. */
#ifndef MIRACH_RIG_HOST_H
#define MIRACH_RIG_HOST_H

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <limits.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "rig.h"

static inline void die(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(1);
}

static inline double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static inline void pause_for(double seconds)
{
	struct timespec t = { .tv_sec = (long)seconds, .tv_nsec = (seconds - (long)seconds) * 1e9 };

	while (nanosleep(&t, &t) && errno == EINTR)
		;
}

static inline unsigned ifindex_of(const char *name)
{
	unsigned index = name ? if_nametoindex(name) : 0;

	if (!index)
		die("no device %s in this network namespace", name ? name : "(none given: -i)");
	return index;
}

static inline void parse_mac(const char *text, __u8 *mac)
{
	if (sscanf(text, "%hhx:%hhx:%hhx:%hhx:%hhx:%hhx", mac, mac + 1, mac + 2, mac + 3, mac + 4, mac + 5) != 6)
		die("not an Ethernet address: %s", text);
}

/* Loads <directory of this program>/<name>.bpf.o with `config` copied over the start of its .rodata. */
static inline struct bpf_object *load_beside(const char *name, const void *config, size_t bytes)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 64);
	struct bpf_object *object;
	struct bpf_map *map;
	size_t room = 0;
	const void *initial;
	void *rodata;

	if (length < 0)
		die("readlink /proc/self/exe: %s", strerror(errno));
	path[length] = 0;
	snprintf(strrchr(path, '/') + 1, 64, "%s.bpf.o", name);
	object = bpf_object__open_file(path, NULL);
	if (!object)
		die("cannot open %s: %s", path, strerror(errno));
	map = bpf_object__find_map_by_name(object, ".rodata");
	initial = map ? bpf_map__initial_value(map, &room) : NULL;
	rodata = calloc(1, room + 1);
	if (!initial || !rodata || room < bytes)
		die("%s: .rodata has %zu bytes, %zu expected; run make clean", path, room, bytes);
	memcpy(rodata, initial, room);
	memcpy(rodata, config, bytes);
	bpf_map__set_initial_value(map, rodata, room);
	free(rodata);
	if (bpf_object__load(object))
		die("the kernel refuses %s: %s", path, strerror(errno));
	return object;
}

static inline struct bpf_program *program_of(struct bpf_object *object)
{
	return bpf_object__next_program(object, NULL);
}

#endif
