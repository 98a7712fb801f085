#!/usr/bin/env bash
# In the builder: boot/initrd.img of a root, made natively for any architecture, the same bytes each time.
# usage: initramfs.sh <root> <busybox> <module>…   SOURCE_DATE_EPOCH is set
set -euo pipefail
root=$(realpath "$1") busybox=$2
shift 2
kernel=$(basename "$root"/usr/lib/modules/*)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
modules=$tree/usr/lib/modules/$kernel
mkdir -p "$tree/bin" "$modules"
ln -s usr/lib "$tree/lib"
install -m755 "$busybox" "$tree/bin/busybox"
install -m755 os-image/lib/init "$tree/init"

take() { # take <path below the kernel's module folder>
  local from=$root/usr/lib/modules/$kernel/$1 to=$modules/${1%.xz}
  mkdir -p "${to%/*}"
  case $from in *.xz) xz -dc "$from" >"$to" ;; *) cp "$from" "$to" ;; esac
}
for module in "$@"; do
  files=$(modprobe -d "$root" -S "$kernel" --show-depends "$module") || {
    echo "initramfs: the kernel $kernel has no module $module" >&2
    exit 1
  }
  while read -r word file _; do
    if [ "$word" = insmod ]; then take "${file#*/modules/"$kernel"/}"; fi
  done <<<"$files"
  echo "$module" >>"$tree/modules.list"
done
cp "$root/usr/lib/modules/$kernel"/modules.{builtin,builtin.modinfo,order} "$modules"
depmod -b "$tree" "$kernel"
find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
cd "$tree"
find . | LC_ALL=C sort | cpio --reproducible --quiet -o -H newc -R 0:0 | zstd -19 -q >"$root/boot/initrd.img"
