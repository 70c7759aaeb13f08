#!/bin/sh
# Pin every dependency with the hashes of all its files, and without any address: `make lock` runs this with pip-compile.
set -eu
export CUSTOM_COMPILE_COMMAND="make lock"

compile() {
    "$pip_compile" --quiet --upgrade --generate-hashes --allow-unsafe --strip-extras --no-emit-options \
        --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "$@" pyproject.toml
}

pip_compile=$1
compile --output-file requirements/runtime.txt --constraint requirements/older.in
compile --output-file requirements/build.txt --only-build-deps --build-deps-for editable --constraint requirements/runtime.txt
compile --output-file requirements/test.txt --extra test --constraint requirements/runtime.txt
if grep -nE '://|^-|file:' requirements/*.txt; then
    echo 'An address or an option slipped into requirements/: remove it.' >&2
    exit 1
fi
