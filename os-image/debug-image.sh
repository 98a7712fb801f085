#!/usr/bin/env bash
# Makes the debug image that goes with the image in dist, for the tests that need a shell inside; none where the one there is as new.
# usage: debug-image.sh <board>
set -euo pipefail
cd "$(dirname "$0")/.."
image=dist/filmroom-${1:?usage: debug-image.sh <board>}.img
debug=${image%.img}-debug.img
if [ ! -e "$image" ]; then
  echo "test-image: $image is missing: make image BOARD=$1" >&2
  exit 1
fi
if [ ! "$debug" -nt "$image" ]; then DEBUG=1 os-image/build.sh "$1"; fi
