#!/bin/sh
# service.sh start|stop|restart|running|show|log NAME: manages a service by its unit. Without systemd, as in the lab, the
# unit's program runs as a plain process with the unit's user, settings and directory.
set -eu
verb=$1
name=$2

unit_file() {
  for folder in /etc/systemd/system /usr/lib/systemd/system /lib/systemd/system; do
    [ -e "$folder/$name.service" ] && echo "$folder/$name.service" && return
  done
  echo "There is no unit $name." >&2
  exit 1
}

with_systemd() {
  case $verb in
  running) systemctl --quiet is-active "$name" ;;
  show) cat "$(unit_file)" ;;
  log) journalctl --no-pager --lines 20 --unit "$name" ;;
  stop) systemctl stop "$name" ;;
  *)
    systemctl daemon-reload
    systemctl --quiet enable "$name"
    systemctl "$verb" "$name"
    ;;
  esac
}

pid_file=/run/provisioned/$name.pid
log=/var/log/$name.log

setting() { sed -n "s/^$1=//p" "$unit"; }

# A killed process that its parent has not collected yet (Z) does not count as running.
running() { [ -s "$pid_file" ] && grep -q '^State:.[^Z]' "/proc/$(cat "$pid_file")/status" 2>/dev/null; }

environment() {
  setting Environment
  setting EnvironmentFile | sed 's/^-//' | while read -r file; do
    if [ -e "$file" ]; then grep -v '^#' "$file" || true; fi
  done
}

start() {
  if running; then return; fi
  setting ExecStartPre | sed 's/^[+!-]*//' | while read -r before; do sh -c "$before"; done
  user=$(setting User)
  directory=$(setting WorkingDirectory)
  set -- "PATH=$PATH" "HOME=$(getent passwd "${user:-root}" | cut -d: -f6)"
  while read -r line; do if [ -n "$line" ]; then set -- "$@" "$line"; fi; done <<LINES
$(environment)
LINES
  cd "${directory:-/}"
  # Its own process group, so that all of it can be killed.
  setsid setpriv --reuid="${user:-root}" --regid="${user:-root}" --init-groups \
    env -i "$@" sh -c "exec $(setting ExecStart)" >>"$log" 2>&1 </dev/null &
  mkdir -p /run/provisioned
  echo $! >"$pid_file"
}

# As systemd does with KillMode=mixed: the program gets SIGTERM, and what remains of its group is killed later.
stop() {
  if ! running; then return; fi
  group=$(cat "$pid_file")
  kill "$group" 2>/dev/null || true
  tries=0
  while kill -s 0 -- "-$group" 2>/dev/null && [ "$tries" -lt 250 ]; do
    tries=$((tries + 1))
    if [ "$tries" -eq 200 ]; then kill -s KILL -- "-$group" 2>/dev/null || true; fi
    sleep 0.1
  done
  rm -f "$pid_file"
}

if [ -d /run/systemd/system ]; then
  with_systemd
  exit
fi

unit=$(unit_file)
case $verb in
start | stop | running) "$verb" ;;
restart)
  stop
  start
  ;;
show) cat "$unit" ;;
log) tail -n 20 "$log" ;;
esac
