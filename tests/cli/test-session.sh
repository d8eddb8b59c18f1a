#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# Two people take a document from a new workspace to a signed and exported record, over a directory.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

printf 'correct horse\nsecond line\n' >petra.pass
printf 'battery staple' >quentin.pass

# == a workspace ==
expect 'init' 0 -C petra init 'Claims' --person 'Petra Meyer' --role project-manager program-manager development-lead \
  --passphrase-file petra.pass
workspace=$out
[[ $workspace =~ ^[a-z2-7]{52}$ ]]
result $? 'it prints the id of the workspace'
expect 'info' 0 -C petra info
says 'info has the name' Claims
expect 'info FIELD' 0 -C petra info workspace
is 'it prints just the value' "$out" "$workspace"
need -C petra info person
petra=$out
[[ $petra =~ ^[a-z2-7]{26}$ ]]
result $? 'a person has an id'
need -C petra member list
[[ $out == "$petra "*'Petra Meyer'* ]]
result $? 'member list begins with the id'
need -C petra --json member list
is 'the founder has the roles, and administers' "$(json '" ".join (sorted (data[0]["roles"]))')" \
  'administrator development-lead program-manager project-manager'
expect 'init again in the same folder' 3 -C petra init Other --person X --role auditor --passphrase-file petra.pass
need -C petra info workspace
is 'the workspace is the old one' "$out" "$workspace"

# == a colleague ==
expect 'remote show without a remote' 3 -C petra remote show
expect 'sync without a remote' 3 -C petra sync
mkdir store
expect 'remote set' 0 -C petra remote set "$tmp/store"
expect 'remote show' 0 -C petra remote show
says 'it prints the remote' "$tmp/store"
expect 'remote check' 0 -C petra remote check
expect 'invite' 0 -C petra invite "$tmp/invitation"
is 'an invitation is readable by its owner alone' "$(stat -c %a invitation)" 600
expect 'an invitation is not overwritten' 3 -C petra invite "$tmp/invitation"
expect 'join' 0 -C quentin join "$tmp/invitation" --person 'Quentin Abara' --passphrase-file quentin.pass
quentin=$out
need -C quentin info workspace
is 'it is the same workspace' "$out" "$workspace"
need -C quentin info remote
is 'the remote came with the invitation' "${out%/}" "$tmp/store"
need -C petra sync
expect 'the one who waits syncs' 0 -C quentin sync
expect 'the administrator syncs' 0 -C petra sync
need -C petra --json member list
is 'the one who waits is listed as waiting' "$(json "[m['pending'] for m in data if m['id'] == '$quentin']")" '[True]'
is 'with the fingerprint that he sees himself' "$(json "[m['fingerprint'] for m in data if m['id'] == '$quentin'][0]")" \
  "$("$slipwayctl" -C quentin info fingerprint)"
expect 'admit with a wrong passphrase' 3 -C petra member admit "$quentin" --role qa-lead --passphrase-file quentin.pass
expect 'admit, by a shortened id' 0 -C petra member admit "${quentin:0:10}" --role qa-lead,development-lead \
  --passphrase-file petra.pass
need -C petra sync
need -C quentin sync
need -C quentin --json member list
is 'both are members on both sides' "$(json 'sorted ((m["name"], m["pending"]) for m in data)')" \
  "[('Petra Meyer', False), ('Quentin Abara', False)]"
expect 'who is no administrator can not invite' 3 -C quentin invite "$tmp/second-invitation"

# == a release and a document ==
expect 'release new' 0 -C petra release new 'Claims triage 2.4'
release=$out
ctl -C petra for-me
says 'what is still to be written says of which release' 'Claims triage 2.4: Deployment Plan'
expect 'release list' 0 -C petra release list
[[ $out == "$release "*'Claims triage 2.4'* ]]
result $? 'release list begins with the id'
expect 'document new, by a shortened id' 0 -C petra document new "${release:0:12}" lessons-learned
lesson=$out
expect 'document list' 0 -C petra document list "$release"
[[ $out == "$lesson "*lessons-learned* ]]
result $? 'document list begins with the id'
expect 'a new document has problems' 1 -C petra document check "$lesson"
[ "$(wc -l <"$tmp/.out")" -ge 10 ]
result $? 'one a line'
says 'named by path' 'lesson/title'

set_field () { need -C petra field set "$lesson" "$@"; }
set_field header/title 'Warm the model cache before the switch'
set_field header/effective_date 2026-03-20
set_field header/reason_for_update 'First version.'
set_field header/owner "$petra"
set_field header/location 'records/claims'
set_field lesson/stage 8.4
set_field lesson/kind improve
set_field lesson/title 'Warm the cache first'
set_field lesson/expected 'The first minute is as fast as the rest.'
set_field lesson/happened -12
set_field lesson/why 'Nobody owned the warm-up.'
set_field lesson/impact $'quality\nusers'
set_field lesson/lesson 'A cold start is a state of production.'
set_field lesson/recommendation 'Put the warm-up into the installation procedure.'
set_field lesson/tags 'model'
set_field follow_up/owner "$petra"
printf 'The first minute took 40 s.\nThen 300 ms.\n' | "$slipwayctl" -C petra field set "$lesson" lesson/happened - 2>"$tmp/.err"
result $? 'a value is read from standard input'
expect 'a value that fits no code list is refused' 3 -C petra field set "$lesson" lesson/kind neither
expect 'the check passes' 0 -C petra document check "$lesson"
is 'and says nothing' "$out" ''

