#!/usr/bin/env bash
# Installs Debian's Chromium for the browser tests where that is allowed; names them otherwise.
set -u
command -v chromium >/dev/null 2>&1 && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing Chromium for the browser tests (once)."
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium >/dev/null && exit 0
fi
if [ "${CI:-}" ]; then
  echo "CI needs Chromium, and it could not be installed."
  exit 1
fi
echo "Chromium is not here and cannot be installed: the tests in tests/browser are left out."
