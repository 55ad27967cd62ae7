#!/bin/sh
# LibreOffice for the tests that open, edit and save what people get: the one on PATH, else Debian's packages (as
# root), without a window. Without any, those tests skip and say so; this never fails.
set -u
command -v soffice >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo 'Installing LibreOffice for the tests of workbooks and documents ...'
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        libreoffice-calc-nogui libreoffice-writer-nogui python3-uno >/dev/null 2>&1 && exit 0
fi
echo 'LibreOffice could not be installed: the tests that need it will be skipped.'
exit 0
