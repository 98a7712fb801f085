#!/usr/bin/env bash
# In the builder: Debian alone as <tar>, from the package cache. Nothing of ours is in it, so that it is made again only when packages change.
# usage: base.sh <architecture> <tar> <package>…
set -euo pipefail
architecture=$1 tar=$2
shift 2
if ! arch-test "$architecture" >/dev/null 2>&1; then # the packages' scripts run under qemu-user: the kernel is told so for as long as this lasts
  cpu=$(awk -v name="$architecture" '$1 == name { print $2 }' /usr/share/dpkg/cputable)
  binfmt=/proc/sys/fs/binfmt_misc
  mountpoint -q "$binfmt" || mount -t binfmt_misc binfmt_misc "$binfmt"
  cat "/usr/lib/binfmt.d/qemu-$cpu.conf" >"$binfmt/register"
  trap 'echo -1 >"$binfmt/qemu-$cpu"' EXIT
fi
export SOURCE_DATE_EPOCH=1735689600 # any day will do: the file system of the image dates each file
export INITRD=No # the kernel package's hooks make no initramfs
# What the build does itself, in less time than an emulated processor would: these make no initramfs, no index of modules and switch no unit on
# shellcheck disable=SC2016 # $1 is the new root, expanded by mmdebstrap's shell
mmdebstrap --variant=essential --architectures="$architecture" --include="$(printf '%s\n' "$@" | paste -sd,)" \
  --aptopt='APT::Install-Recommends "false"' --aptopt='DPkg::Path "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin"' \
  --dpkgopt=force-confold --dpkgopt=force-unsafe-io \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/info/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --essential-hook='mkdir -p "$1/etc/initramfs-tools" && echo update_initramfs=no >"$1/etc/initramfs-tools/update-initramfs.conf"' \
  --essential-hook='mkdir -p "$1/usr/local/sbin" && cd "$1/usr/local/sbin" && for stub in depmod deb-systemd-helper deb-systemd-invoke update-initramfs; do printf "#!/bin/sh\n" >"$stub" && chmod +x "$stub"; done' \
  --customize-hook='rm "$1"/usr/local/sbin/*' \
  --format=tar trixie "$tar.new" - 2>"$tar.log" <<<"deb [trusted=yes] copy:/filmroom/.cache/image/packages/$architecture/debs ./" || {
  tail -40 "$tar.log" >&2
  exit 1
}
mv "$tar.new" "$tar"
