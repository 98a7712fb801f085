#!/usr/bin/env bash
# Installs what is missing and says what it installs. Does nothing, quickly, when nothing is missing.
# usage: setup.sh run | binary | test | image     (each includes run; test and image include binary)
set -euo pipefail
cd "$(dirname "$0")/.."
goal=${1:-run}
missing=()

say() { printf 'setup: %s\n' "$*"; }
want() { # want <debian package> <command that must succeed>
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
has() { command -v "$1"; }
has_japanese() { [ -n "$(fc-list :lang=ja)" ]; }
has_library() { { /sbin/ldconfig -p 2>/dev/null || ldconfig -p; } | grep -F "$1"; }

want libatomic1 has_library libatomic.so.1
want libstdc++6 has_library libstdc++.so.6
want npm has npm
if [ "$goal" != run ]; then
  want binutils has strip
  want binutils-aarch64-linux-gnu has aarch64-linux-gnu-strip
fi
if [ "$goal" = test ]; then
  want dcmtk has storescu
  want curl has curl
  want orthanc has Orthanc
  want orthanc-dicomweb test -e /usr/share/orthanc/plugins/libOrthancDicomWeb.so
  want python3-hl7 has mllp_send
  want python3-pydicom /usr/bin/python3 -c 'import pydicom'
  want python3-numpy /usr/bin/python3 -c 'import numpy'
  want libgdcm-tools has gdcmconv
  want libopenjp2-tools has opj_decompress
  want libnss3-tools has certutil
  want chromium has chromium
  want fontconfig has fc-list
  want fonts-ipafont-gothic has_japanese # without one, whether a text fits is measured of boxes
  want nftables test -x /usr/sbin/nft
  want iproute2 has ip
  want iputils-ping has ping
  want tcpdump has tcpdump
  want avahi-daemon test -x /usr/sbin/avahi-daemon
  want avahi-utils has avahi-browse
  want dbus has dbus-daemon
  want gcc has gcc
  want libc6-dev test -e /usr/include/linux/uinput.h
  has qemu-aarch64-static >/dev/null || want qemu-user-static has qemu-aarch64
  for library in libc6:libc.so.6 libstdc++6:libstdc++.so.6 libatomic1:libatomic.so.1; do
    want "${library%%:*}-arm64-cross" test -e "/usr/aarch64-linux-gnu/lib/${library##*:}"
  done
fi
if [ "$goal" = image ]; then
  want mmdebstrap has mmdebstrap
  want debian-archive-keyring test -e /usr/share/keyrings/debian-archive-keyring.gpg
  want xz-utils has xz
fi

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
quietly() { # the words only where it fails
  "$@" >build/setup.log 2>&1 || {
    cat build/setup.log >&2
    say "failed: $*" >&2
    return 1
  }
}
install_packages() {
  say "installing Debian packages, with what they need: ${missing[*]}"
  if ! has apt-get >/dev/null; then
    say 'this system has no apt-get: install the above with its own package manager, then try again' >&2
    exit 1
  fi
  if [ "$(id -u)" != 0 ] && ! has sudo >/dev/null; then
    say 'that needs root, and there is no sudo. As root: apt-get install' "${missing[*]}" >&2
    exit 1
  fi
  local apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
  mkdir -p build
  quietly as_root "${apt[@]}" update
  # Debian 13 has qemu-user alone
  if ! apt-cache show qemu-user-static >/dev/null 2>&1; then missing=("${missing[@]/qemu-user-static/qemu-user}"); fi
  quietly as_root "${apt[@]}" install -y --no-install-recommends ca-certificates "${missing[@]}"
  if [[ " ${missing[*]} " == *' orthanc '* && -d /run/systemd/system ]]; then
    say 'the tests start Orthanc themselves: its service, which takes ports 4242 and 8042, is switched off'
    as_root systemctl disable --now orthanc || true
  fi
  if [[ " ${missing[*]} " == *' avahi-daemon '* && -d /run/systemd/system ]]; then
    say 'the tests start avahi-daemon themselves, in networks of their own: its service is switched off'
    as_root systemctl disable --now avahi-daemon.socket avahi-daemon.service || true
  fi
}
[ ${#missing[@]} = 0 ] || install_packages

# npm packages, where the lock file is not the one that was installed last
install_locked() { # install_locked <folder> [npm options]
  local folder=$1 stamp="$1/node_modules/.filmroom-lock"
  shift
  cmp -s "$folder/package-lock.json" "$stamp" && return
  say "installing the npm packages of $folder/package-lock.json"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error "$@")
  cp "$folder/package-lock.json" "$stamp"
}
# Each Node package names its architecture; --force makes npm install the other one's too.
if [ "$(uname -m)" = aarch64 ]; then install_locked . --force; else install_locked .; fi
if [ "$goal" != run ] || [ "$(uname -m)" = aarch64 ]; then install_locked os-image/runtime/arm64 --force; fi
