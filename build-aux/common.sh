# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# What run, test and bench share: where the tree is, and how one of its builds is made. Source it.
# shellcheck shell=bash

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
builds=$top/_build
jobs=$(nproc 2>/dev/null || echo 2)
# Where ccache is, it would else keep nothing of what begins with compiled headers (-Dpch=true).
export CCACHE_SLOPPINESS=${CCACHE_SLOPPINESS:-pch_defines,time_macros}

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
