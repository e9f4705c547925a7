# No switch at all: each port's XDP program redirects to the other port. The ceiling for a switch's XDP stage.
# It knows no flows: p2p and l3 are the same wire, so its l3 frames arrive unchanged and count as wrong.
: "${PORT1:=v1}" "${PORT2:=v2}"
drv_pid() { cat "$RUN/wire.pid"; }

drv_start() {
  local i
  : > "$RUN/wire.out"
  $SW_EXEC "$BIN/wireredirect" "$PORT1" "$PORT2" > "$RUN/wire.out" 2>&1 &
  echo $! > "$RUN/wire.pid"
  for i in $(seq 100); do grep -q ready "$RUN/wire.out" && return; sleep 0.05; done
  cat "$RUN/wire.out" >&2
  return 1
}

drv_flows() { [ "$1" = p2p ] || echo "xdp-redirect has no flows: $1 frames pass unchanged" >&2; }
drv_stop() { local pid; pid=$(cat "$RUN/wire.pid" 2>/dev/null) && kill "$pid" 2>/dev/null; rm -f "$RUN/wire.pid"; }
