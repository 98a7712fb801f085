#!/usr/bin/env bash
# Sourced: Debian's package lists, sources and roots.

SUITE=trixie
# shellcheck disable=SC2034 # used by who sources this
KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# names_of <list>…: the packages of os-image/packages/<list>.list, one a line
names_of() {
  local list
  for list in "$@"; do sed -e 's/#.*//' -e 's/[[:space:]]*$//' -e '/^$/d' "os-image/packages/$list.list"; done | LC_ALL=C sort -u
}

# FILMROOM_DEBIAN_MIRROR and FILMROOM_DEBIAN_SECURITY_MIRROR, else what this machine's own apt uses
mirror() { # mirror <debian|debian-security>
  local set=FILMROOM_${1^^}_MIRROR
  set=${set//-/_}
  if [ -n "${!set:-}" ]; then
    printf '%s\n' "${!set}"
    return
  fi
  # shellcheck disable=SC2016 # apt's own $(…)
  apt-get indextargets --format '$(REPO_URI)' | sed 's,/*$,,' | sort -u | grep -m1 "/$1\$" || {
    echo "no mirror of $1 among this machine's apt sources: set $set" >&2
    return 1
  }
}

debian_sources() {
  local debian security components='main contrib non-free-firmware'
  debian=$(mirror debian)
  security=$(mirror debian-security)
  printf 'deb [signed-by=%s] %s %s %s\n' \
    "$KEYRING" "$debian" "$SUITE" "$components" \
    "$KEYRING" "$debian" "$SUITE-updates" "$components" \
    "$KEYRING" "$security" "$SUITE-security" "$components"
}

# How this machine's apt reaches a mirror: proxies, clocks
apt_transport() { apt-config dump --format '%f "%v";%n' | grep -E '^Acquire::(https?(::|::.*::)|Check-)' || true; }

# make_root <name>: .cache/image/roots/<name> with the packages of <name>.list, made again when the list has changed
make_root() {
  local name=$1 root=.cache/image/roots/$1 wanted
  wanted=$(names_of "$name")
  if [ "$(cat "$root/.filmroom-list" 2>/dev/null)" = "$wanted" ]; then return; fi
  echo "image: making the $name root (Debian $SUITE) in $root"
  rm -rf --one-file-system "$root" "$root.new" # a making that was cut short
  mkdir -p "${root%/*}"
  apt_transport >"$root.apt.conf"
  debian_sources | mmdebstrap --variant=apt --aptopt='APT::Install-Recommends "false"' --aptopt="$root.apt.conf" \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --include="$(paste -sd, <<<"$wanted")" --format=directory "$SUITE" "$root.new" - 2>"$root.log" || {
    tail -30 "$root.log" >&2
    return 1
  }
  mkdir -p "$root.new/filmroom"
  printf '%s\n' "$wanted" >"$root.new/.filmroom-list"
  mv "$root.new" "$root"
}
