#!/usr/bin/env bash
# Makes a key that signs updates, and its certificate, unless they are there: update.key.pem, update.cert.pem.
# usage: keys.sh <folder> <name in the certificate>
set -euo pipefail
folder=$1 name=$2
if [ -e "$folder/update.key.pem" ] && [ -e "$folder/update.cert.pem" ]; then exit; fi
if [ -e "$folder/update.key.pem" ] || [ -e "$folder/update.cert.pem" ]; then
  echo "keys: half of a pair is in $folder: put the other half back, or take this one away. Nothing is overwritten" >&2
  exit 1
fi
mkdir -p "$folder"
chmod 700 "$folder"
umask 077
new=$(mktemp -d "$folder/new.XXXXXX")
trap 'rm -rf "$new"' EXIT
openssl req -x509 -newkey rsa:3072 -nodes -sha256 -days 9131 -subj "/CN=$name" -keyout "$new/key" -out "$new/cert" 2>"$new/log" || {
  cat "$new/log" >&2
  exit 1
}
chmod 644 "$new/cert"
mv -n "$new/key" "$folder/update.key.pem"
mv -n "$new/cert" "$folder/update.cert.pem"
echo "keys: made $folder/update.key.pem, which signs updates, and update.cert.pem, which every image built from now on believes"
