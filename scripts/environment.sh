# Sourced by every script: where things are, and how to speak. Changes nothing on the machine.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# Tools that cargo installs for us. Outside the clone, so that the next clone finds them.
TOOLS=${XDG_CACHE_HOME:-$HOME/.cache}/anteroom/tools
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
# Tests the API by its document; with the versions in its path, so that a change installs it anew.
SCHEMATHESIS=$TOOLS/schemathesis-$(sed -n 's/^schemathesis==//p' scripts/schemathesis.txt)/bin/schemathesis
WASM_TARGET=wasm32-unknown-unknown
export PATH="$ROOT/node_modules/.bin:$TOOLS/bin:$PATH"
# A fresh rustup is not on the PATH of the shell that installed it.
[ -d "${CARGO_HOME:-$HOME/.cargo}/bin" ] && PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin

say() { printf '== %s\n' "$*"; }
warn() { printf '!! %s\n' "$*" >&2; }

# stop WHAT HOW-TO-MEND...: says what went wrong and what to do about it, and ends.
stop() {
  warn "$1"
  shift
  for line in "$@"; do printf '   %s\n' "$line" >&2; done
  exit 1
}

# A program, not a function of that name: scripts/setup has one called chromium.
have() { type -P "$1" >/dev/null 2>&1; }

# The version of a package in Cargo.lock.
locked() {
  awk -v name="\"$1\"" '$1 == "name" { found = ($3 == name) } found && $1 == "version" { gsub(/"/, "", $3); print $3; exit }' Cargo.lock
}

# Chromium, wherever it is called what; CHROMIUM overrides.
find_chromium() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
    [ -n "$name" ] && have "$name" && { type -P "$name"; return; }
  done
  return 1
}

# nginx, which Debian keeps off the PATH of people.
find_nginx() {
  if have nginx; then command -v nginx; return; fi
  [ -x /usr/sbin/nginx ] && echo /usr/sbin/nginx
}

# The folder of initdb and pg_ctl, newest version first. Debian keeps them off the PATH.
find_postgres() {
  local dir
  dir=$(compgen -G '/usr/lib/postgresql/*/bin' | sort -V | tail -1 || true)
  if [ -n "$dir" ] && [ -x "$dir/initdb" ]; then echo "$dir"; return; fi
  if have initdb; then dirname "$(type -P initdb)"; return; fi
  return 1
}

# ahead_of_now INSTANT: milliseconds from now until then, for E2E_AHEAD.
ahead_of_now() {
  node -e 'const ahead = Date.parse(process.argv[1]) - Date.now(); if (Number.isNaN(ahead)) process.exit(1); console.log(ahead)' "$1" ||
    stop "$1 is no instant." "Give one such as 2027-03-28T00:30:00Z."
}
