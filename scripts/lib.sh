# shellcheck shell=bash
# Sourced by every script here: one environment, whatever the caller's was (even `env -i`), and one
# way of speaking. After sourcing: the working directory is the repository's root, and ROOT,
# CARGO_TARGET_DIR and RUST_CHANNEL are set.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" || exit 1

if [ -z "${HOME:-}" ]; then
  HOME=$(getent passwd "$(id -u)" | cut -d: -f6)
fi
export HOME

# Debian's directories are appended, never put in front: what the caller chose wins.
PATH="${CARGO_HOME:-$HOME/.cargo}/bin:${PATH:-/usr/local/bin:/usr/bin:/bin}"
for dir in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do
  case ":$PATH:" in *":$dir:"*) ;; *) PATH="$PATH:$dir" ;; esac
done
unset dir
export PATH LC_ALL=C.UTF-8

# Outside the repository, so that several clones share what they have built.
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/yui/target}"

# Read, not repeated: rust-toolchain.toml is the only place that names the version.
RUST_CHANNEL=$(sed -n 's/^channel *= *"\(.*\)".*/\1/p' rust-toolchain.toml)
export RUST_CHANNEL

say() { printf '%s\n' "▶ $*"; }
warn() { printf '%s\n' "※ $*" >&2; }

# fail WHAT [WHAT-TO-DO…]: says what went wrong and, line by line, what to do; ends the script.
fail() {
  printf '%s\n' "✗ $1" >&2
  shift
  local line
  for line in "$@"; do printf '%s\n' "  → $line" >&2; done
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# True when cargo, in this directory, is of the version that rust-toolchain.toml names.
rust_is_pinned() {
  have cargo && [ "$(cargo --version 2>/dev/null | cut -d' ' -f2)" = "$RUST_CHANNEL" ]
}

# The pinned version may be installed under another name ("stable"): then that one is used, because
# rustup would otherwise download it again, or refuse where downloading is switched off.
choose_rust() {
  local name
  if rust_is_pinned || ! have rustup; then return 0; fi
  for name in $(cd / && rustup toolchain list 2>/dev/null | cut -d' ' -f1); do
    if [ "$(RUSTUP_TOOLCHAIN=$name cargo --version 2>/dev/null | cut -d' ' -f2)" = "$RUST_CHANNEL" ]; then
      export RUSTUP_TOOLCHAIN=$name
      return 0
    fi
  done
}
choose_rust

# not_yet SUITE: an honest answer for a suite that a later issue brings.
not_yet() {
  fail "$1 はまだありません。/ The suite \"$1\" does not exist yet." \
    "後の課題で加わります。いまは make test をお使いください。/ It comes with a later issue; use make test until then."
}

# Several clones may share the target directory, and cargo tells their crates apart only by the age of
# the files. When another clone built last, what it made of our own crates is forgotten here; the
# libraries stay.
claim_target() {
  local owner=$CARGO_TARGET_DIR/.last-clone manifest name
  mkdir -p "$CARGO_TARGET_DIR"
  if [ -e "$owner" ] && [ "$(<"$owner")" != "$ROOT" ]; then
    for manifest in crates/*/Cargo.toml xtask/Cargo.toml; do
      name=$(basename "$(dirname "$manifest")")
      rm -rf "$CARGO_TARGET_DIR"/*/.fingerprint/"$name"-*
    done
  fi
  printf '%s\n' "$ROOT" >"$owner"
}

# What the browser stories need. `npm ci` throws away node_modules; only needed when the lock file is another one.
browser_modules() {
  local stamp=e2e/node_modules/.yui-lock
  if ! cmp -s e2e/package-lock.json "$stamp"; then
    (cd e2e && npm ci)
    cp e2e/package-lock.json "$stamp"
  fi
}
