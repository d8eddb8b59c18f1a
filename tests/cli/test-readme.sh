#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# The walk in README.md works as it is printed there, command by command.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

sed -n '/^```sh$/,/^```$/p' "$top/README.md" | sed '1d;$d' >walk.sh
# The one command of the walk whose answer is no.
sed -i 's/^\(slipwayctl .* document check .*\)$/\1 || [ $? -eq 1 ]/' walk.sh
is 'the README has a walk' "$(grep -c '^slipwayctl' walk.sh | awk '{ print ($1 > 20) }')" 1
mkdir bin
ln -s "$slipwayctl" bin/slipwayctl
PATH=$tmp/bin:$PATH bash -e -o pipefail walk.sh >.out 2>.err
status=$?
out=$(tail -n 5 .out)
err=$(<.err)
[ "$status" -eq 0 ] && ! grep -q '^slipwayctl:' .err
result $? 'every command of it works'
[ -s walk/plan.odt ] && [ -s walk/plan.xml ] && [ -s walk/plan.rng ]
result $? 'its files are there'
done_testing
