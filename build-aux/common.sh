# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# What run, test and bench share: where the tree is, and how one of its builds is made. Source it.
# shellcheck shell=bash

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
builds=$top/_build
jobs=$(nproc 2>/dev/null || echo 2)

# build NAME OPTION...: configures _build/NAME once and brings it up to date; ninja notices changed meson.build files.
build ()
{
  local name=$1
  shift
  if [ ! -f "$builds/$name/build.ninja" ]; then
    # What an interrupted set-up left behind would be taken for a configured build.
    rm -rf "${builds:?}/$name"
    meson setup "$builds/$name" "$top" "$@" || return
  fi
  ninja -C "$builds/$name" -j "$jobs"
}
