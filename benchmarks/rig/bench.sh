#!/bin/bash
# Side-by-side measurements of the switch. Run through ./mirach bench, or directly.
RIG=$(dirname "$(readlink -f "$0")")
ROOT=$(readlink -f "$RIG/../..")

usage() { cat <<'USAGE'
usage: bench.sh veth  [--pairs N] [--secs S] [--case KIND:FLOWS,...] [--a SWITCH] [--b SWITCH] [-o json|table]
       bench.sh start [--runs N] [--a SWITCH] [--b SWITCH] [-o json|table]
       bench.sh flows [--flows N] [--runs N] [-o json|table]
       bench.sh micro [ARGUMENT OF JMH ...]

veth    64-byte UDP frames through switch A and switch B in turn (A B A B ...), and the ratio pair by pair.
        --case   p2p:1 (default; port to port), l3:1000, l3:100000 (one entry a 5-tuple, rewrites MACs and TTL,
                 flows in turn), l3r:1000 (at random)
        --pairs  3       --secs 5, seconds counted in each run      --warm 2, seconds before counting
start   time from process start until ovs-ofctl show answers with both ports, and memory at rest (RSS).
        --runs   5
flows   ovs-ofctl's add-flows, dump-flows, replace-flows, ... of 100,000 flows against Mirach and OVS; flows --help
micro   JMH: nanoseconds a packet in the parser, the flow cache, ...; for example: bench.sh micro FlowCache -p flows=1000

A is mirach, B is ovs-afxdp unless named: a file of drivers/ without .sh, or a path to a driver.
Results (raw figures, every run) go to a new directory below --results DIR (default .mirach/bench).
The core of the switch is CPU_SW (0), of the generator CPU_GEN (1). Compare figures of one run only.
USAGE
}

COMMAND=$1; [ $# -gt 0 ] && shift
[ "$COMMAND" != flows ] || exec "$RIG/flows.sh" "$@"
[ "$COMMAND" != micro ] || {
  mvn -q -B -f "$ROOT/pom.xml" -pl benchmarks -am -DskipTests process-classes >&2 || exit 1
  exec "${JAVA_HOME:?JAVA_HOME must name a JDK 25}/bin/java" --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow \
    -cp "$ROOT/benchmarks/target/classes:$(cat "$ROOT/benchmarks/target/classpath.txt")" org.openjdk.jmh.Main "$@"
}
PAIRS=3; SECS=5; WARM=2; RUNS=5; CASES=p2p:1; A=mirach; B=ovs-afxdp; OUTPUT=table; RESULTS=$ROOT/.mirach/bench
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || [ "$1" = -h ] || [ "$1" = --help ] || { echo "bench: $1 needs a value, or is not an option" >&2; exit 2; }
  case $1 in
  --pairs) PAIRS=$2 ;; --secs) SECS=$2 ;; --warm) WARM=$2 ;; --runs) RUNS=$2 ;; --case|--cases) CASES=${2//,/ } ;;
  --a) A=$2 ;; --b) B=$2 ;; -o|--output) OUTPUT=$2 ;; --results) RESULTS=$2 ;;
  -h|--help) usage; exit 0 ;;
  *) echo "bench: no option $1; try --help" >&2; exit 2 ;;
  esac
  shift 2
done
case $COMMAND in veth|start) ;; ''|-h|--help|help) usage; exit 0 ;; *) usage >&2; exit 2 ;; esac

. "$RIG/lib.sh"
RUN=$(mktemp -d "${TMPDIR:-/tmp}/mirach-bench.XXXXXX") || exit 1
BENCH_RUN=$RUN
trap 'stop_drivers; RUN=$BENCH_RUN; rig_down; go_back' EXIT
trap 'exit 130' INT TERM HUP

# Ahead of whatever else this machine does, both switches and the generator alike: niceness counts within the session
# only where the kernel groups tasks by session, so the session gets it too, for as long as this runs.
go_first() {
  renice -n -15 -p $$ >/dev/null
  [ ! -w /proc/self/autogroup ] || { SESSION_NICE=$(awk '{ print $3 }' /proc/self/autogroup); echo -15 > /proc/self/autogroup; }
}
hurry() { # PID of a switch that has made itself a session
  renice -n -15 -g "$1" >/dev/null 2>&1; renice -n -15 -p "$1" >/dev/null
  [ ! -w "/proc/$1/autogroup" ] || echo -15 > "/proc/$1/autogroup"
}
go_back() { [ -z "$SESSION_NICE" ] || echo "$SESSION_NICE" > /proc/self/autogroup; }

