#!/usr/bin/env bash
# In the builder: Debian alone as <tar>, from the package cache. Nothing of ours is in it, so that it is made again only when packages change.
# usage: base.sh <architecture> <tar> <package>…
set -euo pipefail
architecture=$1 tar=$2
shift 2
export SOURCE_DATE_EPOCH=1735689600 # any day will do: the file system of the image dates each file
export INITRD=No # the kernel package's hooks make no initramfs
# shellcheck disable=SC2016 # $1 is the new root, expanded by mmdebstrap's shell
mmdebstrap --variant=essential --architectures="$architecture" --include="$(printf '%s\n' "$@" | paste -sd,)" \
  --aptopt='APT::Install-Recommends "false"' --dpkgopt=force-confold \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --essential-hook='mkdir -p "$1/etc/initramfs-tools" && echo update_initramfs=no >"$1/etc/initramfs-tools/update-initramfs.conf"' \
  --essential-hook='mkdir -p "$1/usr/local/sbin" && printf "#!/bin/sh\n" >"$1/usr/local/sbin/update-initramfs" && chmod +x "$1/usr/local/sbin/update-initramfs"' \
  --customize-hook='rm "$1/usr/local/sbin/update-initramfs"' \
  --format=tar trixie "$tar.new" - 2>"$tar.log" <<<"deb [trusted=yes] copy:/filmroom/.cache/image/packages/$architecture/debs ./" || {
  tail -40 "$tar.log" >&2
  exit 1
}
mv "$tar.new" "$tar"
