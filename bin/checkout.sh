# Brings the checkout to where its programs can run. Sourced by the programs beside it, which set $root.
# What is done already is not done again: each step leaves a stamp of what it was made from.
# shellcheck shell=sh

# Those of npm start, which keep V8's memory small.
# shellcheck disable=SC2034 # the programs use it
node_flags="--max-semi-space-size=4 --initial-old-space-size=24 --heap-growing-percent=35 --v8-pool-size=1 --wasm-lazy-compilation"

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

need_node() {
  command -v node >/dev/null 2>&1 ||
    die "Portus needs Node 20.19 or newer and finds no node on the PATH. Install Node, then start again."
  # Old on purpose: a Node too old for Portus must still be able to say so.
  node -e 'var v = process.versions.node.split("."); process.exit(v[0] > 20 || (v[0] == 20 && v[1] >= 19) ? 0 : 1)' ||
    die "Portus needs Node 20.19 or newer; this is $(node --version). Install a newer Node, then start again."
}

# Paths that the caller gave relative to where they stand stay true after we moved to the checkout.
keep_paths() {
  case "${PORTUS_DATA_DIR:-/}" in /*) ;; *) export PORTUS_DATA_DIR="$PWD/$PORTUS_DATA_DIR" ;; esac
  case "${PORTUS_BACKUP_PASSPHRASE_FILE:-/}" in /*) ;; *) export PORTUS_BACKUP_PASSPHRASE_FILE="$PWD/$PORTUS_BACKUP_PASSPHRASE_FILE" ;; esac
  export INIT_CWD="$PWD" # as npm does
  case "${REGISTRY_BIN:-/}" in /*) ;; */*) export REGISTRY_BIN="$PWD/$REGISTRY_BIN" ;; esac
}

hash_of() { find "$@" -type f 2>/dev/null | LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum | sha256sum | cut -c1-64; }

made_from() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

# with_progress TEXT COMMAND…: says what is going on, a dot every two seconds, and all of the output if it fails.
with_progress() {
  text=$1
  shift
  output=$(mktemp)
  printf '%s ' "$text" >&2
  "$@" >"$output" 2>&1 </dev/null &
  work=$!
  trap 'kill "$work" 2>/dev/null; exit 130' INT TERM
  while kill -0 "$work" 2>/dev/null; do
    sleep 0.2
    tick=$(((${tick:-0} + 1) % 10))
    [ "$tick" -ne 0 ] || printf '.' >&2
  done
  status=0
  wait "$work" || status=$?
  trap - INT TERM
  if [ "$status" -eq 0 ]; then say "done"; else
    say "failed"
    cat "$output" >&2
  fi
  rm -f "$output"
  return "$status"
}

need_writable() {
  if [ -w . ] && { [ ! -e "$1" ] || [ -w "$1" ]; }; then return; fi
  die "$PWD can't be written by $(id -un), and $2. Run this once as its owner, or clone it into a directory of your own."
}

# Whether npm itself noted that it installed what is locked, as after an `npm install`: no need to begin again.
as_locked() {
  node -e '
    var locked = require("./package-lock.json").packages;
    var installed = require("./node_modules/.package-lock.json").packages;
    var missing = Object.keys(locked).filter(function (path) {
      var there = installed[path];
      return path && !locked[path].optional && !(there && there.version === locked[path].version);
    });
    process.exit(missing.length === 0 ? 0 : 1)' 2>/dev/null
}

dependencies() {
  wanted="$(sha256sum <package-lock.json | cut -c1-64) $(node -p 'process.version + " " + process.arch')"
  made_from node_modules/.installed "$wanted" && return
  if as_locked; then
    printf '%s' "$wanted" 2>/dev/null >node_modules/.installed || true
    return
  fi
  need_writable node_modules "its dependencies are not installed yet"
  with_progress "Installing dependencies" npm ci --include=dev --no-audit --no-fund ||
    die "The dependencies could not be installed: see npm's words above. It needs to reach a package registry."
  printf '%s' "$wanted" >node_modules/.installed
}

generated() {
  wanted=$(hash_of prisma/schema.prisma package-lock.json)
  made_from src/platform/db/generated/.made-from "$wanted" && return
  need_writable src/platform/db "the database client is not generated yet"
  with_progress "Generating the database client" npm run --silent generate || die "The database client could not be generated."
  printf '%s' "$wanted" >src/platform/db/generated/.made-from
}

built_from() { hash_of src prisma/schema.prisma package-lock.json tsconfig.json tsconfig.build.json; }

is_built() { made_from dist/.built "$(built_from)"; }

built() {
  is_built && return
  need_writable dist "it is not built yet"
  rm -rf dist
  with_progress "Building" npm run --silent build || die "Portus could not be built."
  built_from >dist/.built
}

# One at a time: two starts at once must not install over each other.
alone() {
  exec 9<package.json
  if command -v flock >/dev/null 2>&1; then flock 9; fi
  "$@"
  exec 9<&-
}

sources() { dependencies && generated; }
programs() { sources && built; }
