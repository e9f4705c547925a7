# Common part of the rig; sourced by bench.sh. Topology, processes, numbers. Everything made here has the prefix
# $PREFIX, unique to this process, and is undone by rig_down, whatever happened.
#
#   namespace $PREFIX-gen    e1 --- v1   namespace $PREFIX-sw   v2 --- e2   namespace $PREFIX-sink
#                generator            port 1 of br0, port 2                 counting receiver
#
# A driver (drivers/*.sh) sees: SW_EXEC (prefix for commands that must run where v1 and v2 are; empty in a rig that
# keeps them in the root namespace), RUN (its own directory), CPU_SW, flows_file N, BIN, and defines
#   drv_start          the switch runs on core $CPU_SW: bridge br0, v1 = port 1, v2 = port 2, no flow entries
#   drv_flows KIND N   p2p: port 1 to 2 and back. l3: load $(flows_file N). Replaces what was there
#   drv_stop           gone, by pid
#   drv_stats          optional: some lines that explain the rate
#   drv_pid            optional: pid of the switch, for memory

RIG=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
PREFIX=mb$$
BIN=${BIN:-${TMPDIR:-/tmp}/mirach-rig-$(id -u)}
CPU_SW=${CPU_SW:-0}
CPU_GEN=${CPU_GEN:-1}
GEN_MAC=02:00:00:00:00:01
SINK_MAC=02:00:00:00:00:02
GATEWAY_MAC=02:00:00:00:00:fe
SW_EXEC="ip netns exec $PREFIX-sw"

say() { echo "$*" >&2; }
fail() { say "bench: $*"; exit 1; }

# need COMMAND PACKAGE: names what is missing in words that mend it
need() { command -v "$1" >/dev/null 2>&1 || MISSING="$MISSING $2"; }

check_prerequisites() {
  MISSING=
  [ "$(id -u)" = 0 ] || fail "needs root: network namespaces and XDP"
  [ "$(nproc)" -ge 2 ] || fail "needs two cores: one for the switch, one for the generator"
  need clang clang; need gcc gcc; need make make; need ip iproute2; need ethtool ethtool
  need ovs-ofctl openvswitch-common; need ovsdb-server openvswitch-switch; need taskset util-linux
  [ -e /usr/include/bpf/libbpf.h ] || MISSING="$MISSING libbpf-dev"
  [ -e "/usr/include/$(gcc -print-multiarch 2>/dev/null)/asm/types.h" ] || MISSING="$MISSING linux-libc-dev"
  [ -z "$MISSING" ] || fail "missing:$MISSING; apt-get install$MISSING"
  make -s -C "$RIG" BIN="$BIN" || fail "the rig's programs do not build"
}

# --- topology
rig_up() {
  local side
  for side in gen sw sink; do
    ip netns add "$PREFIX-$side" && ip -n "$PREFIX-$side" link set lo up
    ip netns exec "$PREFIX-$side" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
  done
  wire_up 1 gen "$GEN_MAC"; wire_up 2 sink "$SINK_MAC"
}

wire_up() { # N SIDE MAC: veth vN in the switch's namespace, eN in SIDE
  ip -n "$PREFIX-sw" link add "v$1" type veth peer name "e$1" netns "$PREFIX-$2" || fail "cannot make veth v$1"
  ip -n "$PREFIX-$2" link set "e$1" address "$3" up
  ip -n "$PREFIX-sw" link set "v$1" up
  ip netns exec "$PREFIX-$2" ethtool -K "e$1" tx off rx off >/dev/null 2>&1
}

rig_down() {
  local side
  [ -z "$DRIVER_UP" ] || { drv_stop; DRIVER_UP=; }
  for side in gen sw sink; do stop_pid_file "$RUN/$side.pid"; ip netns del "$PREFIX-$side" 2>/dev/null; done
  [ -z "$RUN" ] || rm -rf "$RUN"
}

# --- processes, by pid only
stop_pid_file() { [ -f "$1" ] && stop_pid "$(cat "$1")"; rm -f "$1"; }
stop_pid() { # PID: TERM, five seconds, KILL
  local i
  [ -n "$1" ] && kill "$1" 2>/dev/null || return 0
  for i in $(seq 100); do kill -0 "$1" 2>/dev/null || return 0; sleep 0.05; done
  kill -9 "$1" 2>/dev/null
}

