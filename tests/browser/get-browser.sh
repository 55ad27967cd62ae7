#!/bin/sh
# A browser for the tests that look at the page: the one on PATH, else Debian's package (as
# root), else playwright's own. Without any, those tests skip and say so; this never fails.
set -u
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo 'Installing Chromium for the browser tests ...'
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null 2>&1 && exit 0
fi
.venv/bin/python -m playwright install chromium >/dev/null 2>&1 && exit 0
echo 'No browser could be installed: the browser tests will be skipped.'
exit 0
