#!/bin/sh
# Mounts this machine's own node_modules over those of the shared checkout, which has programs for the developer's system.
# Runs before each start of the service, because the share is mounted again when the machine starts.
set -eu
own=/srv/portus/node_modules
shared=/vagrant/node_modules

mountpoint -q "$shared" && exit
mkdir -p "$own" "$shared"
mount --bind "$own" "$shared"
