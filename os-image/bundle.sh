#!/usr/bin/env bash
# Makes dist/filmroom-<board>-<version>.raucb of the image that was built last, signed with the key in keys/, else with the development key.
# usage: bundle.sh <board>   DEBUG=1 of the debug image; for tests: ROOT another root.squashfs, KEYS another folder of keys, TO another file
set -euo pipefail
cd "$(dirname "$0")/.."
BOARD=${1:?usage: bundle.sh <board>}
if [ "$(id -u)" != 0 ]; then exec sudo --preserve-env=DEBUG,ROOT,KEYS,TO,VERSION,FILMROOM_DEBIAN_MIRROR,FILMROOM_DEBIAN_SECURITY_MIRROR "$0" "$@"; fi
# shellcheck source=os-image/lib/debian.sh
. os-image/lib/debian.sh
name=filmroom-$BOARD
if [ "${DEBUG:-}" = 1 ]; then name=$name-debug; fi
built=.cache/image/work/$name
root=${ROOT:-$built/root.squashfs}
if [ ! -e "$root" ] || [ ! -e "$built/image" ]; then
  echo "bundle: there is no image of $BOARD yet: make image BOARD=$BOARD" >&2
  exit 1
fi
VERSION=${VERSION:-$(sed -n 's/^VERSION=//p' "$built/image")}
compatible=filmroom-$(sed -n 's/^BOARD=//p' "$built/image")
keys=${KEYS:-$(sed -n 's/^KEYS=//p' "$built/image")}
to=${TO:-dist/$name-$VERSION.raucb}
work=.cache/image/work/bundle-$name-$VERSION
log=$work.log
make_root builder
rm -rf "$work" "$to"
mkdir -p "$work"
cp --reflink=auto "$root" "$work/root.img"
printf '[update]\ncompatible=%s\nversion=%s\n\n[bundle]\nformat=verity\n\n[image.rootfs]\nfilename=root.img\n' "$compatible" "$VERSION" >"$work/manifest.raucm"
# what is inside is compressed already
os-image/lib/in-root.sh builder rauc --cert="$keys/update.cert.pem" --key="$keys/update.key.pem" --mksquashfs-args='-noD -noI -noF -noX' bundle "$work" "$to" >"$log" 2>&1 || {
  tail -20 "$log" >&2
  exit 1
}
rm -rf "$work" "$log"
echo "bundle: $to: $(($(stat -c %s "$to") / 1000000)) MB, version $VERSION for $compatible, signed with $keys"
