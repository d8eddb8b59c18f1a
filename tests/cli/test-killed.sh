#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# A command that was killed with -9 at any moment and is run again loses nothing and doubles nothing. Where exactly the kills
# fall differs from run to run; what has to hold afterwards does not.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

printf 'a passphrase\n' >pass
mkdir store files
delays=(0.002 0.006 0.012 0.02 0.03 0.05 0.08 0.13 0.2)

# Starts a command and kills it after some seconds, unless it is through before.
cut_off ()
{
  local delay=$1
  shift
  # The shell tells of each kill; a shell of its own keeps that to itself. Not in the foreground, timeout kills itself, too,
  # and the next command would meet one that is still dying and holds its locks.
  (timeout --foreground -s KILL "$delay" "$slipwayctl" "$@" </dev/null; exit $?) >/dev/null 2>&1
}

# == init and join ==
cut=0
for delay in "${delays[@]}"; do
  rm -rf petra
  cut_off "$delay" -C petra init Claims --person 'Petra Meyer' --role project-manager development-lead --passphrase-file pass
  [ -e petra/workspace.db ] && { "$slipwayctl" -C petra verify >/dev/null 2>&1 || cut=1; continue; }
  "$slipwayctl" -C petra init Claims --person 'Petra Meyer' --role project-manager development-lead --passphrase-file pass >/dev/null 2>&1 || cut=1
done
is 'init can be run again where it was cut off, or was done' "$cut" 0
need -C petra verify
need -C petra remote set "$tmp/store"
need -C petra invite "$tmp/invitation"
for delay in "${delays[@]}"; do
  cut_off "$delay" -C quentin join "$tmp/invitation" --person 'Quentin Abara' --passphrase-file pass && break
done
[ -e quentin/workspace.db ] || need -C quentin join "$tmp/invitation" --person 'Quentin Abara' --passphrase-file pass

# sync WHO: cut off at several moments, then once to its end
sync_cut_off ()
{
  local delay
  for delay in "${delays[@]}"; do
    cut_off "$delay" -C "$1" sync
  done
  need -C "$1" sync
}
sync_cut_off petra
sync_cut_off quentin
sync_cut_off petra
need -C quentin info person
quentin=$out
for delay in "${delays[@]}"; do
  cut_off "$delay" -C petra member admit "$quentin" --role qa-lead --passphrase-file pass
done
ctl -C petra member admit "$quentin" --role qa-lead --passphrase-file pass
need -C petra --json member list
is 'a person is admitted once' "$(json "[(m['pending'], m['roles']) for m in data if m['id'] == '$quentin']")" "[(False, ['qa-lead'])]"

# == import ==
need -C petra release new 'Claims triage 2.4'
release=$out
wanted=0
for delay in "${delays[@]}"; do
  wanted=$((wanted + 1))
  {
    printf '<lessons-learned><header><title>Lesson %d</title></header><lesson><stage>8.4</stage><kind>improve</kind>' "$wanted"
    printf '<title>Lesson %d</title><expected>%s</expected></lesson></lessons-learned>' "$wanted" \
      "$(printf 'word %.0s' {1..2000})"
  } >"files/$wanted.xml"
  cut_off "$delay" -C petra import "$release" "files/$wanted.xml"
  need -C petra import "$release" "files/$wanted.xml"
done
need -C petra --json document list
is 'each file became one document' "$(json 'sorted (d["title"] for d in data)')" \
  "[$(for n in $(seq 1 "$wanted"); do printf "'Lesson %d', " "$n"; done | sed 's/, $//')]"

# == field set ==
lesson=$(json 'data[0]["id"]')
for delay in "${delays[@]}"; do
  cut_off "$delay" -C petra field set "$lesson" lesson/why "because of $delay"
  need -C petra field set "$lesson" lesson/why "because of $delay"
done
need -C petra --json log "$lesson"
is 'each value was set once' "$(json 'len ([e for e in data if e["path"] == "lesson/why"])')" "${#delays[@]}"

# == sync ==
sync_cut_off petra
sync_cut_off quentin
need -C quentin field set "$lesson" lesson/lesson 'Try again.'
need -C petra field set "$lesson" lesson/lesson 'Look first.'
sync_cut_off quentin
sync_cut_off petra
sync_cut_off quentin
for who in petra quentin; do
  expect "$who: verify" 0 -C "$who" verify
  expect "$who: store check" 0 -C "$who" store check
  "$slipwayctl" -C "$who" --json log | python3 -c 'import json, sys
print (*sorted (e["op"] for e in json.load (sys.stdin)), sep="\n")' >"$who.ops"
  "$slipwayctl" -C "$who" document show "$lesson" >"$who.xml"
done
cmp -s petra.ops quentin.ops
result $? 'both hold the same ops' "$(diff petra.ops quentin.ops | head)"
is 'none of them twice' "$(uniq -d petra.ops)" ''
cmp -s petra.xml quentin.xml
result $? 'both show the same document'
need -C quentin --json sync
is 'nothing is left to send' "$(json 'data["ops-sent"]')" 0
is 'two people set one field: that is one conflict' "$(json 'data["conflicts"]')" 1
done_testing
