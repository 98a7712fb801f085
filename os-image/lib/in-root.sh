#!/usr/bin/env bash
# Runs a command in .cache/image/roots/<root> with this repository as /filmroom. The process becomes the command: its id stays, and it ends when whoever started it does.
# usage: in-root.sh <root> <command> [argument…]
set -euo pipefail
repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
root=$repository/.cache/image/roots/$1
shift
# shellcheck disable=SC2016 # expanded by the inner shell
exec unshare --mount --propagation private bash -euc '
  root=$1 repository=$2
  shift 2
  mount --bind "$root" "$root" # network namespaces want / to be a mount point
  for from in /proc /dev /sys; do mount --rbind "$from" "$root$from"; done
  mount --bind "$repository" "$root/filmroom"
  for file in /etc/resolv.conf /etc/hosts; do [ ! -e "$file" ] || cp -L "$file" "$root$file"; done
  cd "$root"
  exec setpriv --pdeathsig KILL chroot "$root" /usr/bin/env -i HOME=/root LC_ALL=C.UTF-8 TMPDIR=/filmroom/.cache/image/tmp \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    /bin/bash -c "cd /filmroom && exec \"\$@\"" in-root "$@"
' in-root "$root" "$repository" "$@"
