#!/bin/sh
# Puts into the folder $1, which becomes the root of the image: node, all shared libraries that it and Portus's native
# modules are linked with, and a user without a password or shell.
set -eu
image=$1

mkdir -p "$image/usr/local/bin" "$image/etc" "$image/tmp"
chmod 1777 "$image/tmp"
cp -L "$(command -v node)" "$image/usr/local/bin/node"

linked=$(find "$image/usr/local/bin/node" "$image/app/node_modules" \( -name node -o -name '*.node' \) -type f -exec ldd {} +)
if echo "$linked" | grep 'not found'; then
  echo "The base image lacks these libraries, which Portus needs." >&2
  exit 1
fi

# Lines of ldd are `name => /path (0x…)`, or `/path (0x…)` for the loader itself.
echo "$linked" | sed -n 's|.*=> \(/[^ ]*\) (.*|\1|p; s|^[[:space:]]*\(/[^ ]*\) (.*|\1|p' | sort -u |
  while read -r library; do
    mkdir -p "$image$(dirname "$library")"
    cp -L "$library" "$image$library"
  done

echo 'portus:x:10001:10001:Portus:/data:/usr/local/bin/node' >"$image/etc/passwd"
echo 'portus:x:10001:' >"$image/etc/group"

# Inside the container: `portus user create …`, as bin/portus elsewhere. There is no shell that could run a script of its own.
printf '#!/usr/local/bin/node --enable-source-maps\nimport("/app/dist/cli.js");\n' >"$image/usr/local/bin/portus"
chmod 755 "$image/usr/local/bin/portus"