# == rows ==
need -C petra document new "$release" deployment-plan
plan=$out
expect 'field add' 0 -C petra field add "$plan" tasks
first=$out
need -C petra field add "$plan" tasks
second=$out
need -C petra field set "$plan" "tasks/$first/task" 'Stop the intake queue'
need -C petra field set "$plan" "tasks/$second/task" 'Load the model'
expect 'field move, by shortened ids' 0 -C petra field move "$plan" "${second:0:12}" --before "${first:0:12}"
need -C petra document show "$plan"
[[ $out == *'Load the model'*'Stop the intake queue'* ]]
result $? 'the rows changed places'
expect 'field delete' 0 -C petra field delete "$plan" "$first"
need -C petra document show "$plan"
[[ $out != *'Stop the intake queue'* && $out == *'Load the model'* ]]
result $? 'the row is gone, the other one stays'

# == show, import ==
need -C petra document show "$lesson"
is 'a line end inside a value stays, the one at its end goes' \
  "$(xmllint --xpath 'string (/lessons-learned/lesson/happened)' "$tmp/.out")" $'The first minute took 40 s.\nThen 300 ms.'
cp "$tmp/.out" lesson.xml
before=$("$slipwayctl" -C petra log | wc -l)
expect 'import of what show printed' 0 -C petra import "$release" lesson.xml
is 'it is the same document' "$out" "$lesson"
is 'nothing changed by it' "$("$slipwayctl" -C petra log | wc -l)" "$before"
sed -i 's/Warm the cache first/Warm the cache before the switch/' lesson.xml
need -C petra import "$release" lesson.xml
need -C petra document show "$lesson"
says 'a changed file changes the document' 'Warm the cache before the switch'

# == signing ==
expect 'sign with a wrong passphrase' 3 -C petra sign "$lesson" --role project-manager --verdict approve \
  --passphrase-file quentin.pass
expect 'sign in a role that one does not hold' 3 -C petra sign "$lesson" --role qa-lead --verdict approve \
  --passphrase-file petra.pass
expect 'sign' 0 -C petra sign "$lesson" --role project-manager --verdict approve --comment 'As I saw it.' \
  --passphrase-file petra.pass
[[ $out =~ ^[0-9a-f]{64}$ ]]
result $? 'it prints the digest of the statement'
need -C petra sync
need -C quentin sync
expect 'the next one signs' 0 -C quentin sign "$lesson" --role qa-lead --verdict approve --passphrase-file quentin.pass
need -C quentin sync
need -C petra sync
expect 'and the last one' 0 -C petra sign "$lesson" --role program-manager --verdict approve --passphrase-file petra.pass
need -C petra --json document list "$release"
is 'the document is approved' "$(json "[d['status'] for d in data if d['id'] == '$lesson']")" "['approved']"
need -C petra sync
need -C quentin sync
need -C quentin --json document list
is 'the colleague sees it approved' "$(json "[d['status'] for d in data if d['id'] == '$lesson']")" "['approved']"

# == reading ==
expect 'search' 0 -C quentin search 'warm cache'
[[ $out == "$lesson "* ]]
result $? 'a hit begins with the id'
expect 'search without a hit' 0 -C quentin search zeppelin
is 'it says nothing' "$out" ''
expect 'log of a document' 0 -C quentin log "$lesson"
says 'it names who' 'Petra Meyer'
says 'and what' 'Warm the cache'
expect 'export of a report' 0 -C quentin export "$lesson" -o "$tmp/lesson.odt"
cp lesson.odt again.odt
need -C quentin export "$lesson" -o "$tmp/lesson.odt"
cmp -s lesson.odt again.odt
result $? 'the same content gives the same bytes'
is 'it is an OpenDocument text' "$(head -c 77 lesson.odt | tail -c 39)" 'application/vnd.oasis.opendocument.text'
expect 'export of the data' 0 -C quentin export "$lesson" -o "$tmp/lesson-signed.xml"
"$slipwayctl" -C quentin schema lessons-learned >lessons-learned.rng
xmllint --noout --relaxng lessons-learned.rng lesson-signed.xml 2>"$tmp/.err"
result $? 'it is valid by the schema of its form' "$(<"$tmp/.err")"

# == both are the same, and verify ==
for who in petra quentin; do
  expect "$who: verify" 0 -C "$who" verify
  expect "$who: store check" 0 -C "$who" store check
  need -C "$who" document show "$lesson"
  cp "$tmp/.out" "$who.xml"
done
cmp -s petra.xml quentin.xml
result $? 'both show the same document'
need -C quentin --json sync
is 'nothing new is nothing to send' "$(json 'data["ops-sent"], data["ops-received"]')" '(0, 0)'

# == something is altered ==
file=$(find store -path '*/heads/*' -name '*.bin' | LC_ALL=C sort | head -n 1)
size=$(stat -c %s "$file")
byte=$(tail -c +$((size / 2 + 1)) "$file" | head -c 1 | od -An -tu1 | tr -d ' ')
printf "\\x$(printf %02x $((byte ^ 1)))" | dd of="$file" bs=1 seek=$((size / 2)) conv=notrunc status=none
expect 'store check with an altered file' 1 -C petra store check
says 'the file is named' "$(basename "$file")"
need -C petra invite "$tmp/third-invitation"
need -C uma join "$tmp/third-invitation" --person 'Uma Field' --passphrase-file quentin.pass
expect 'the first sync of a machine that has not read it' 3 -C uma sync
says 'it is named there too' "$(basename "$file")"

done_testing
