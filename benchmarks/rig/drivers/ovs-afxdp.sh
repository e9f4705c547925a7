# Debian's Open vSwitch, userspace datapath, AF_XDP ports. Its own database, run directory and daemons.
: "${PORT1:=v1}" "${PORT2:=v2}"
OVS_VSWITCHD=${OVS_VSWITCHD:-/usr/lib/openvswitch-switch/ovs-vswitchd}
[ -x "$OVS_VSWITCHD" ] || OVS_VSWITCHD=$(command -v ovs-vswitchd)

ovs_vsctl() { ovs-vsctl --timeout=20 --db="unix:$RUN/db.sock" "$@"; }
drv_pid() { cat "$RUN/ovs-vswitchd.pid"; }

# The database outlives a restart of the daemon, as it does in service.
ovs_database() {
  export OVS_RUNDIR=$RUN OVS_DBDIR=$RUN OVS_LOGDIR=$RUN
  [ -S "$RUN/db.sock" ] && [ -f "$RUN/ovsdb-server.pid" ] && return
  rm -f "$RUN/conf.db" "$RUN/.conf.db.~lock~"
  ovsdb-tool create "$RUN/conf.db" /usr/share/openvswitch/vswitch.ovsschema &&
    ovsdb-server "$RUN/conf.db" --remote="punix:$RUN/db.sock" --unixctl="$RUN/db.ctl" --detach --no-chdir \
      --pidfile="$RUN/ovsdb-server.pid" --log-file="$RUN/ovsdb-server.log" 2>/dev/null && ovs_vsctl --no-wait init
}

# One PMD thread on the switch's core polls both ports. Exact-match cache as shipped (insertion 1 in 100).
ovs_configure() {
  ovs_vsctl --no-wait set Open_vSwitch . "other_config:pmd-cpu-mask=$(printf 0x%x $((1 << CPU_SW)))" \
    -- --may-exist add-br br0 \
    -- set bridge br0 datapath_type=netdev fail-mode=secure protocols=OpenFlow10,OpenFlow13,OpenFlow14 \
    -- --may-exist add-port br0 "$PORT1" -- set interface "$PORT1" type=afxdp options:xdp-mode=native ofport_request=1 \
    -- --may-exist add-port br0 "$PORT2" -- set interface "$PORT2" type=afxdp options:xdp-mode=native ofport_request=2
}

drv_launch() { # the daemon alone, with the bridge already configured: what a start costs
  $SW_EXEC "$OVS_VSWITCHD" "unix:$RUN/db.sock" --unixctl="$RUN/vswitchd.ctl" --pidfile="$RUN/ovs-vswitchd.pid" \
    --detach --no-chdir --log-file="$RUN/ovs-vswitchd.log" 2>/dev/null
}

drv_start() {
  ovs_database && ovs_configure && drv_launch || return 1
  until_ovs_ready || { tail -5 "$RUN/ovs-vswitchd.log" >&2; return 1; }
  # The limit on cached flows starts at 10,000 and needs most of a minute to allow 100,000: no part of the question.
  ovs-appctl -t "$RUN/vswitchd.ctl" upcall/set-flow-limit 200000 >/dev/null
}

until_ovs_ready() {
  local i
  for i in $(seq 200); do
    ovs-ofctl -O OpenFlow13 show br0 2>/dev/null | grep -q "^ 2($PORT2)" && return
    sleep 0.05
  done
  return 1
}

drv_flows() {
  ovs-ofctl -O OpenFlow13 del-flows br0
  case $1 in
  p2p) ovs-ofctl -O OpenFlow13 add-flow br0 in_port=1,actions=output:2 &&
         ovs-ofctl -O OpenFlow13 add-flow br0 in_port=2,actions=output:1 ;;
  l3) ovs-ofctl -O OpenFlow14 --bundle add-flows br0 "$(flows_file "$2")" ;;
  esac
}

# The daemon leaves its tap devices behind when it ends.
drv_stop_switch() {
  ovs_end "$RUN/ovs-vswitchd.pid"
  $SW_EXEC ip link del br0 2>/dev/null
  $SW_EXEC ip link del ovs-netdev 2>/dev/null
  true
}
drv_stop() { drv_stop_switch; ovs_end "$RUN/ovsdb-server.pid"; rm -f "$RUN/db.sock"; }

ovs_end() { # PIDFILE: TERM, then KILL after five seconds
  local pid i
  pid=$(cat "$1" 2>/dev/null) || return 0
  kill "$pid" 2>/dev/null
  for i in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
  kill -9 "$pid" 2>/dev/null
  rm -f "$1"
}

drv_stats() {
  ovs-appctl -t "$RUN/vswitchd.ctl" dpif-netdev/pmd-stats-show |
    awk '/^main thread/ { exit } /emc hits|megaflow hits|miss with|avg cycles|avg processing/ { sub(/^ +/, ""); print }'
}
