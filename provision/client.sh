#!/bin/sh
# Sets this machine up as the client node: an engine that trusts the registry without TLS. It can run again at any time.
here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$here/common.sh"
# shellcheck source-path=SCRIPTDIR source=network.sh
. "$here/network.sh"
engine=${ENGINE:-docker}

names
address 192.168.1.4

write_file /etc/containers/registries.conf.d/test.lan.conf 644 <"$here/registries.conf"
if [ "$engine" = podman ]; then
  need podman podman podman
  exit
fi

need dockerd docker.io docker
need docker docker.io docker
write_file /etc/docker/daemon.json 644 <"$here/daemon.json"
if id vagrant >/dev/null 2>&1; then usermod --append --groups docker vagrant; fi
service docker /etc/docker/daemon.json
wait_for docker docker info
