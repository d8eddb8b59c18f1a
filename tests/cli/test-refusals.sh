#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# What can't be done is told in one line with exit status 3, and leaves the workspace as it was.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

printf 'a passphrase\n' >pass
printf 'another one\n' >other
cd "$tmp" || exit 1
need -C w init Claims --person 'Petra Meyer' --role project-manager development-lead --passphrase-file pass
need -C w release new 'One'
release=$out
need -C w release new 'Two'
need -C w document new "$release" deployment-plan
plan=$out
need -C w field add "$plan" tasks
row=$out
need -C w field add "$plan" scope/approved_changes
change=$out
need -C w field set "$plan" header/title 'The plan'

# Everything that was ever done, and what the documents are now.
state () { "$slipwayctl" -C w --json log | b2sum; "$slipwayctl" -C w document show "$plan" | b2sum; }
before=$(state)

# The same, without asking the program as long as no byte of the database is another.
content () { cat w/workspace.db w/workspace.db-wal 2>/dev/null | b2sum; }
seen=$(content)
state_now ()
{
  if [ "$(content)" = "$seen" ]; then printf '%s\n' "$before"; else state; fi
}

# refused NAME ARGUMENT...
refused ()
{
  local name=$1 after
  shift
  ctl -C w "$@"
  ended_with 3
  result $? "$name" "wanted status 3 from: slipwayctl $*"
  after=$(state_now)
  is "$name: nothing changed" "$after" "$before"
}

# == ids ==
refused 'an unknown document' document show zzzzzz
says 'the id is named' zzzzzz
refused 'an id that fits several' document new '' deployment-plan
refused 'an unknown release' document new zzzzzz deployment-plan
refused 'an unknown form' document new "$release" no-such-form
refused 'a document is no release' document new "$plan" deployment-plan
refused 'an unknown row to move' field move "$plan" zzzzzz --before "$row"
refused 'a row moved into another table' field move "$plan" "$row" --before "$change"
refused 'an unknown row to delete' field delete "$plan" zzzzzz
refused 'a document to copy from that is not there' document new "$release" deployment-plan --from zzzzzz
refused 'a document to copy from of another form' document new "$release" uat-checklist --from "$plan"

# == paths and values ==
refused 'an unknown section' field set "$plan" nowhere/title x
refused 'an unknown field' field set "$plan" header/colour x
says 'the field is named' colour
refused 'a section is no field' field set "$plan" header x
refused 'a calculated field' field set "$plan" header/doc_no DP-1
refused 'a field of an unknown row' field set "$plan" tasks/zzzzzz/task x
refused 'a table without a row' field set "$plan" tasks/task x
refused 'a row of an unknown table' field add "$plan" nowhere
refused 'a row of a section' field add "$plan" scope
refused 'text where a number belongs' field set "$plan" scope/cost much
refused 'a number with too many decimals' field set "$plan" scope/cost 1.234567
refused 'a date that the calendar has not' field set "$plan" header/effective_date 2026-02-30
refused 'a date-time without a zone' field set "$plan" schedule/window_start 2026-03-14T22:00:00
refused 'yes or no, and nothing else' field set "$plan" applicability/critical perhaps
refused 'a value outside of the code list' field set "$plan" scope/delivery elsewhere
refused 'a person who is no member' field set "$plan" header/owner zzzzzz
refused 'a file that is not there' field set "$plan" rollback/evidence "$tmp/nowhere.pdf"
printf 'not \xff text' >latin1
"$slipwayctl" -C w field set "$plan" header/title - <latin1 >"$tmp/.out" 2>"$tmp/.err"
status=$?
err=$(<"$tmp/.err")
ended_with 3
result $? 'a value from standard input that is not UTF-8'
is 'nothing changed by it' "$(state)" "$before"

# == files ==
refused 'an import of a file that is not there' import "$release" nowhere.xml
printf '<deployment-plan' >cut.xml
refused 'an import of XML that is cut' import "$release" cut.xml
says 'the file is named' cut.xml
printf '<no-such-form/>' >foreign.xml
refused 'an import of another kind of document' import "$release" foreign.xml
"$slipwayctl" -C w document show "$plan" | sed 's|<scope>|<scope><colour>red</colour>|' >unknown.xml
if grep -q colour unknown.xml; then
  refused 'an import with an unknown element' import "$release" unknown.xml
fi
printf '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><deployment-plan><header><title>&e;</title></header></deployment-plan>' \
  >entity.xml
refused 'an import with an external entity' import "$release" entity.xml
refused 'an export into a folder that is not there' export "$plan" -o "$tmp/nowhere/plan.odt"
printf 'precious' >precious.odt
refused 'an export of a document that is not there' export zzzzzz -o "$tmp/precious.odt"
is 'the file that stood there stays' "$(<precious.odt)" precious

refused 'a gate that is asked about a file that is not there' gate "$release" --artifact "$tmp/nowhere.bin"
is 'the file is named once' "$(grep -o nowhere.bin <<<"$err" | wc -l)" 1

# == signing ==
refused 'a document with problems is not approved' sign "$plan" --role project-manager --verdict approve --passphrase-file pass
refused 'a wrong passphrase' sign "$plan" --role project-manager --verdict concerns --comment Why --passphrase-file other
refused 'an unknown role' sign "$plan" --role emperor --verdict concerns --comment Why --passphrase-file pass
refused 'admitting somebody unknown' member admit zzzzzz --role auditor --passphrase-file pass
cp w/signing.key key
sed -i '$d' w/signing.key
refused 'a key file that was cut' sign "$plan" --role project-manager --verdict concerns --comment Why --passphrase-file pass
cut_message=$err
rm w/signing.key
refused 'a key file that is gone' sign "$plan" --role project-manager --verdict concerns --comment Why --passphrase-file pass
[ "$err" != "$cut_message" ]
result $? 'damaged and missing are told apart'
cp key w/signing.key

# == remotes ==
refused 'a remote that is neither address nor folder' remote set gopher://example.org/
refused 'cleartext to another machine' remote set http://example.org/dav
refused 'a sync without a remote' sync

# == other people's files ==
mkdir foreign && printf 'not a database' >foreign/workspace.db
expect 'a file that is no workspace' 3 -C foreign info
is 'and it is left alone' "$(<foreign/workspace.db)" 'not a database'

done_testing
