#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# Deleting a document from the command line, and bringing it back: who may, what stays, what others see.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

printf 'a passphrase\n' >pass
mkdir store
need init W --person 'Petra Moss' --role development-lead project-manager --passphrase-file pass -C petra
need -C petra remote set "$tmp/store"
need -C petra invite quentin.invitation
need -C quentin join quentin.invitation --person 'Quentin Abara' --passphrase-file pass
need -C quentin sync
need -C petra sync
ctl -C quentin info person
need -C petra member admit "$out" --role technical-support --passphrase-file pass
need -C petra release new Triage
release=$out
need -C petra document new "$release" deployment-plan
plan=$out
need -C petra document new "$release" lessons-learned
lesson=$out
need -C petra field set "$plan" scope/purpose 'Zebra crossing'
exchange () { need -C petra sync; need -C quentin sync; need -C petra sync; need -C quentin sync; }
exchange

# == who, and what becomes of it ==
expect 'who neither made nor fills it can not' 3 -C quentin document delete "$plan"
says 'it says who can' 'its maker and its owner can, the project-manager, and who fills it'
expect 'a reason that is empty' 3 -C petra document delete "$plan" --reason ' '
expect 'no document of this name' 3 -C petra document delete nothing
expect 'a release is no document' 3 -C petra document delete "$release"
expect 'two are one too many' 2 -C petra document delete "$plan" "$lesson"
expect 'a draft goes without a reason' 0 -C petra document delete "$lesson"
is 'which prints nothing' "$out" ''
expect 'a draft goes with one' 0 -C petra document delete "${plan:0:10}" --reason 'made twice'
exchange
for who in petra quentin; do
  expect "it left the list of $who" 0 -C $who document list
  is "which is empty" "$out" ''
  expect "the search of $who finds nothing" 0 -C $who search zebra
  is "at all" "$out" ''
  expect "--all shows it to $who" 0 -C $who document list --all
  says 'with who and why' 'by Petra Moss: made twice'
  ctl -C $who --json document list --all
  is 'as JSON, too' "$(json '[d["deleted"][:11] for d in data]')" "['deleted on ', 'deleted on ']"
  expect "$who can read it" 0 -C $who document show "$plan"
  says 'whole' 'Zebra crossing'
  expect "the log of $who has it" 0 -C $who log "$plan" --kind delete
  says 'with the reason' 'reason: made twice'
  expect "its history is there for $who" 0 -C $who document history "$plan"
done
expect 'nothing is in conflict' 0 -C quentin conflicts
is 'at all' "$out" ''
for command in "document check $plan" "field set $plan scope/purpose x" "field add $plan tasks" "export $plan -o x.odt" \
               "revise $plan --reason x" "document new $release deployment-plan --from $plan" "document delete $plan" \
               "sign $plan --role project-manager --verdict concerns --comment x --passphrase-file pass"; do
  # shellcheck disable=SC2086
  expect "it is gone for: ${command%% "$plan"*}" 3 -C petra $command
  says 'the line says how it comes back' "made twice; “slipwayctl document restore $plan” brings it back"
done
need -C petra document new "$release" deployment-plan
second=$out
expect 'its number is not given again' 0 -C petra --json document list --all
is 'each has its own' "$(json 'len (set (d["number"] for d in data)) == 3')" yes

# == back again ==
expect 'who could not delete it can not restore it' 3 -C quentin document restore "$plan"
expect 'it comes back' 0 -C petra document restore "$plan"
expect 'once' 3 -C petra document restore "$plan"
says 'and says so' 'is not deleted'
exchange
expect 'it is there again' 0 -C quentin search zebra
says 'in the search' "$plan"
expect 'and can be changed' 0 -C petra field set "$plan" scope/purpose 'Zebra'
expect 'the log has both' 0 -C petra --json log "$plan" --kind keep
is 'with what was replaced' "$(json 'data[0]["replaced"]')" "['deleted']"

# == at the same time ==
need -C petra member role 'Quentin Abara' --grant qa-lead --passphrase-file pass
exchange
need -C petra document delete "$second" --reason 'a mistake'
need -C quentin field set "$second" scope/purpose 'but I need it'
exchange
expect 'who did not know of it keeps it' 0 -C petra document list
says 'as a conflict' 'in conflict'
expect 'it is listed' 0 -C petra conflicts
says 'with the reason' 'deleted: a mistake'
expect 'restore points to resolve' 3 -C petra document restore "$second"
says 'with what to say' "keep” or “… delete”"
expect 'it is kept' 0 -C petra resolve "$second" keep
exchange
expect 'nothing is in conflict any more' 0 -C quentin conflicts
is 'nowhere' "$out" ''
need -C petra document delete "$second" --reason 'a mistake'
need -C quentin field set "$second" scope/purpose 'still'
exchange
expect 'it is deleted' 0 -C petra resolve "$second" delete
exchange
expect 'for all' 0 -C quentin document list --all
says 'with the reason' 'a mistake'
need -C quentin verify

# == a signature ==
need -C quentin document new "$release" lessons-learned
third=$out
exchange
ctl -C petra sign "$third" --role project-manager --verdict concerns --comment 'What was learned?' --passphrase-file pass
result "$status" 'it is signed'
need -C petra sync
need -C quentin document delete "$third"
exchange
expect 'a signature that the delete had not seen keeps it' 0 -C quentin conflicts
says 'it is named' 'signed the document'
expect 'restored and rebuilt it is the same' 0 -C quentin rebuild
expect 'resolved for good' 0 -C quentin resolve "$third" keep
exchange
expect 'what is signed needs a reason' 3 -C quentin document delete "$third"
says 'it says how' '--reason TEXT'
expect 'and goes with one' 0 -C quentin document delete "$third" --reason 'written elsewhere'
exchange
need -C petra verify
done_testing
