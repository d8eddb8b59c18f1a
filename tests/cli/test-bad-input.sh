#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# Every row of bad-input.table: one clear line, nothing changed, nothing left over.
exec python3 "$(dirname "${BASH_SOURCE[0]}")/bad-input.py" "$@"
