#!/usr/bin/env bash
# In the builder: <work>/root.squashfs + GRUB = <work>/out/disk.img, by the layout. By the environment, from build.sh: LAYOUT, GRUB_FORMAT,
# EFI_LOADER, CONSOLES, ARCHITECTURE, BOARD, SOURCE_DATE_EPOCH
# usage: disk.sh <work>
set -euo pipefail
work=$1
input=$work/in esp=$work/in/esp
# shellcheck disable=SC2153 # comes by the environment
layout=os-image/layouts/$LAYOUT
rm -rf "$input" "$work/out" "$work/tmp" "$work/grub" "$work/firmware"
mkdir -p "$esp/EFI/BOOT" "$work/empty"
ln "$work/root.squashfs" "$input/root.squashfs"

modules=/usr/lib/grub/$GRUB_FORMAT # the builder's own, or unpacked from the package of the other architecture
for deb in .cache/image/packages/"$ARCHITECTURE"/debs/grub-efi-"$ARCHITECTURE"-bin_*.deb; do
  if [ -e "$deb" ]; then
    dpkg-deb -x "$deb" "$work/grub"
    modules=$work/grub$modules
  fi
done
grub-mkimage -O "$GRUB_FORMAT" -d "$modules" -o "$esp/EFI/BOOT/$EFI_LOADER" -p /EFI/BOOT -c "$layout/early.cfg" \
  part_gpt part_msdos fat squash4 ext2 normal configfile linux echo test search search_label loadenv gzio xzio lzopio boot sleep regexp \
  all_video efi_gop reboot
cat os-image/layouts/choose-slot.cfg "$layout/grub.cfg" | sed "s/@CONSOLES@/$CONSOLES/" >"$esp/EFI/BOOT/grub.cfg"
grub-editenv "$esp/EFI/BOOT/grubenv" create
grub-editenv "$esp/EFI/BOOT/grubenv" set ORDER='A B' A_OK=1 A_TRY=0 A_PROVEN=1 B_OK=0 B_TRY=0 B_PROVEN=0 EXTRA=
cp "$esp/EFI/BOOT/grubenv" "$esp/EFI/BOOT/grubenv.2" # read where a power cut has emptied the first
if [ -e "$layout/firmware.sh" ]; then "$layout/firmware.sh" "$esp" "$work"; fi # what the board reads before GRUB

find "$esp" -type f -printf '%P\n' | LC_ALL=C sort | sed 's,.*,    file "&" { image = "esp/&" },' >"$work/esp-files" # in this order: the same bytes each time
sed -e "/@ESP_FILES@/{r $work/esp-files" -e 'd;}' "$layout/genimage.cfg" >"$work/genimage.cfg"
genimage --rootpath "$work/empty" --tmppath "$work/tmp" --inputpath "$input" --outputpath "$work/out" --config "$work/genimage.cfg" >"$work/genimage.log" 2>&1 || {
  tail -20 "$work/genimage.log" >&2
  exit 1
}
