#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# The audit trail from the command line: filters, formats that other programs read, and signed reviews.
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
quentin=$out
need -C petra member admit "$quentin" --role auditor --passphrase-file pass
need -C petra release new Triage
release=$out
need -C petra document new "$release" deployment-plan
plan=$out
need -C petra field set "$plan" scope/purpose first
need -C petra field set "$plan" scope/purpose '=HYPERLINK ("x"), second'
need -C petra field set "$plan" rollback/minutes 45
need -C petra sync
need -C quentin sync

# == filters ==
expect 'the whole log' 0 -C petra --json log
whole=$(json 'len (data)')
is 'each op once' "$(json 'len ({e["op"] for e in data}) == len (data)')" yes
expect 'of a document' 0 -C petra --json log "$plan"
is 'all of it' "$(json "{e['record'] for e in data} == {'$plan'}")" yes
expect 'of a field' 0 -C petra --json log "$plan" --field scope/purpose
is 'old and new' "$(json 'data[-1]["old"] == "first" and data[-1]["value"].startswith ("=HYPER") and data[-1]["label"] == "Scope › Purpose"')" yes
expect 'by name of a field alone' 0 -C petra --json log "$plan" --field minutes
expect 'of a person' 0 -C quentin --json log --person 'Quentin Abara'
is 'by that person' "$(json "len (data) > 0 and {e['person_id'] for e in data} == {'$quentin'}")" yes
expect 'of a kind' 0 -C quentin --json log --kind admit
# Who joins knows nothing of the inviter's clock.
is 'invited, joined, admitted' "$(json 'sorted (e["kind"] for e in data)')" "['admission', 'invite', 'join']"
expect 'since an hour' 0 -C petra --json log --since 1h
is 'is all' "$(json 'len (data)')" "$whole"
expect 'until yesterday' 0 -C petra --json log --until 1d
is 'is nothing' "$(json 'len (data)')" 0
expect 'a page' 0 -C petra --json log --limit 3
after=$(json 'data[-1]["op"]')
expect 'the page after it' 0 -C petra --json log --after "$after"
is 'is the rest' "$(json 'len (data)')" "$((whole - 3))"
expect 'as text' 0 -C petra log "$plan"
says 'a line tells what was before' '(was: first)'
expect 'an unknown kind' 3 -C petra log --kind launch
expect 'an unknown person' 3 -C petra log --person Nobody
expect 'an unknown field' 3 -C petra log "$plan" --field scope/porpoise
expect 'an unknown time' 2 -C petra log --since soon
expect 'an unknown format' 2 -C petra log --format pdf
expect 'JSON and CSV at once' 2 -C petra --json log --format csv

# == files ==
expect 'as CSV' 0 -C petra log --format csv
is 'other programs read it' "$(python3 -c 'import csv, sys
rows = list (csv.DictReader (open (sys.argv[1], newline="", encoding="utf-8"), strict=True))
new = [r["new"] for r in rows]
print (len (rows), "\x27=HYPERLINK (\"x\"), second" in new)' "$tmp/.out")" "$whole True"
expect 'as XML' 0 -C petra log --format xml
cp "$tmp/.out" trail.xml
expect 'the schema of the audit trail' 0 schema audit-trail
cp "$tmp/.out" trail.rng
if command -v xmllint >/dev/null; then
  xmllint --noout --relaxng trail.rng trail.xml 2>.xmllint
  result $? 'the XML is valid' "$(<.xmllint)"
fi
is 'the XML is the same on the other machine' "$("$slipwayctl" -C quentin log --format xml | b2sum)" "$(b2sum <trail.xml)"

# == reviews ==
expect 'no review yet' 0 -C petra log reviews
is 'nothing is listed' "$out" ''
expect 'a review without a comment' 2 -C petra log --sign --passphrase-file pass
expect 'a comment without a review' 2 -C petra log --comment x
expect 'a page is not reviewed' 2 -C petra log --limit 5 --sign --comment x --passphrase-file pass
expect 'an auditor signs nothing' 3 -C quentin log --sign --comment 'all well' --passphrase-file pass
expect 'a review is signed' 0 -C petra log "$plan" --sign --comment 'all well' --passphrase-file pass
review=$out
expect 'it is listed' 0 -C petra --json log reviews
is 'valid, by whom, of what' "$(json 'data[0]["valid"] and data[0]["person"] == "Petra Moss" and data[0]["comment"] == "all well" and data[0]["entries"] == 5')" yes
need -C petra sync
need -C quentin sync
expect 'its bytes are on the other machine' 0 -C quentin log reviewed "${review:0:8}" -o reviewed.xml
grep -q '<end entries="5"/>' reviewed.xml
result $? 'they are the entries'
expect 'its digest is the one that was signed' 0 -C quentin --json log reviews
is 'b2sum says the same' "$(b2sum -l 256 <reviewed.xml | cut -d' ' -f1)" "$(json 'data[0]["content"]')"
expect 'the trail tells of the review' 0 -C quentin --json log --kind trail-review
is 'with its comment' "$(json 'data[0]["reason"]')" 'all well'
expect 'a review that is not there' 3 -C petra log reviewed 00000000 -o other.xml
expect 'reviewed into a folder that is not there' 3 -C petra log reviewed "$review" -o nowhere/reviewed.xml
says 'and names it' 'nowhere/reviewed.xml'
expect 'reviewed without -o' 2 -C petra log reviewed "$review"
expect 'verify is content' 0 -C quentin verify

done_testing
