#!/usr/bin/env bash
# A release image has no way in but DICOM and the page: no login, no ssh, no password, no shell that a unit starts, no program that gives
# itself rights, no private key, nothing of overlays/debug.
# usage: release.sh <root>
set -euo pipefail
root=${1%/} faults=0
fault() {
  echo "check: $*" >&2
  faults=$((faults + 1))
}
below() { find "$root" -xdev "$@" -printf '%P\n'; }
# any <name>…: as find wants them
any() {
  printf -- '-name\n%s\n' "$1"
  shift
  if [ $# -gt 0 ]; then printf -- '-o\n-name\n%s\n' "$@"; fi
}

for file in passwd shadow group gshadow; do
  if [ -L "$root/etc/$file" ] || { [ ! -f "$root/etc/$file" ] && [ "$file" != gshadow ]; }; then fault "etc/$file is no file"; fi
done
for file in shadow gshadow; do
  if [ ! -f "$root/etc/$file" ]; then continue; fi
  while IFS=: read -r name password _ || [ -n "$name" ]; do
    case $password in '!'* | '*') ;; *) fault "$name has a password, or needs none, in etc/$file" ;; esac
  done <"$root/etc/$file"
done
while IFS=: read -r user password uid _ _ _ shell || [ -n "$user" ]; do
  if [ "$password" != x ]; then fault "$user has a password, or needs none, in etc/passwd"; fi
  case $user:$uid in root:0 | *:[1-9]*) ;; *) fault "$user is another root: user id ${uid:-none} in etc/passwd" ;; esac
  case $user:$shell in root:* | *:*/nologin | *:*/false | sync:/bin/sync) ;; *) fault "$user may log in with ${shell:-a shell}, by etc/passwd" ;; esac
done <"$root/etc/passwd"

# Wherever they are
mapfile -t programs < <(any 'sshd*' 'dropbear*' tinysshd login su sudo sudo-rs doas telnetd in.telnetd in.rlogind in.rshd ttyd shellinaboxd apt apt-get)
while read -r file; do fault "$file is there"; done < <(below ! -type d \( -type l -o -perm /111 \) \( "${programs[@]}" \))
for unit in getty@.service serial-getty@.service console-getty.service container-getty@.service debug-shell.service; do
  file=$root/etc/systemd/system/$unit
  if [ ! -e "$file" ] || [ -s "$file" ]; then fault "$unit is not masked by an empty file"; fi
done
sh='(\S*/)?\b(ba|da|rba|a|k|z)?sh' starts='^Exec\w*\s*=\s*[-@:+!|]*\s*' flags='(\s+-\S+)*\s+-[a-zA-Z]*'
faulty=( # a shell may run a script, or words of ours; not those of who sits there
  "$starts((\\S*/)?(env|busybox)\\s+)*$sh(?!\\S)(?!$flags""c\\s|\\s+/)" "$starts(\\S*/)?(a?getty|mingetty|login|su|sulogin|telnetd|ttyd)(?!\\S)"
  "$sh${flags}i" "$sh${flags}c\\s+[\"']?(exec\\s+)?${sh}[\"']?\\s*\$" SYSTEMD_SULOGIN_FORCE)
pattern=$(printf '|%s' "${faulty[@]}")
while read -r file; do # what a file in etc replaces, or masks, does not count
  if [[ $file == usr/lib/systemd/system/* && -e $root/etc/systemd/system/${file##*/system/} ]]; then continue; fi
  status=0
  sed -e ':a' -e '/\\$/{N;s/\\\n/ /;ba' -e '}' "$root/$file" | grep -Pq -e "${pattern#|}" || status=$?
  if [ "$status" != 1 ]; then fault "$file starts a shell or a login"; fi
done < <(below -type f \( -name '*.service' -o -path '*.service.d/*.conf' \))

while read -r file; do
  if [ -e "$root/$file" ] || [ -L "$root/$file" ]; then fault "$file comes from overlays/debug"; fi
  while read -r link; do fault "$link is a link to what comes from overlays/debug"; done < <(below -type l -name "${file##*/}" ! -path "$root/$file")
done < <(cd overlays/debug && find . ! -type d -printf '%P\n')
while read -r file; do fault "$file runs as its owner (set-uid or set-gid)"; done < <(below -perm /6000 -type f)
attributes=(--xattrs --xattrs-include='security.capability') # tar is everywhere, getcap is not
found=$(cd "$root" && tar "${attributes[@]}" --one-file-system -cf - . | tar "${attributes[@]}" -tvvf - |
  awk '/^ +x: .*security.capability/ { print file } { file = $NF }')
while read -r file; do if [ -n "$file" ]; then fault "${file#./} has capabilities of its own"; fi; done <<<"$found"
while read -r file; do fault "$file may be written by everybody"; done < <(below -perm -0002 ! -type l ! -perm -1000)

# libgnutls tests itself with a key that everybody knows
found=$(LC_ALL=C grep -rlzPs --exclude='libgnutls.so.*' \
  -e '-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----(\s|\\[nr])+([A-Za-z-]+: [^\n\\]{1,100}(\s|\\[nr])+)*[A-Za-z0-9+/]{16}' "$root") || [ $? = 1 ] || fault "not all of it can be read"
while read -r file; do if [ -n "$file" ]; then fault "${file#"$root/"} holds a private key"; fi; done <<<"$found"
mapfile -t keys < <(any 'id_rsa*' 'id_dsa*' 'id_ecdsa*' 'id_ed25519*' 'ssh_host_*' 'authorized_keys*' '*.key' '*.p12' '*.pfx' '*.ppk' '*.jks' 'passwd.*-password.*')
while read -r file; do fault "$file has the name of a key or a password"; done < <(below ! -type d \( "${keys[@]}" \))
if ! grep -q -e "-----BEGIN CERTIFICATE" "$root/etc/rauc/keyring.pem"; then fault "etc/rauc/keyring.pem has no certificate: no update would be taken"; fi
if [ "$faults" -gt 0 ]; then
  echo "check: $faults faults: this image is not released" >&2
  exit 1
fi
echo "check: no login, no ssh, no password, no shell of a unit, no program with rights of its own, no private key, nothing of overlays/debug"
