#!/usr/bin/env bash
# Makes another root of the debug image that was built last: with another version and, where it is said, another program: a file, or `dumb` for one
# that says READY and does nothing.
# usage: variant.sh <board> <version> <squashfs> [dumb|<program, below the repository>]
set -euo pipefail
cd "$(dirname "$0")/../.."
board=$1 version=$2 to=$3 program=${4:-}
built=.cache/image/work/filmroom-$board-debug
work=.cache/image/work/variant-$version
rm -rf "$work" "$to"
mkdir -p "$work"/{upper,scratch,root}
# shellcheck disable=SC2016 # expanded in the builder
os-image/lib/in-root.sh builder bash -euc '
  built=/filmroom/$1 work=/filmroom/$2 version=$3 to=/filmroom/$4 program=$5
  mount -t overlay overlay -o "lowerdir=$built/root,upperdir=$work/upper,workdir=$work/scratch" "$work/root"
  sed -i "s/^VERSION=.*/VERSION=$version/" "$work/root/etc/filmroom/image"
  if [ "$program" = dumb ]; then
    mv "$work/root/usr/bin/filmroom" "$work/root/usr/bin/filmroom-whole"
    printf "#!/bin/sh\n[ \"\$1\" = serve ] || exec /usr/bin/filmroom-whole \"\$@\"\nexec systemd-notify --ready --exec \\; sleep infinity\n" >"$work/root/usr/bin/filmroom"
    chmod 755 "$work/root/usr/bin/filmroom"
  elif [ -n "$program" ]; then
    install -m 755 "/filmroom/$program" "$work/root/usr/bin/filmroom"
  fi
  mksquashfs "$work/root" "$to" -comp gzip -Xcompression-level 1 -b 256K -noappend -no-progress -quiet
' variant "$built" "$work" "$version" "$to" "$program"
rm -rf "$work"
