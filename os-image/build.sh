#!/usr/bin/env bash
# Makes dist/filmroom-<board>.img.xz. Needs root, and the network the first time only.
# usage: build.sh <board>    REFRESH=1 takes the packages that the mirror has today; DEBUG=1 adds overlays/debug, for the desk only;
#                            AGAIN=<word> makes all of it anew as dist/filmroom-<board>-<word>: the test that a build repeats itself
set -euo pipefail
cd "$(dirname "$0")/.."
BOARD=${1:?usage: build.sh <board>}
for file in "hardware/boards/$BOARD/board.conf" "os-image/recipes/$BOARD.conf"; do
  if [ ! -e "$file" ]; then
    echo "image: no board $BOARD, there are: $(cd os-image/recipes && echo *.conf | sed 's/\.conf//g')" >&2
    exit 1
  fi
  # shellcheck source=/dev/null
  . "$file"
done
ROOT_OF=${ROOT_OF:-$BOARD} # the board whose root file system it is
# shellcheck source=os-image/lib/debian.sh
. os-image/lib/debian.sh
if [ "$(id -u)" != 0 ]; then exec sudo --preserve-env=REFRESH,DEBUG,AGAIN,SOURCE_DATE_EPOCH,FILMROOM_DEBIAN_MIRROR,FILMROOM_DEBIAN_SECURITY_MIRROR "$0" "$@"; fi

name=filmroom-$BOARD
if [ "${DEBUG:-}" = 1 ]; then
  name=$name-debug
  OVERLAYS="$OVERLAYS debug"
fi
if [ -n "${AGAIN:-}" ]; then name=$name-$AGAIN; fi
cache=.cache/image
work=$cache/work/$name
mkdir -p "$cache/tmp" "$cache/base" "$work" dist
exec 8>"$work.lock"
flock --nonblock 8 || {
  echo "image: $BOARD is being built already: waiting until that has ended" >&2
  flock 8
}
rm -f "$work/image" # what bundle.sh asks for: there again only once the checks have passed
VERSION=$(sed -n 's/^  "version": "\(.*\)",$/\1/p' package.json)
KEYS=keys
if [ ! -e keys/update.cert.pem ]; then
  KEYS=$cache/development-key
  echo "image: no keys/ of yours (make keys): this image believes the development key of this machine, and is none to give away" >&2
fi
# without git, or in a repository of somebody else's: as old as package.json
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || stat -c %Y package.json)}
builder() { os-image/lib/in-root.sh builder "$@"; }
say() { echo "image: $*"; }

{ # what all boards share, once, though several are built beside each other
  flock 9
  if [ "$KEYS" != keys ]; then os-image/lib/keys.sh "$KEYS" 'Filmroom development key'; fi
  make_root builder
} 9>"$cache/lock"
# shellcheck disable=SC2086 # lists of lists
mapfile -t installed < <(names_of $PACKAGES)
# shellcheck disable=SC2086,SC2153
mapfile -t unpacked < <(names_of $UNPACKED)
debian_sources >"$work/sources.list"
builder env REFRESH="${REFRESH:-}" os-image/lib/fetch.sh "$ARCHITECTURE" "/filmroom/$work/sources.list" "${installed[@]}" "${unpacked[@]}"

# Debian alone, kept by what it is made of
key=$(cat "$cache/packages/$ARCHITECTURE/debs/Packages" os-image/lib/base.sh <(printf '%s\n' "${installed[@]}") | sha256sum | cut -c1-16)
base=$cache/base/$ARCHITECTURE-$key.tar
if [ -n "${AGAIN:-}" ]; then
  base=$work/base.tar
  builder os-image/lib/base.sh "$ARCHITECTURE" "$base" "${installed[@]}"
elif [ ! -e "$base" ]; then
  say "installing ${#installed[@]} packages, with what they need, for $ARCHITECTURE"
  rm -f "$cache/base/$ARCHITECTURE"-*
  builder os-image/lib/base.sh "$ARCHITECTURE" "$base" "${installed[@]}"
fi
say "root file system: overlays $OVERLAYS, dist/$BINARY"
builder env ARCHITECTURE="$ARCHITECTURE" BINARY="$BINARY" OVERLAYS="$OVERLAYS" INITRAMFS_MODULES="$INITRAMFS_MODULES" COMPRESSION="$COMPRESSION" \
  VERSION="$VERSION" BOARD="$ROOT_OF" KEYS="$KEYS" SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" os-image/lib/rootfs.sh "$base" "$work/root"
if [ "${DEBUG:-}" != 1 ]; then for check in os-image/checks/*.sh; do "$check" "$work/root"; done; fi
printf '%s\n' "VERSION=$VERSION" "BOARD=$ROOT_OF" "KEYS=$KEYS" "BASE=$base" "SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH" >"$work/image"
say "disk: $LAYOUT"
builder env LAYOUT="$LAYOUT" GRUB_FORMAT="$GRUB_FORMAT" EFI_LOADER="$EFI_LOADER" CONSOLES="$CONSOLES" ARCHITECTURE="$ARCHITECTURE" \
  BOARD="$BOARD" SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" os-image/lib/disk.sh "$work"
cp --sparse=always "$work/out/disk.img" "dist/$name.img"
xz -0 -T0 --keep --force "dist/$name.img" # the root is compressed already
(cd dist && sha256sum "$name.img.xz" >"$name.img.xz.sha256")
megabytes=$(($(stat -c %s "dist/$name.img.xz") / 1000000))
say "dist/$name.img.xz: $megabytes MB"
if [ "$megabytes" -gt 200 ]; then
  echo "image: that is more than the 200 MB that an image may have" >&2
  exit 1
fi
