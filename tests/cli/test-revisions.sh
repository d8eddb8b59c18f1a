#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# What comes after a signature: revise, unsign, seen, changed, document history, exports of revisions, proposals.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

printf 'correct horse\n' >pass
printf 'wrong horse\n' >wrong
need -C w init Claims --person 'Petra Meyer' --role qa-lead program-manager operations-manager --passphrase-file pass
need -C w release new 'Triage 2.0'
release=$out
need -C w import "$release" "$top/data/sample/lessons-learned-1.xml"
lesson=$out
need -C w field set "$lesson" header/owner 'Petra Meyer'
need -C w field set "$lesson" follow_up/owner 'Petra Meyer'
need -C w document check "$lesson"

# == an approval ==
expect 'history of a draft' 0 -C w document history "$lesson"
is 'it is one' "$out" 'status: draft'
expect 'revise a draft' 3 -C w revise "$lesson" --reason 'Too early'
says 'it was never approved' 'never approved'
need -C w sign "$lesson" --role program-manager --verdict concerns --comment 'Wait for QA.' --passphrase-file pass
concern=${out##*$'\n'}
need -C w --json sign "$lesson" --role operations-manager --verdict approve --passphrase-file pass
is 'a first signature has nothing to tell' "$(json 'data["changed"]')" '[]'
ctl -C w --json document history "$lesson"
is 'the history has both' "$(json 'len (data["sign-offs"])')" 2
is 'it is in review' "$(json 'data["status"]')" 'in review'
expect 'out of turn' 3 -C w sign "$lesson" --role program-manager --verdict approve --passphrase-file pass

# == seen, changed ==
expect 'seen' 0 -C w seen "${concern:0:8}"
"$slipwayctl" -C w seen "$concern" --statement >statement
is 'the statement is what was signed, byte for byte' "$(b2sum -l 256 statement | cut -d' ' -f1)" "$concern"
"$slipwayctl" -C w seen "$concern" --content >content
content=$("$slipwayctl" -C w --json document history "$lesson" |
  python3 -c 'import json, sys; print ([s["content"] for s in json.load (sys.stdin)["sign-offs"]][0])')
is 'the content is what the statement names' "$(b2sum -l 256 content | cut -d' ' -f1)" "$content"
expect 'seen as JSON' 0 -C w --json seen "$concern"
is 'it is the snapshot' "$(json '"<lessons-learned" in data["snapshot"]')" yes
expect 'seen of both at once' 2 -C w seen "$concern" --content --statement
expect 'seen of too little' 3 -C w seen abc
expect 'seen of nothing' 3 -C w seen 0123456789abcdef
expect 'changed, when nothing is' 0 -C w changed "$concern"
is 'it is nothing' "$out" ''
need -C w field set "$lesson" header/location 'Shelf 7'
expect 'changed' 0 -C w changed "$concern"
says 'it names the field and the new value' 'Shelf 7'
expect 'changed as JSON' 0 -C w --json changed "$concern"
is 'with path and kind' "$(json '[data[0]["kind"], data[0]["path"], data[0]["new"]]')" \
  "['set', 'header/location', 'Shelf 7']"

# == unsign ==
expect 'unsign without a reason' 2 -C w unsign "$concern" --passphrase-file pass
expect 'unsign with a wrong passphrase' 3 -C w unsign "$concern" --reason 'Answered' --passphrase-file wrong
expect 'unsign' 0 -C w unsign "${concern:0:8}" --reason 'Answered' --passphrase-file pass
expect 'unsign again' 3 -C w unsign "$concern" --reason 'Answered' --passphrase-file pass
says 'it was withdrawn already' 'already'
expect 'the history tells of it' 0 -C w document history "$lesson"
says 'with its reason' 'Answered'
ctl -C w --json document history "$lesson"
is 'as JSON, too' "$(json '[data["withdrawals"][0]["sign-off"] == "'"$concern"'", data["withdrawals"][0]["refused"]]')" \
  '[True, None]'

# == approved, amended, revised ==
for role in operations-manager qa-lead program-manager; do
  need -C w sign "$lesson" --role "$role" --verdict approve --passphrase-file pass
done
ctl -C w --json document history "$lesson"
is 'the document is approved' "$(json 'data["status"]')" approved
expect 'export of an approved document' 0 -C w export "$lesson" -o record.xml
is 'there is nothing to tell' "$out" ''
need -C w field set "$lesson" header/location 'Shelf 8'
expect 'the list tells of changes' 0 -C w document list
says 'it is amended' 'amended (1 change)'
remarks 'export of an amended document' -C w export "$lesson" -o again.xml
says 'it tells that a change waits' '--draft'
cmp -s record.xml again.xml
result $? 'the record is the same'
need -C w export "$lesson" -o draft.xml --draft
grep -q 'Shelf 8' draft.xml
result $? 'a draft has the change'
need -C w export "$lesson" -o first.odt --revision 1
expect 'a revision that is not there' 3 -C w export "$lesson" -o none.xml --revision 2
expect 'both at once' 2 -C w export "$lesson" -o none.xml --draft --revision 1
ctl -C w schema lessons-learned
printf '%s\n' "$out" >lesson.rng
xmllint --noout --relaxng lesson.rng record.xml 2>/dev/null
result $? 'the record is valid by its schema'
expect 'signing past the change' 3 -C w sign "$lesson" --role operations-manager --verdict approve --passphrase-file pass
says 'it says what to type' 'slipwayctl revise'
expect 'revise without a reason' 2 -C w revise "$lesson"
expect 'revise' 0 -C w --json revise "$lesson" --reason 'The shelf moved.'
is 'it starts the second one' "$(json 'data["revision"]')" 2
expect 'revise again' 3 -C w revise "$lesson" --reason 'Once more'
remarks 'signing again' -C w sign "$lesson" --role operations-manager --verdict approve --passphrase-file pass
says 'it tells what changed' 'Shelf 8'
[[ $out =~ ^[0-9a-f]{64}$ ]]
result $? 'standard output is the statement alone'
ctl -C w --json document history "$lesson"
is 'the second revision is complete, and has its reason' \
  "$(json '[data["status"], [r["reason"] for r in data["revisions"]]]')" "['approved', [None, 'The shelf moved.']]"

# == proposals ==
ctl -C w document new "$release" installation-procedure
procedure=$out
expect 'a change by who does not fill it' 0 -C w field set "$procedure" backup_and_rollback/backup 'Twice a day'
ctl -C w --json document check "$procedure"
is 'check lists it' "$(json '[p["path"] for p in data if p["kind"] == "proposal"]')" "['backup_and_rollback/backup']"
expect 'show has it' 0 -C w document show "$procedure"
says 'with who proposes it' 'proposed="Twice a day" by="Petra Meyer"'
expect 'a row by who does not fill the table' 3 -C w field add "$procedure" steps
says 'it names who does' 'development-lead'

done_testing
