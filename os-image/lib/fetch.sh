#!/usr/bin/env bash
# In the builder: packages and all they need into .cache/image/packages/<architecture>/debs, as a repository. What is there already is not
# asked for again, so that a build repeats itself and needs no network; REFRESH=1 takes what the mirror has today.
# usage: fetch.sh <architecture> <sources.list> <package>…
set -euo pipefail
architecture=$1 sources=$2
shift 2
pool=/filmroom/.cache/image/packages/$architecture
mkdir -p "$pool"/{lists/partial,debs/partial}
wanted=$pool/wanted
if [ "${REFRESH:-}" != 1 ] && [ -e "$wanted" ] && ! printf "%s\n" "$@" | grep -qvxFf "$wanted"; then exit; fi
echo "image: fetching Debian packages for $architecture"

: >"$pool/status" # nothing is installed: all of it is fetched
apt=(apt-get -qq --yes -o APT::Architecture="$architecture" -o APT::Architectures="$architecture" -o APT::Install-Recommends=false
  -o APT::Sandbox::User=root -o Dir::State="$pool" -o Dir::State::lists="$pool/lists" -o Dir::State::status="$pool/status"
  -o Dir::Cache="$pool" -o Dir::Cache::archives="$pool/debs" -o Dir::Etc::SourceList="$sources" -o Dir::Etc::SourceParts=/dev/null)
"${apt[@]}" update
if [ "${REFRESH:-}" = 1 ]; then "${apt[@]}" autoclean; fi
"${apt[@]}" install --download-only "?and(?essential,?architecture($architecture))" "$@" >/dev/null
(cd "$pool/debs" && apt-ftparchive packages . >Packages && apt-ftparchive -o APT::FTPArchive::Release::Codename=trixie -o APT::FTPArchive::Release::Suite=trixie release . >Release)
{ cat "$wanted" 2>/dev/null || true; printf '%s\n' "$@"; } | sort -u >"$wanted.new"
mv "$wanted.new" "$wanted"
echo "image: $(find "$pool/debs" -name '*.deb' | wc -l) packages, $(du -sh "$pool/debs" | cut -f1)"
