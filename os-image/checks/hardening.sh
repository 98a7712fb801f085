#!/usr/bin/env bash
# What systemd thinks of the sandbox of each service of ours: at most 2.5 of 10.
# usage: hardening.sh <root>
set -euo pipefail
root=$1
MOST=25 # tenths
for unit in filmroom filmroom-hands filmroom-capture filmroom-mark-good filmroom-rescue filmroom-ladder@; do
  said=$(os-image/lib/in-root.sh builder systemd-analyze security --no-pager --offline=true --threshold="$MOST" "/filmroom/$root/usr/lib/systemd/system/$unit.service" 2>&1) || {
    grep '✗' <<<"$said" >&2 || true
    echo "check: $unit.service is too open: ${said##*: }" >&2
    exit 1
  }
  echo "check: sandbox of $unit.service: ${said##*: }"
done