until_true() { # SECONDS COMMAND...: polls every 10 ms
  local end=$((${EPOCHREALTIME/./} + $1 * 1000000)); shift
  until "$@" >/dev/null 2>&1; do [ "${EPOCHREALTIME/./}" -lt $end ] || return 1; sleep 0.01; done
}

# --- flow entries; the 5-tuples of rig.h
flows_file() { # N: prints the name of a file with N entries for ovs-ofctl
  local file=$RUN/flows-$1.txt
  [ -s "$file" ] || awk -v n="$1" -v gw=$GATEWAY_MAC -v to=$SINK_MAC 'BEGIN { for (i = 0; i < n; i++) {
      s = i % 65536; d = int(i / 16) % 65536
      printf "priority=100,udp,in_port=1,nw_src=10.1.%d.%d,nw_dst=10.2.%d.%d,tp_src=%d,tp_dst=%d,", \
        int(s / 256), s % 256, int(d / 256), d % 256, 1024 + i % 16384, 2000 + int(i / 16384)
      printf "actions=mod_dl_src:%s,mod_dl_dst:%s,dec_ttl,output:2\n", gw, to } }' > "$file"
  echo "$file"
}

# --- one measurement
# measure KIND N: prints "good-mpps offered-mpps wrong". Counts for $SECS seconds while the generator runs flat out.
measure() {
  local kind=${1%r} random= expect= warm=$WARM sink_out=$RUN/sink.out gen_out=$RUN/gen.out sink gen
  [ "$1" = "$kind" ] || random=-r
  [ "$kind" = l3 ] && expect="-l 63"
  [ "$2" -le 1000 ] || warm=$((WARM + 1 + $2 / 25000))
  : > "$sink_out"
  # Not on the switch's core: the sink itself sleeps, its XDP program runs in the softirq of whoever sends.
  ip netns exec "$PREFIX-sink" taskset -c "$CPU_GEN" "$BIN/framesink" -i e2 -w "$warm" -t "$SECS" $expect \
    -d $SINK_MAC > "$sink_out" 2>"$RUN/sink.err" & sink=$!
  echo $sink > "$RUN/sink.pid"
  until_true 5 grep -q ready "$sink_out" || { say "sink: $(cat "$RUN/sink.err")"; return 1; }
  [ "$2" -le 1000 ] || introduce "$2"
  ip netns exec "$PREFIX-gen" taskset -c "$CPU_GEN" "$BIN/framegen" -i e1 -d $SINK_MAC -s $GEN_MAC -n "$2" $random \
    -t "$(awk -v w="$WARM" -v s="$SECS" 'BEGIN { print w + s + 0.5 }')" > "$gen_out" 2>"$RUN/gen.err" & gen=$!
  echo $gen > "$RUN/gen.pid"
  wait $sink; wait $gen; rm -f "$RUN/sink.pid" "$RUN/gen.pid"
  [ -s "$gen_out" ] || { say "generator: $(cat "$RUN/gen.err")"; return 1; }
  echo "$(field mpps "$sink_out") $(field mpps "$gen_out") $(field wrong "$sink_out")"
}

# introduce N: shows the switch each flow twice, slowly, so that its upcall threads get a turn beside the generator
introduce() {
  ip netns exec "$PREFIX-gen" taskset -c "$CPU_GEN" "$BIN/framegen" -i e1 -d $SINK_MAC -s $GEN_MAC -n "$1" -p 50000 \
    -t $((1 + $1 / 25000)) > /dev/null
}

field() { tr ' ' '\n' < "$2" | sed -n "s/^$1=//p"; }

# --- numbers, one a line on standard input
median() { sort -g | awk '{ v[NR] = $1 } END { if (!NR) print 0
  else printf "%.4g\n", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
spread() { sort -g | awk 'NR == 1 { low = $1 } { high = $1 } END { printf "%.4g-%.4g\n", low, high }'; }
host_facts() { echo "$(nproc) cores, kernel $(uname -r | cut -d- -f1), $(ovs-ofctl --version | sed -n '1s/.* /OVS /p')"; }
