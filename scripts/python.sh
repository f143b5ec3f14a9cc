#!/bin/sh
# Runs the first Python >= MIN (default 3.11) that really works, with the given arguments.
# A name on PATH proves nothing: a version manager's shim can be there and exit 127, so each is tried.
# Standard library only: used before any virtual environment exists.
min=${ACADEMIE_PYTHON_MIN:-11}
test="import sys; sys.exit(sys.version_info < (3, $min))"
for candidate in ${ACADEMIE_PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3 \
    "$HOME"/.pyenv/versions/3.1[2-9]*/bin/python3; do
    if "$candidate" -c "$test" >/dev/null 2>&1; then
        exec "$candidate" "$@"
    fi
done
echo "Ik vind geen Python 3.$min of nieuwer die werkt. Installeer python3 (Debian 12: sudo apt install python3)." >&2
exit 3
