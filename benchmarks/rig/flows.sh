#!/bin/bash
# Flow tables of switch and Open vSwitch beside each other: the same files, each from a fresh start, in turn.
# Run through ./mirach bench flows, or directly. Needs neither root nor network devices: both have dummy ports.
RIG=$(dirname "$(readlink -f "$0")")
ROOT=$(readlink -f "$RIG/../..")

usage() { cat <<'USAGE'
usage: bench.sh flows [--flows N] [--runs N] [-o json|table] [--results DIR]

Seconds that ovs-ofctl takes, against Mirach and against Debian's Open vSwitch in turn, each freshly started (with what
the JVM has to compile in them), and the milliseconds of processor time that the switch itself takes:
        add      add-flows of N flows from a file: one flow_mod and one barrier each
        dump     dump-flows of them               replace  replace-flows, every flow with other actions
        same     replace-flows with what is there mod      mod-flows: one message changes them all
        del      del-flows: one message           bundle   add-flows --bundle of the file
and the longest time, in milliseconds, that an echo took while mod and del were running.
        --flows  100000      --runs  3
USAGE
}

FLOWS=100000; RUNS=3; OUTPUT=table; RESULTS=$ROOT/.mirach/bench
while [ $# -gt 0 ]; do
  case $1 in
  -h|--help) usage; exit 0 ;;
  --flows) FLOWS=$2 ;; --runs) RUNS=$2 ;; -o|--output) OUTPUT=$2 ;; --results) RESULTS=$2 ;;
  *) echo "bench: no option $1; try --help" >&2; exit 2 ;;
  esac
  shift 2 || { echo "bench: an option needs a value" >&2; exit 2; }
done

. "$RIG/lib.sh"
STEPS="add dump replace same mod del bundle"
command -v ovsdb-server >/dev/null && command -v ovs-ofctl >/dev/null ||
  fail "needs Open vSwitch to compare with: apt-get install openvswitch-switch"
VSWITCHD=/usr/lib/openvswitch-switch/ovs-vswitchd
[ -x $VSWITCHD ] || VSWITCHD=$(command -v ovs-vswitchd) || fail "no ovs-vswitchd"
RUN=$(mktemp -d "${TMPDIR:-/tmp}/mirach-flows.XXXXXX") || exit 1
SWITCH_PID= DB_PID= SESSION_NICE=
trap 'stop_pid "$SWITCH_PID"; stop_pid "$DB_PID"; rm -rf "$RUN"
  [ -z "$SESSION_NICE" ] || echo "$SESSION_NICE" > /proc/self/autogroup' EXIT
trap 'exit 130' INT TERM HUP
OUT=$RESULTS/$(date +%Y%m%d-%H%M%S)-flows
mkdir -p "$OUT" || fail "cannot write results to $OUT"

make_files() {
  awk -v n="$FLOWS" 'BEGIN { for (i = 0; i < n; i++) { s = i % 65536; d = int(i / 16) % 65536
      printf "priority=100,udp,in_port=1,nw_src=10.1.%d.%d,nw_dst=10.2.%d.%d,tp_src=%d,tp_dst=%d,actions=output:2\n", \
        int(s / 256), s % 256, int(d / 256), d % 256, 1024 + i % 16384, 2000 + int(i / 16384) } }' > "$RUN/one"
  sed 's/output:2/output:1/' "$RUN/one" > "$RUN/two"
}

start_mirach() {
  cat > "$RUN/switch.yaml" <<YAML
run-dir: $RUN/mirach
bridge:
  name: br0
  local-port: false
  ports: [{name: p1, port-no: 1, type: dummy}, {name: p2, port-no: 2, type: dummy}]
YAML
  mkdir -p "$RUN/mirach"
  MIRACH_SKIP_BUILD=1 "$ROOT/mirach" switch --enable-dummy --config "$RUN/switch.yaml" > "$OUT/mirach.log" 2>&1 &
  SWITCH_PID=$!
  BRIDGE=unix:$RUN/mirach/br0.mgmt
}

