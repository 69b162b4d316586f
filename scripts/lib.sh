# Shared by the commands in this folder: where things lie, which toolchain is active. Sourced, never run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export PATH="$PWD/tests/e2e/node_modules/.bin:${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
wasm=wasm32-unknown-unknown
cache=.cache

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# Hash of what comes in on standard input.
digest() {
  if has sha256sum; then sha256sum; else shasum -a 256; fi | cut -c1-64
}

# Does the active toolchain have the standard library for wasm?
has_wasm_std() {
  local folder
  folder=$(rustc --print target-libdir --target "$wasm" 2>/dev/null) && compgen -G "$folder/libstd-*.rlib" >/dev/null
}

# Debian's toolchain, linked into rustup by setup, serves where rustup's own has no wasm target.
choose_toolchain() {
  has rustc || return 1
  has_wasm_std && return 0
  if has rustup && rustup toolchain list 2>/dev/null | grep -q '^debian\b'; then
    RUSTUP_TOOLCHAIN=debian has_wasm_std && export RUSTUP_TOOLCHAIN=debian
  else
    return 1
  fi
}

# Names the browser that the tests drive.
find_chromium() {
  local name
  if [ -n "${CHROMIUM:-}" ]; then export CHROMIUM; return 0; fi
  for name in chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if has "$name"; then CHROMIUM=$(command -v "$name"); export CHROMIUM; return 0; fi
  done
  return 1
}

# The other engines' browsers, and what drives them.
has_firefox() {
  local name
  if [ -n "${FIREFOX:-}" ]; then export FIREFOX; return 0; fi
  for name in firefox-esr firefox /Applications/Firefox.app/Contents/MacOS/firefox; do
    if has "$name"; then FIREFOX=$(command -v "$name"); export FIREFOX; return 0; fi
  done
  return 1
}
has_webkit() { has WebKitWebDriver && has Xvfb && compgen -G "/usr/lib/*/webkit2gtk-4.1/MiniBrowser" >/dev/null; }

# The version of a crate in Cargo.lock.
locked_version() {
  awk -v name="\"$1\"" '$1 == "name" { hit = ($3 == name) } hit && $1 == "version" { gsub("\"", "", $3); print $3; exit }' Cargo.lock
}

# A Python that has NumPy, for the program that the page hands out: a small environment of its own.
numpy_python=$cache/numpy/bin/python

# Names a Python that has PyTorch and what else the program that the page hands out reads images with.
find_torch() {
  local name
  for name in "${LATENT_LAB_TORCH:-}" python3 /usr/bin/python3; do
    if [ -n "$name" ] && "$name" -c 'import torch, numpy, PIL, astropy' 2>/dev/null; then
      LATENT_LAB_TORCH=$name; export LATENT_LAB_TORCH; return 0
    fi
  done
  return 1
}
