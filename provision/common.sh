# What all three nodes need. The script of a node, which sets $here, sources this as root.
# shellcheck shell=sh disable=SC2034,SC2154
set -eu
umask 022

checkout=/vagrant
# A folder that both nodes see, by which Portus gives the registry its config and certificate.
exchange=${EXCHANGE:-$checkout/data/machines}

# need COMMAND DEBIAN-PACKAGE OPENSUSE-PACKAGE
need() {
  command -v "$1" >/dev/null && return
  echo "Installing $1"
  if command -v zypper >/dev/null; then
    zypper --quiet --non-interactive install --no-recommends "$3"
  else
    "$checkout/bin/apt-install" "$2" >/dev/null
  fi
}

# write_file PATH MODE: writes the standard input to the file, unless it is the same already.
write_file() {
  draft=$(mktemp)
  cat >"$draft"
  if ! cmp -s "$draft" "$1"; then
    echo "Writing $1"
    mkdir -p "$(dirname "$1")"
    install -m "$2" "$draft" "$1"
  fi
  rm -f "$draft"
}

# The names of the three nodes, on each of them. They replace earlier entries for test.lan.
names() {
  {
    grep -v 'test\.lan' /etc/hosts || true
    cat "$here/hosts"
  } | write_file /etc/hosts 644
}

# account NAME HOME: creates the user that a service runs as.
account() {
  id "$1" >/dev/null 2>&1 || useradd --system --user-group --home-dir "$2" --shell /usr/sbin/nologin "$1"
  install -d -o "$1" -g "$1" -m 750 "$2"
}

# unit NAME [SED-EXPRESSION…]: installs the unit of a service with its placeholders filled in.
unit() {
  name=$1
  shift
  sed "$@" "$here/units/$name.service" | write_file "/etc/systemd/system/$name.service" 644
}

# service NAME FILE…: runs it, and restarts it if its unit or one of the files has changed since it was started.
service() {
  name=$1
  shift
  stamp=/run/provisioned/$name
  now=$({ "$here/service.sh" show "$name"; cat "$@"; } | sha256sum)
  if "$here/service.sh" running "$name" && [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then return; fi
  echo "Starting $name"
  "$here/service.sh" restart "$name"
  mkdir -p /run/provisioned
  echo "$now" >"$stamp"
}

# wait_for SERVICE COMMAND…: waits until the command succeeds, for two minutes at most.
wait_for() {
  name=$1
  shift
  tries=0
  until "$@" >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 240 ]; then
      echo "Waited two minutes for $name in vain. The end of its log:" >&2
      "$here/service.sh" log "$name" >&2
      exit 1
    fi
    sleep 0.5
  done
}