start_ovs() {
  local dir=$RUN/ovs
  mkdir -p "$dir"; export OVS_RUNDIR=$dir OVS_LOGDIR=$dir OVS_DBDIR=$dir
  ovsdb-tool create "$dir/conf.db" /usr/share/openvswitch/vswitch.ovsschema
  ovsdb-server --remote="punix:$dir/db.sock" --pidfile="$dir/db.pid" --detach --no-chdir "$dir/conf.db" 2>/dev/null
  DB_PID=$(cat "$dir/db.pid")
  ovs-vsctl --db="unix:$dir/db.sock" --no-wait init
  $VSWITCHD --enable-dummy=override --disable-system --pidfile="$dir/sw.pid" --detach --no-chdir \
    --log-file="$OUT/ovs.log" "unix:$dir/db.sock" 2>/dev/null
  SWITCH_PID=$(cat "$dir/sw.pid")
  ovs-vsctl --db="unix:$dir/db.sock" --timeout=20 add-br br0 -- set bridge br0 datapath_type=dummy fail-mode=secure \
    protocols=OpenFlow10,OpenFlow13,OpenFlow14 -- add-port br0 p1 -- set interface p1 type=dummy ofport_request=1 \
    -- add-port br0 p2 -- set interface p2 type=dummy ofport_request=2
  BRIDGE=unix:$dir/br0.mgmt
}

stop_switch() {
  stop_pid "$SWITCH_PID"; stop_pid "$DB_PID"
  SWITCH_PID=; DB_PID=
  rm -rf "$RUN/ovs" "$RUN/mirach"
}

# Ahead of whatever else the machine does, both switches and ovs-ofctl alike: niceness counts within a session only where
# the kernel groups tasks by session, so the sessions get it too.
hurry() { # PID
  local task
  [ "$(id -u)" = 0 ] || return 0
  for task in /proc/"$1"/task/*; do renice -n -15 -p "${task##*/}" >/dev/null 2>&1; done
  [ ! -w "/proc/$1/autogroup" ] || echo -15 > "/proc/$1/autogroup"
}

processor_ms() { awk '{ print ($14 + $15) * 10 }' "/proc/$SWITCH_PID/stat"; }

step() { # SWITCH RUN STEP COMMAND...
  local begin=${EPOCHREALTIME/./} busy
  busy=$(processor_ms)
  "${@:4}" > "$RUN/said" 2>&1 || { head -3 "$RUN/said" >&2; fail "$3 fails against $1"; }
  printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$3" "$2" \
    "$(awk -v a="$begin" -v b="${EPOCHREALTIME/./}" 'BEGIN { printf "%.3f", (b - a) / 1e6 }')" \
    "$(($(processor_ms) - busy))" >> "$OUT/runs.tsv"
}

# Echoes, one connection after the other, until the command ends; the slowest counts.
step_with_echoes() { # SWITCH RUN STEP COMMAND...
  local worst
  : > "$RUN/echoes"; touch "$RUN/going"
  (while [ -e "$RUN/going" ]; do ovs-ofctl ping "$BRIDGE" >> "$RUN/echoes" 2>&1; done) &
  local pinger=$!
  step "$@"
  rm -f "$RUN/going"; wait $pinger
  worst=$(sed -n 's/.*time=\([0-9.]*\) ms.*/\1/p' "$RUN/echoes" | sort -g | tail -1)
  printf '%s\techo-%s\t%s\t%s\t0\n' "$1" "$3" "$2" "${worst:-0}" >> "$OUT/runs.tsv"
}

count() { # N
  ovs-ofctl dump-aggregate "$BRIDGE" | grep -q "flow_count=$1\$" || fail "there should be $1 flows: $(ovs-ofctl dump-aggregate "$BRIDGE")"
}

