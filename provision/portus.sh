#!/bin/sh
# Sets this machine up as the portus node: Portus from the shared checkout, restarted after each edit. It can run again at
# any time.
here=$(dirname -- "$(readlink -f -- "$0")")
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$here/common.sh"
# shellcheck source-path=SCRIPTDIR source=network.sh
. "$here/network.sh"

names
address 192.168.1.3
need curl curl curl
need node nodejs nodejs22
need npm npm npm22
account portus /var/lib/portus

"$here/modules.sh"
(
  cd "$checkout"
  # shellcheck source-path=SCRIPTDIR/.. source=bin/checkout.sh
  . bin/checkout.sh
  need_node
  alone sources
)

write_file /etc/portus/portus.env 644 <"$here/portus.env"
write_file /usr/local/bin/portus 755 <"$here/portus-command"
unit portus "s|@NODE@|$(command -v node)|"
service portus /etc/portus/portus.env
wait_for portus curl --silent --fail http://portus.test.lan:5000/readyz

# It contains the events secret, so only root can read it, and the developer if the share allows it.
mkdir -p "$exchange"
for version in 2 3; do
  portus registry-config --registry "$version" --listen :5000 --storage /var/lib/registry \
    --certificate /etc/registry/portus.crt | write_file "$exchange/registry-$version.yml" 600
done
portus ca | write_file "$exchange/portus.crt" 644
