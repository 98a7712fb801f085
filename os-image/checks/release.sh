#!/usr/bin/env bash
# A release image has no way in but DICOM and the page: no login, no ssh, no password, no set-uid program, nothing of overlays/debug.
# usage: release.sh <root>
set -euo pipefail
root=$1 faults=0
fault() {
  echo "check: $*" >&2
  faults=$((faults + 1))
}

while IFS=: read -r user password _; do
  case $password in '!'* | '*') ;; *) fault "$user has a password, or needs none, in etc/shadow" ;; esac
done <"$root/etc/shadow"
while IFS=: read -r user _ _ _ _ _ shell; do
  case $user:$shell in root:* | *:*/nologin | *:*/false | sync:/bin/sync) ;; *) fault "$user may log in with $shell, by etc/passwd" ;; esac
done <"$root/etc/passwd"
for program in usr/sbin/sshd usr/sbin/dropbear usr/bin/login usr/bin/su usr/bin/sudo usr/sbin/telnetd usr/bin/apt usr/bin/apt-get; do
  if [ -e "$root/$program" ] || [ -L "$root/$program" ]; then fault "$program is there"; fi
done
for unit in getty@.service serial-getty@.service console-getty.service container-getty@.service debug-shell.service; do
  file=$root/etc/systemd/system/$unit
  if [ ! -e "$file" ] || [ -s "$file" ]; then fault "$unit is not masked by an empty file"; fi
done
while read -r file; do
  if [ -e "$root/$file" ]; then fault "$file comes from overlays/debug"; fi
done < <(cd overlays/debug && find . -type f -printf '%P\n')
while read -r file; do fault "$file runs as its owner (set-uid or set-gid)"; done < <(find "$root" -xdev -perm /6000 -type f -printf '%P\n')
while read -r file; do fault "$file may be written by everybody"; done < <(find "$root" -xdev -perm -0002 ! -type l ! -perm -1000 -printf '%P\n')
while read -r file; do fault "$file holds a private key"; done < <(grep -rlsE --exclude-dir=proc -e '-----BEGIN [A-Z ]*PRIVATE KEY' "$root/etc" "$root/usr/lib/systemd" | sed "s,^$root/,,")
if ! grep -q -e "-----BEGIN CERTIFICATE" "$root/etc/rauc/keyring.pem"; then fault "etc/rauc/keyring.pem has no certificate: no update would be taken"; fi
if [ "$faults" -gt 0 ]; then
  echo "check: $faults faults: this image is not released" >&2
  exit 1
fi
echo "check: no login, no ssh, no password, no set-uid program, nothing of overlays/debug"
