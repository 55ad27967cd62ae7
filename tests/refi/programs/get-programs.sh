#!/bin/sh
# Programs that read REFI-QDA, for the tests that hand files to them: an environment for each list beside this file.
# Where one cannot be made its tests skip and say so; this never fails.
set -u
here=$(dirname "$0")
for list in "$here"/*.txt; do
    name=$(basename "$list" .txt)
    home=.venv/programs/$name
    cmp -s "$list" "$home/made-of.txt" && continue
    echo "Installing $name for the tests of REFI-QDA ..."
    rm -rf "$home"
    .venv/bin/python -m venv "$home" >/dev/null 2>&1 &&
        "$home/bin/python" -m pip --disable-pip-version-check --quiet install --no-deps --require-hashes -r "$list" \
            >/dev/null 2>&1 &&
        cp "$list" "$home/made-of.txt" ||
        echo "It could not be installed: its tests will be skipped."
done
exit 0
