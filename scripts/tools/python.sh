#!/bin/sh
# Print a Python that can run Préau, or say what to install. An argument such as 3.11 asks for that version exactly.
# PYTHON=/path/to/python chooses it by hand.
exact=$1
suits() {
    "$1" - "$exact" 2>/dev/null <<'CODE'
import sys
import venv, ensurepip
found = "%d.%d" % sys.version_info[:2]
sys.exit(sys.version_info < (3, 11) or sys.argv[1] not in ("", found))
CODE
}
for name in "${PYTHON:-}" python3 ${exact:+"python$exact"} python3.14 python3.13 python3.12 python3.11 python; do
    [ -n "$name" ] || continue
    if suits "$name"; then
        command -v "$name"
        exit 0
    fi
    [ -z "${PYTHON:-}" ] || break
done
{
    if [ -n "$PYTHON" ]; then
        echo "PYTHON=$PYTHON is not a Python ${exact:->= 3.11} with its modules venv and ensurepip."
    else
        echo "Préau needs Python ${exact:-3.11 or newer}, with its modules venv and ensurepip."
    fi
    echo "Found here: $(python3 --version 2>&1 || echo 'no python3')."
    echo "Debian, Ubuntu:  apt-get install python3 python3-venv      macOS:  brew install python"
    echo "Elsewhere:       https://www.python.org/downloads/         then, if need be:  make PYTHON=/path/to/python3"
} >&2
exit 1
