#!/usr/bin/env bash
# Makes .cache/image/roots/<name> by packages/<name>.list: builder, or emulator for the tests.
# usage: make-root.sh <name>
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ "$(id -u)" != 0 ]; then exec sudo --preserve-env=FILMROOM_DEBIAN_MIRROR,FILMROOM_DEBIAN_SECURITY_MIRROR "$0" "$@"; fi
# shellcheck source=os-image/lib/debian.sh
. os-image/lib/debian.sh
make_root "$1"
