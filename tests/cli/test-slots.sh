#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# Which slot a signature takes, what stands in it, what the history says of it; names that are typed wrong.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

printf 'correct horse\n' >pass
need -C w init Claims --person 'Petra Meyer' --role qa-lead program-manager operations-manager auditor --passphrase-file pass
need -C w release new 'Triage 2.0'
release=$out
need -C w import "$release" "$top/data/sample/lessons-learned-1.xml"
lesson=$out
need -C w field set "$lesson" header/owner 'Petra Meyer'
need -C w field set "$lesson" follow_up/owner 'Petra Meyer'
sign=(-C w sign "$lesson" --passphrase-file pass)

# == auditors and administrators sign nothing ==
for role in auditor administrator; do
  expect "sign as $role" 3 "${sign[@]}" --role $role --verdict approve
  says 'nobody signs in it' 'signs nothing'
done

# == slots ==
expect 'a slot that the form has not' 3 "${sign[@]}" --role qa-lead --slot nope --verdict approve
says 'it names those that there are' 'author'
expect 'a slot of another role' 3 "${sign[@]}" --role qa-lead --slot acceptance --verdict approve
expect 'out of turn' 3 "${sign[@]}" --role qa-lead --slot validation --verdict approve
says 'it says what has to come before' 'any role'
[[ $err != *'*'* ]]
result $? 'and no pattern of the form'
remarks 'the owner signs as author, whatever the role' "${sign[@]}" --role qa-lead --verdict approve
first=$out
[[ $out =~ ^[0-9a-f]{64}$ ]]
result $? 'standard output is the statement alone'
says 'it says which slot was taken' 'author'
says 'and how to take another' '--slot'
ctl -C w --json document history "$lesson"
is 'it is the one for any role' "$(json 'data["sign-offs"][0]["slot"]')" author

# == the same again ==
remarks 'the same again' "${sign[@]}" --role qa-lead --slot author --verdict approve
says 'it is there already' 'already'
is 'it is the same statement' "$out" "$first"
ctl -C w --json document history "$lesson"
is 'no second one was made' "$(json 'len (data["sign-offs"])')" 1

# == what became of it ==
expect 'a reject' 0 "${sign[@]}" --role qa-lead --slot author --verdict reject --comment 'Not as I saw it.'
expect 'the history' 0 -C w document history "$lesson"
says 'the status tells of the reject' 'in review, rejected'
says 'the first was answered' 'Petra Meyer signed again on '
ctl -C w --json document history "$lesson"
is 'the status itself stays one that forms know' "$(json '[data["status"], data["opposed"]]')" "['in review', 'reject']"
is 'one counts' "$(json '[(s["counts"], s["state"]) for s in data["sign-offs"]]')" "[(False, 'replaced'), (True, 'counts')]"
expect 'past the reject' 3 "${sign[@]}" --role program-manager --slot acceptance --verdict approve
says 'it says whose it is' 'the rejection by Petra Meyer stands against it'
need -C w field set "$lesson" lesson/recommendation 'Another one.'
ctl -C w document history "$lesson"
says 'the change is told as such' 'what it covers was changed since'
[[ $out != *'or a later one'* ]]
result $? 'and nothing else'

# == changes of what is covered ==
need "${sign[@]}" --role qa-lead --slot author --verdict approve
need "${sign[@]}" --role qa-lead --slot validation --verdict approve
validation=${out##*$'\n'}
need -C w field set "$lesson" header/location 'Shelf 7'
expect 'changed, elsewhere' 0 -C w changed "$validation"
is 'what the slot does not cover is not told' "$out" ''

# == a withdrawn one is told once ==
need -C w unsign "$validation" --reason 'Too early' --passphrase-file pass
ctl -C w document history "$lesson"
says 'with the reason' "doesn't count: "
[[ $out != *"doesn't count: The sign-off"* ]]
result $? 'once'

# == names that are typed wrong ==
expect 'a field of no form' 3 -C w log --field nope/nope
says 'it says so' 'no such field'
expect 'a field of another form' 3 -C w log "$lesson" --field tasks/minutes
says 'it says so, too' 'no such field'
expect 'a field of some form' 0 -C w log --field lesson/recommendation
says 'its changes' 'Another one.'
expect 'a kind that there is not' 3 -C w log --kind nope
expect 'a person who is not there' 3 -C w log --person Nobody

# == an op by its name, which is spelled one way ==
ctl -C w --json log --limit 3
op=$(json 'data[0]["op"]')
expect 'after an op' 0 -C w log --after "$op" --limit 1
expect 'a decimal clock' 3 -C w log --after "${op%%:*}:$((16#${op##*:}))" --limit 1
says 'it says how one is written' 'write replica:clock as the log prints it'

done_testing