driver_of() { case $1 in */*) echo "$1" ;; *) echo "$RIG/drivers/$1.sh" ;; esac; }
name_of() { basename "$1" .sh; }

use_driver() { # SWITCH: forgets the last driver's functions, reads this one's
  unset -f drv_start drv_launch drv_flows drv_stop drv_stop_switch drv_stats drv_pid
  [ -r "$(driver_of "$1")" ] || fail "no driver $(driver_of "$1")"
  . "$(driver_of "$1")"
  RUN=$BENCH_RUN/$(name_of "$1"); mkdir -p "$RUN"; export OVS_RUNDIR=$RUN
}

stop_drivers() { # each where it ran: a driver's pid files are in a directory of its own
  local s
  [ -n "$DRIVER_UP" ] || return 0
  for s in "$A" "$B"; do use_driver "$s"; drv_stop; done
  DRIVER_UP=
}

one_run() { # SWITCH KIND N PAIR: prints nothing; adds a line to runs.tsv
  local line
  use_driver "$1"
  DRIVER_UP=1
  drv_start || fail "$1 does not start"
  ! declare -F drv_pid >/dev/null || hurry "$(drv_pid)"
  drv_flows "${2%r}" "$3" || fail "$1 refuses the flows"
  line=$(measure "$2" "$3") || fail "measuring $1 failed"
  { echo "# $1 $2:$3 pair $4"; declare -F drv_stats >/dev/null && drv_stats; } >> "$OUT/stats.txt" 2>&1
  drv_stop; DRIVER_UP=
  printf '%s\t%s:%s\t%s\t%s\n' "$(name_of "$1")" "$2" "$3" "$4" "${line// /$'\t'}" >> "$OUT/runs.tsv"
  say "  $(name_of "$1") $2:$3 pair $4: ${line%% *} Mpps (offered $(echo "$line" | cut -d' ' -f2))"
}

column() { awk -F'\t' -v s="$(name_of "$1")" -v c="$2" -v k="$3" '$1 == s && $2 == c { print $k }' "$OUT/runs.tsv"; }
ratios() { paste <(column "$A" "$1" 4) <(column "$B" "$1" 4) | awk '{ printf "%.4f\n", ($2 > 0 ? $1 / $2 : 0) }'; }

table_veth() {
  local c pair
  printf '%-12s %-6s %14s %14s %8s\n' case pair "$(name_of "$A") Mpps" "$(name_of "$B") Mpps" ratio
  for c in $CASES; do
    pair=0
    paste <(column "$A" "$c" 4) <(column "$B" "$c" 4) <(ratios "$c") | while read -r a b r; do
      pair=$((pair + 1)); printf '%-12s %-6s %14.3f %14.3f %8.2f\n' "$c" $pair "$a" "$b" "$r"; done
    printf '%-12s %-6s %14.3f %14.3f %8.2f   (%s)\n' "$c" median "$(column "$A" "$c" 4 | median)" \
      "$(column "$B" "$c" 4 | median)" "$(ratios "$c" | median)" "$(ratios "$c" | spread)"
  done
  echo; echo "$(host_facts); raw figures: $OUT"
}

json_list() { paste -sd, -; }
json_veth() {
  local c first=1
  printf '{"bench":"veth","a":"%s","b":"%s","host":"%s","seconds":%s,"cases":[' \
    "$(name_of "$A")" "$(name_of "$B")" "$(host_facts)" "$SECS"
  for c in $CASES; do
    [ $first ] || printf ','; first=
    printf '{"case":"%s","aMpps":[%s],"bMpps":[%s],"ratios":[%s],"aMedianMpps":%s,"bMedianMpps":%s,"medianRatio":%s}' \
      "$c" "$(column "$A" "$c" 4 | json_list)" "$(column "$B" "$c" 4 | json_list)" "$(ratios "$c" | json_list)" \
      "$(column "$A" "$c" 4 | median)" "$(column "$B" "$c" 4 | median)" "$(ratios "$c" | median)"
  done
  echo ']}'
}

bench_veth() {
  local c pair wrong
  for c in $CASES; do
    case $c in p2p:[1-9]*|l3:[1-9]*|p2pr:[1-9]*|l3r:[1-9]*) ;; *) fail "no case $c; try p2p:1 or l3:1000" ;; esac
  done
  rig_up
  for c in $CASES; do for pair in $(seq "$PAIRS"); do
    one_run "$A" "${c%%:*}" "${c##*:}" "$pair"
    one_run "$B" "${c%%:*}" "${c##*:}" "$pair"
  done; done
  wrong=$(awk -F'\t' '{ w += $6 } END { print w + 0 }' "$OUT/runs.tsv")
  [ "$OUTPUT" = json ] && json_veth | tee "$OUT/result.json" || table_veth | tee "$OUT/result.txt"
  [ "$wrong" = 0 ] || say "note: $wrong frames arrived, but not as the flows say (not counted): see runs.tsv, column 6"
}

# --- start to ready, memory
ready() { ovs-ofctl show br0 2>/dev/null | grep -q '^ 2(v2)'; }

one_start() { # SWITCH RUN
  local begin end rss
  export OVS_RUNDIR=$RUN
  begin=${EPOCHREALTIME/./}
  drv_launch || fail "$1 does not start"
  until_true 30 ready || { drv_stop_switch; fail "$1 does not answer ovs-ofctl within 30 s"; }
  end=${EPOCHREALTIME/./}
  sleep 3
  rss=$(awk '/^VmRSS/ { print $2 / 1024 }' "/proc/$(drv_pid)/status")
  drv_stop_switch
  printf '%s\tstart\t%s\t%s\t%s\n' "$(name_of "$1")" "$2" \
    "$(awk -v a="$begin" -v b="$end" 'BEGIN { printf "%.4f", (b - a) / 1e6 }')" "$rss" >> "$OUT/runs.tsv"
}

bench_start() {
  local run s
  rig_up
  for s in "$A" "$B"; do use_driver "$s"; DRIVER_UP=1; drv_start && drv_stop_switch || fail "$s does not start"; done
  for run in $(seq "$RUNS"); do for s in "$A" "$B"; do use_driver "$s"; one_start "$s" "$run"; done; done
  for s in "$A" "$B"; do use_driver "$s"; drv_stop; done; DRIVER_UP=
  [ "$OUTPUT" = json ] && json_start | tee "$OUT/result.json" || table_start | tee "$OUT/result.txt"
}

table_start() {
  local s
  printf '%-14s %16s %18s %14s %18s\n' switch 'start median s' 'start spread s' 'RSS median MiB' 'RSS spread MiB'
  for s in "$A" "$B"; do
    printf '%-14s %16s %18s %14s %18s\n' "$(name_of "$s")" "$(column "$s" start 4 | median)" \
      "$(column "$s" start 4 | spread)" "$(column "$s" start 5 | median)" "$(column "$s" start 5 | spread)"
  done
  echo; echo "$RUNS runs each, in turn; $(host_facts); raw figures: $OUT"
}

json_start() {
  local s first=1
  printf '{"bench":"start","host":"%s","switches":[' "$(host_facts)"
  for s in "$A" "$B"; do
    [ $first ] || printf ','; first=
    printf '{"switch":"%s","seconds":[%s],"rssMiB":[%s],"medianSeconds":%s,"medianRssMiB":%s}' "$(name_of "$s")" \
      "$(column "$s" start 4 | json_list)" "$(column "$s" start 5 | json_list)" \
      "$(column "$s" start 4 | median)" "$(column "$s" start 5 | median)"
  done
  echo ']}'
}

check_prerequisites
go_first
awk '$1 > 1 { exit 1 }' /proc/loadavg || say "note: the machine is busy (load $(cut -d' ' -f1 /proc/loadavg)); more pairs help"
OUT=$RESULTS/$(date +%Y%m%d-%H%M%S)-$COMMAND
mkdir -p "$OUT" || fail "cannot write results to $OUT"
: > "$OUT/runs.tsv"
say "bench $COMMAND: $(name_of "$A") and $(name_of "$B"), in turn, switch on core $CPU_SW, generator on core $CPU_GEN"
bench_"$COMMAND"
