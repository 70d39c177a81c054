#!/bin/sh
# Copies into the folder $1, the root of the image: node, the shell that Postgres needs, all shared libraries that these and
# Portus's native modules are linked with, and a user without a password or shell.
set -eu
image=$1

mkdir -p "$image/usr/local/bin" "$image/bin" "$image/etc" "$image/tmp"
chmod 1777 "$image/tmp"
cp -L "$(command -v node)" "$image/usr/local/bin/node"
cp -L "$(command -v sh)" "$image/bin/sh"

linked=$(find "$image/bin" "$image/usr" "$image/app/node_modules" -type f \
  \( -name sh -o -name node -o -name '*.node' -o -name postgres -o -name initdb \) -exec ldd {} +)
if echo "$linked" | grep 'not found'; then
  echo "The base image lacks these libraries, which Portus needs." >&2
  exit 1
fi

# Lines of ldd are `name => /path (0x…)`, or `/path (0x…)` for the loader itself.
echo "$linked" | sed -n 's|.*=> \(/[^ ]*\) (.*|\1|p; s|^[[:space:]]*\(/[^ ]*\) (.*|\1|p' | sort -u |
  grep -v "^$image/" | # Postgres brings its own
  while read -r library; do
    mkdir -p "$image$(dirname "$library")"
    cp -L "$library" "$image$library"
  done

echo 'portus:x:10001:10001:Portus:/data:/usr/local/bin/node' >"$image/etc/passwd"
echo 'portus:x:10001:' >"$image/etc/group"

# Inside the container: `portus user create …`, like bin/portus elsewhere. There is no shell to run a script.
printf '#!/usr/local/bin/node\nimport("/app/dist/main/cli.js");\n' >"$image/usr/local/bin/portus"
chmod 755 "$image/usr/local/bin/portus"
