#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# The disk fails under commands, at many of their writes; SLIPWAY_FAILS a command (6). Afterwards what was acknowledged is there, nothing twice, and
# verify holds.
exec python3 "$(dirname "${BASH_SOURCE[0]}")/kills.py" "$@"
