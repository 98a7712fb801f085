#!/usr/bin/env bash
# Makes the images of some boards. Boards of one architecture come one after the other, for they share its packages; architectures beside each other.
# usage: build-boards.sh <board>…    and what build.sh has by the environment
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "$(id -u)" != 0 ]; then exec sudo --preserve-env=REFRESH,DEBUG,SOURCE_DATE_EPOCH,FILMROOM_DEBIAN_MIRROR,FILMROOM_DEBIAN_SECURITY_MIRROR "$0" "$@"; fi
declare -A boards_of # architecture: its boards
for board in "$@"; do
  # shellcheck source=/dev/null
  architecture=$([ ! -e "hardware/boards/$board/board.conf" ] || . "hardware/boards/$board/board.conf" && echo "${ARCHITECTURE:-none}")
  boards_of[$architecture]+=" $board"
done

build() { # build <board>…: the rest too where one fails
  local board status=0
  for board; do os-image/build.sh "$board" 2>&1 | sed -u "s/^/$board: /" || status=1; done
  return $status
}
lanes=() status=0
set -m # each lane is a process group of its own, and ends with this script
trap 'for lane in "${lanes[@]}"; do kill -TERM -- "-$lane" 2>/dev/null || true; done' EXIT
trap 'exit 130' INT TERM HUP
for architecture in "${!boards_of[@]}"; do
  # shellcheck disable=SC2086 # a list
  build ${boards_of[$architecture]} &
  lanes+=($!)
done
for lane in "${lanes[@]}"; do wait "$lane" || status=1; done
exit $status
