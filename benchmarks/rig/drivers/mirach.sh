# Mirach's switch, started by the launcher as anyone would start it, AF_XDP ports. Works in this rig and in any other
# that has the same idea of a driver: it needs RUN, CPU_SW and flows_file, and takes PORT1, PORT2 and SW_EXEC if set.
: "${PORT1:=v1}" "${PORT2:=v2}"
MIRACH=${MIRACH:-$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../../../mirach}
MIRACH_XDP_MODE=${MIRACH_XDP_MODE:-native}

drv_pid() { cat "$RUN/mirach-switch.pid"; }

mirach_config() {
  cat > "$RUN/switch.yaml" <<YAML
run-dir: $RUN
bridge:
  name: br0
  fail-mode: secure
  local-port: false
  ports:
    - {name: $PORT1, port-no: 1, type: afxdp, xdp-mode: $MIRACH_XDP_MODE}
    - {name: $PORT2, port-no: 2, type: afxdp, xdp-mode: $MIRACH_XDP_MODE}
engine:
  cpu: $CPU_SW
  flow-capacity: 262144
YAML
}

drv_launch() {
  $SW_EXEC env MIRACH_SKIP_BUILD=1 "$MIRACH" switch --config "$RUN/switch.yaml" > "$RUN/mirach-switch.log" 2>&1 &
  echo $! > "$RUN/mirach-switch.pid"   # the launcher becomes the JVM: the same pid
}

drv_start() {
  local i
  export OVS_RUNDIR=$RUN
  mirach_config; drv_launch
  for i in $(seq 600); do
    ovs-ofctl show br0 2>/dev/null | grep -q "^ 2($PORT2)" && return
    kill -0 "$(drv_pid)" 2>/dev/null || break
    sleep 0.05
  done
  tail -20 "$RUN/mirach-switch.log" >&2
  return 1
}

drv_flows() {
  ovs-ofctl -O OpenFlow13 del-flows br0
  case $1 in
  p2p) ovs-ofctl -O OpenFlow13 add-flow br0 in_port=1,actions=output:2 &&
         ovs-ofctl -O OpenFlow13 add-flow br0 in_port=2,actions=output:1 ;;
  l3) ovs-ofctl -O OpenFlow13 add-flows br0 "$(flows_file "$2")" ;;
  esac
}

drv_stop_switch() {
  local pid i
  pid=$(cat "$RUN/mirach-switch.pid" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null
  for i in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
  kill -9 "$pid" 2>/dev/null
  rm -f "$RUN/mirach-switch.pid"
}
drv_stop() { drv_stop_switch; }
drv_stats() { ovs-appctl -t "$RUN/br0.ctl" mirach/ports; ovs-appctl -t "$RUN/br0.ctl" mirach/datapath; }
