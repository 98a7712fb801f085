#!/usr/bin/env bash
# In the builder: Debian's tar + overlays + the program = the folder <root>, then <root>.squashfs. What it needs comes by the environment, from
# build.sh: ARCHITECTURE, BINARY, OVERLAYS, INITRAMFS_MODULES, COMPRESSION, VERSION, BOARD, KEYS, SOURCE_DATE_EPOCH
# usage: rootfs.sh <base tar> <root>
set -euo pipefail
base=$1 root=$2
rm -rf "$root"
mkdir -p "$root"
tar --numeric-owner --xattrs --xattrs-include='security.*' -xf "$base" -C "$root"

rm -rf "$root"/etc/systemd/system/* # what packages switched on: our preset says what runs
for overlay in $OVERLAYS; do # git keeps no owner and hardly a mode
  tar --sort=name --owner=0 --group=0 --numeric-owner --mode='u+rw,go+rX,go-w' -C "overlays/$overlay" -cf - . | tar --no-same-permissions --overwrite -p -C "$root" -xf -
done
mkdir -p "$root/etc/filmroom"
install -D -m755 "dist/$BINARY" "$root/usr/bin/filmroom"
install -D -m644 "hardware/boards/$BOARD/leds.conf" "$root/usr/share/filmroom/leds.conf"
mkdir -p "$root/etc/filmroom" "$root/etc/rauc"
printf 'VERSION=%s\nBOARD=%s\nUPDATE_KEY=%s\n' "$VERSION" "$BOARD" "$(basename "$KEYS")" >"$root/etc/filmroom/image"
sed "s/@BOARD@/$BOARD/" os-image/layouts/rauc.conf >"$root/etc/rauc/system.conf"
install -m644 "$KEYS/update.cert.pem" "$root/etc/rauc/keyring.pem"
while read -r path; do # shell patterns, without a leading /
  # shellcheck disable=SC2086 # a pattern
  (cd "$root" && rm -rf -- $path)
done < <(sed -e 's/[[:space:]]*#.*//' -e '/^$/d' os-image/packages/dropped.list)
find "$root" -xdev -type f -perm /6000 -exec chmod a-s {} + # nobody logs in, so that nobody changes his user
depmod -b "$root" "$(basename "$root"/usr/lib/modules/*)"

systemd-sysusers --root="$root"
systemctl --root="$root" preset-all 2>/dev/null
echo uninitialized >"$root/etc/machine-id"
ln -sf ../proc/self/mounts "$root/etc/mtab" # as systemd wants it
ln -sf /run/systemd/resolve/resolv.conf "$root/etc/resolv.conf"
mkdir -p "$root/boot/efi"
ln -sf "$(basename "$root"/boot/vmlinuz-*)" "$root/boot/vmlinuz"
# what a build leaves behind, and what dates it
rm -f "$root"/boot/{initrd.img-*,System.map-*} "$root"/etc/{shadow-,passwd-,group-,gshadow-,.pwd.lock} "$root"/etc/apt/sources.list
find "$root/var/cache" "$root/var/log" "$root/var/lib/apt" "$root/var/lib/dpkg" "$root/tmp" "$root/run" -type f ! -name status ! -name '*.list' -delete
sed -i -E 's/^([^:]+:[^:]*):[0-9]*:/\1:0:/' "$root/etc/shadow" # the day a password was last changed

busybox=$(mktemp -d)
dpkg-deb -x .cache/image/packages/"$ARCHITECTURE"/debs/busybox-static_*.deb "$busybox"
# shellcheck disable=SC2086 # a list
os-image/lib/initramfs.sh "$root" "$busybox/usr/bin/busybox" $INITRAMFS_MODULES
rm -rf "$busybox"
rm -f "$root.squashfs"
mksquashfs "$root" "$root.squashfs" -comp "$COMPRESSION" -b 256K -reproducible -noappend -no-progress -quiet