one_run() { # SWITCH RUN
  start_"$1"
  until_true 60 ovs-ofctl show "$BRIDGE" || fail "$1 does not answer; see $OUT/$1.log"
  hurry "$SWITCH_PID"
  step "$1" "$2" add ovs-ofctl add-flows "$BRIDGE" "$RUN/one"
  count "$FLOWS"
  step "$1" "$2" dump ovs-ofctl dump-flows "$BRIDGE"
  step "$1" "$2" replace ovs-ofctl replace-flows "$BRIDGE" "$RUN/two"
  step "$1" "$2" same ovs-ofctl replace-flows "$BRIDGE" "$RUN/two"
  step_with_echoes "$1" "$2" mod ovs-ofctl mod-flows "$BRIDGE" udp,actions=output:2
  step_with_echoes "$1" "$2" del ovs-ofctl del-flows "$BRIDGE"
  count 0
  step "$1" "$2" bundle ovs-ofctl --bundle add-flows "$BRIDGE" "$RUN/one"
  count "$FLOWS"
  stop_switch
  say "  $1 run $2: $(awk -v s="$1" -v r="$2" -F'\t' '$1 == s && $3 == r { printf "%s %s  ", $2, $4 }' "$OUT/runs.tsv")"
}

column() { awk -F'\t' -v s="$1" -v c="$2" -v k="$3" '$1 == s && $2 == c { print $k }' "$OUT/runs.tsv" | median; }
ratio() { awk -v a="$(column mirach "$1" 4)" -v b="$(column ovs "$1" 4)" 'BEGIN { printf "%.2f", (a > 0 ? b / a : 0) }'; }

table() {
  local s
  printf '%-10s %14s %14s %18s %18s %18s\n' step 'mirach s' 'ovs s' 'ovs / mirach' 'mirach cpu ms' 'ovs cpu ms'
  for s in $STEPS; do
    printf '%-10s %14s %14s %18s %18s %18s\n' "$s" "$(column mirach "$s" 4)" "$(column ovs "$s" 4)" "$(ratio "$s")" \
      "$(column mirach "$s" 5)" "$(column ovs "$s" 5)"
  done
  for s in echo-mod echo-del; do
    printf '%-10s %11s ms %11s ms\n' $s "$(column mirach $s 4)" "$(column ovs $s 4)"
  done
  echo; echo "$FLOWS flows, medians of $RUNS runs in turn; $(host_facts); raw figures: $OUT"
}

json() {
  local s first=1
  printf '{"bench":"flows","flows":%s,"runs":%s,"host":"%s","steps":[' "$FLOWS" "$RUNS" "$(host_facts)"
  for s in $STEPS; do
    [ $first ] || printf ','; first=
    printf '{"step":"%s","mirachSeconds":%s,"ovsSeconds":%s,"ratio":%s}' "$s" "$(column mirach "$s" 4)" \
      "$(column ovs "$s" 4)" "$(ratio "$s")"
  done
  printf '],"echoMs":{"mirachMod":%s,"ovsMod":%s,"mirachDel":%s,"ovsDel":%s}}\n' "$(column mirach echo-mod 4)" \
    "$(column ovs echo-mod 4)" "$(column mirach echo-del 4)" "$(column ovs echo-del 4)"
}

awk '$1 > 1 { exit 1 }' /proc/loadavg ||
  say "note: the machine is busy (load $(cut -d' ' -f1 /proc/loadavg)); processor time says more then"
say "bench flows: $FLOWS flows, mirach and ovs in turn"
SESSION_NICE=$(awk '{ print $3 }' /proc/self/autogroup 2>/dev/null)
hurry $$
make_files
for run in $(seq "$RUNS"); do for switch in mirach ovs; do one_run $switch "$run"; done; done
[ "$OUTPUT" = json ] && json | tee "$OUT/result.json" || table | tee "$OUT/result.txt"
