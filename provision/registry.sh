#!/bin/sh
# Sets this machine up as the registry node, with the config and the certificate that Portus wrote for it. It can run again
# at any time.
here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$here/common.sh"
# shellcheck source-path=SCRIPTDIR source=network.sh
. "$here/network.sh"

if [ ! -s "$exchange/portus.crt" ]; then
  echo "Portus has not written the registry's config yet. Provision the portus node first." >&2
  exit 1
fi

# Debian calls the program docker-registry; everybody else calls it registry.
program() { command -v registry || command -v docker-registry; }

names
address 192.168.1.2
need curl curl curl
program >/dev/null || need registry docker-registry distribution-registry
account registry /var/lib/registry

case $("$(program)" --version) in
*\ v2.* | *\ 2.*) version=2 ;;
*) version=3 ;;
esac
write_file /etc/registry/config.yml 640 <"$exchange/registry-$version.yml"
write_file /etc/registry/portus.crt 644 <"$exchange/portus.crt"
chgrp registry /etc/registry/config.yml

unit registry "s|@REGISTRY@|$(program)|"
service registry /etc/registry/config.yml /etc/registry/portus.crt
wait_for registry curl --silent http://registry.test.lan:5000/v2/
