#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# Conflicts from the command line: listed, settled, and refused in one line.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

printf 'a passphrase\n' >pass
mkdir store
need init W --person 'Petra Moss' --role development-lead --passphrase-file pass -C petra
need -C petra remote set "$tmp/store"
need -C petra invite quentin.invitation
need -C quentin join quentin.invitation --person 'Quentin Abara' --passphrase-file pass
need -C quentin remote set "$tmp/store"
need -C quentin sync
need -C petra sync
ctl -C quentin info person
need -C petra member admit "$out" --role qa-lead --passphrase-file pass
need -C petra release new Triage
release=$out
need -C petra document new "$release" deployment-plan
plan=$out
need -C petra field set "$plan" scope/purpose $'one\ntwo\nthree'
need -C petra field add "$plan" dependencies
row=$out
need -C petra field set "$plan" "dependencies/$row/what" first
need -C petra sync
need -C quentin sync

# In both workspaces everything is exchanged.
exchange () { need -C petra sync; need -C quentin sync; need -C petra sync; need -C quentin sync; }

expect 'nothing is in conflict' 0 -C petra conflicts
is 'so nothing is printed' "$out" ''
expect 'nothing is in conflict, as JSON' 0 -C petra --json conflicts
is 'an empty list' "$(json 'data')" '[]'

# == values ==
need -C petra field set "$plan" rollback/minutes 45
need -C quentin field set "$plan" rollback/minutes 60
exchange
expect 'a conflict is listed' 0 -C petra conflicts "$plan"
says 'with its path' rollback/minutes
says 'with one value' '45  (Petra Moss'
says 'and the other' '60  (Quentin Abara'
expect 'as JSON' 0 -C quentin --json conflicts
is 'both sides are there' "$(json 'sorted (s["value"] for s in data[0]["sides"]) == ["45", "60"] and data[0]["kind"] == "value"')" yes
# The sides are numbered by time, and two machines' clocks need not agree.
side=$(json '[s["value"] for s in data[0]["sides"]].index ("60") + 1')
ctl -C quentin --json sync
is 'sync counts it' "$(json 'data["conflicts"]')" 1
expect 'a wrong value changes nothing' 3 -C petra resolve "$plan" rollback/minutes soon
expect 'no such side' 3 -C petra resolve "$plan" rollback/minutes --take 3
expect 'a field that is in no conflict' 3 -C petra resolve "$plan" scope/cost 5
says 'it says so' 'in no conflict'
expect 'keep is no answer for a number' 3 -C petra resolve "$plan" rollback/minutes keep
expect 'a side is taken' 0 -C petra resolve "$plan" rollback/minutes --take "$side"
exchange
ctl -C petra --json log "$plan" --field rollback/minutes
is 'the log tells both that were replaced' "$(json 'sorted (data[-1]["replaced"]) == ["45", "60"] and data[-1]["value"] == "60"')" yes
expect 'nothing is open' 0 -C quentin conflicts
is 'on the other machine too' "$out" ''
expect 'again is no conflict' 3 -C quentin resolve "$plan" rollback/minutes --take 1

# == a value that begins with a dash, and one from standard input ==
need -C petra field set "$plan" scope/out_of_scope 'a'
need -C quentin field set "$plan" scope/out_of_scope 'b'
exchange
expect 'a value with a dash in front' 0 -C petra resolve "$plan" scope/out_of_scope -- '-none'
exchange
is 'it stands everywhere' "$("$slipwayctl" -C quentin --json log "$plan" --field scope/out_of_scope | python3 -c 'import json, sys; print (json.load (sys.stdin)[-1]["value"])')" -none

# == long text ==
need -C petra field set "$plan" scope/purpose $'ONE\ntwo\nthree'
need -C quentin field set "$plan" scope/purpose $'one\ntwo\nTHREE'
exchange
expect 'a merge is proposed' 0 -C quentin conflicts
says 'with the first change' '| ONE'
says 'and the second' '| THREE'
expect 'it is taken' 0 -C quentin resolve "$plan" scope/purpose --merged
exchange
need -C petra field set "$plan" scope/purpose $'mine\ntwo\nTHREE'
need -C quentin field set "$plan" scope/purpose $'his\ntwo\nTHREE'
exchange
expect 'what touches the same line is refused' 3 -C petra resolve "$plan" scope/purpose --merged
says 'the proposal is printed with marks' '<<<<<<< '
says 'with the names of who wrote' 'Petra Moss'
printf 'ours\ntwo\nTHREE\n' | "$slipwayctl" -C petra resolve "$plan" scope/purpose -
is 'the text came from standard input' "$?" 0
exchange
expect 'that settles it' 0 -C quentin conflicts
is 'nothing is left' "$out" ''

# == rows ==
need -C petra field delete "$plan" "$row"
need -C quentin field set "$plan" "dependencies/$row/what" changed
exchange
expect 'a deleted row that was changed is listed' 0 -C petra conflicts
says 'with the row' "dependencies/$row"
says 'and what was written' 'changed'
expect 'a number is no answer' 3 -C petra resolve "$plan" "dependencies/$row" --take 1
expect 'keep' 0 -C petra resolve "$plan" "dependencies/${row:0:6}" keep
exchange
need -C petra field delete "$plan" "$row"
need -C quentin field set "$plan" "dependencies/$row/what" 'changed again'
exchange
expect 'delete' 0 -C quentin resolve "$plan" "dependencies/$row" delete
exchange
ctl -C petra document show "$plan"
[[ $out != *'changed again'* ]]
result $? 'the row is gone everywhere'

# == usage ==
expect 'resolve without a path' 2 -C petra resolve "$plan"
expect 'resolve without a value' 2 -C petra resolve "$plan" scope/purpose
expect 'resolve --take without a number' 2 -C petra resolve "$plan" scope/purpose --take
expect 'resolve with too much' 2 -C petra resolve "$plan" scope/purpose two words
expect 'conflicts with two ids' 2 -C petra conflicts a b
expect 'conflicts of what is not there' 3 -C petra conflicts nosuchdocument

done_testing
