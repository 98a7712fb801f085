#!/usr/bin/env bash
# In the builder: what the Raspberry Pi's GPU and U-Boot read, into the folder <esp>. By the environment, from build.sh: ARCHITECTURE, BOARD
# usage: firmware.sh <esp> <work>
set -euo pipefail
esp=$1 work=$2
# shellcheck disable=SC2153 # comes by the environment
layout=os-image/layouts/rpi-ab board=hardware/boards/$BOARD
for package in raspi-firmware u-boot-rpi; do
  for deb in .cache/image/packages/"$ARCHITECTURE"/debs/"$package"_*.deb; do dpkg-deb -x "$deb" "$work/firmware"; done
done
cp "$work"/firmware/usr/lib/raspi-firmware/{start4.elf,fixup4.dat} "$esp"
cp "$work"/firmware/usr/lib/u-boot/rpi_arm64/u-boot.bin "$esp"
cp "$work"/root/usr/lib/linux-image-*/broadcom/bcm2711-*.dtb "$esp"
mkenvimage -s 0x4000 -o "$esp/uboot.env" "$layout/uboot.env" # CONFIG_ENV_SIZE of rpi_arm64

mkdir -p "$esp/overlays"
cp "$layout/config.txt" "$esp/config.txt"
for source in "$board"/*.dtso; do
  overlay=$(basename "$source" .dtso)
  dtc -q -@ -I dts -O dtb -o "$esp/overlays/$overlay.dtbo" "$source"
  echo "dtoverlay=$overlay" >>"$esp/config.txt"
done
