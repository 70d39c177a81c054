#!/bin/sh
# On the client: shows the traffic between it and the registry. mitmproxy listens on localhost:5000 and forwards each
# request, so push to and pull from localhost:5000. With --lines it prints a line per request instead of using the whole
# screen.
here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$here/common.sh"

program=mitmproxy
if [ "${1:-}" = --lines ]; then program=mitmdump; fi
export PYTHONUNBUFFERED=1 # each line at once, into a pipe too

# With the client's own Host header the registry sends uploads back through this proxy.
set -- --mode reverse:http://registry.test.lan:5000 --listen-port 5000 --set keep_host_header=true \
  --set connection_strategy=lazy --scripts "$here/watch-registry.py"

(need "$program" mitmproxy mitmproxy) || echo "No package has mitmproxy; taking its container." >&2
if command -v "$program" >/dev/null; then exec "$program" "$@"; fi
terminal=
if [ -t 0 ]; then terminal=-t; fi
exec docker run --rm -i $terminal --network host --volume "$here:$here:ro" mitmproxy/mitmproxy "$program" "$@"
