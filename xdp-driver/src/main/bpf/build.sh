#!/bin/sh
# build.sh OUTPUT_DIRECTORY: compiles every *.bpf.c beside it into OUTPUT_DIRECTORY/*.bpf.o, when it is newer.
set -eu
out=$1
src=$(dirname "$0")

fail() {
    echo >&2
    echo "The XDP program cannot be compiled: $1" >&2
    echo "  On Debian and Ubuntu: apt-get install clang libbpf-dev linux-libc-dev" >&2
    echo >&2
    exit 1
}

arch_include="/usr/include/$(uname -m)-linux-gnu"   # where Debian keeps asm/types.h
command -v clang > /dev/null 2>&1 || fail "clang is not installed."
[ -e /usr/include/bpf/bpf_helpers.h ] || fail "bpf/bpf_helpers.h is missing (libbpf-dev)."
[ -e /usr/include/linux/bpf.h ] || fail "linux/bpf.h is missing (linux-libc-dev)."
[ -d "$arch_include" ] || arch_include=/usr/include

mkdir -p "$out"
for c in "$src"/*.bpf.c; do
    o="$out/$(basename "$c" .c).o"
    if [ ! -e "$o" ] || [ -n "$(find "$src" -newer "$o")" ]; then
        # -g for BTF, which libbpf reads the maps from; DWARF's paths are kept out so that builds are alike everywhere
        clang -O2 -g -Wall -Werror -target bpf -mcpu=v3 -ffile-prefix-map="$src"=. -fdebug-compilation-dir=. \
            -isystem "$arch_include" -c "$c" -o "$o.tmp" || fail "clang refused $(basename "$c"); see above."
        mv "$o.tmp" "$o"
    fi
done
