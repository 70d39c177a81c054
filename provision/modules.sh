#!/bin/sh
# Lays this machine's own node_modules over those of the shared checkout: what the developer's machine installed there
# holds programs of another system. Before each start of the service, because the share comes and goes with the machine.
set -eu
own=/srv/portus/node_modules
shared=/vagrant/node_modules

mountpoint -q "$shared" && exit
mkdir -p "$own" "$shared"
mount --bind "$own" "$shared"
