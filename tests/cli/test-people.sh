#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# People and devices by hand: another device, passphrases changed and forgotten, roles, deputies, revocations, endorsements.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

printf 'correct horse\n' >petra.pass
printf 'battery staple\n' >bo.pass
printf 'another staple\n' >new.pass
p=(--passphrase-file petra.pass)
b=(--passphrase-file bo.pass)

sync_all ()
{
  local name
  for name in petra "$@" petra "$@"; do need -C "$name" sync; done
}

# == two people ==
mkdir store
need -C petra init 'Claims' --person 'Petra Meyer' --role project-manager "${p[@]}"
need -C petra remote set "$tmp/store"
need -C petra invite "$tmp/bo.invitation"
need -C bo join "$tmp/bo.invitation" --person 'Bo Adeyemi' "${b[@]}"
bo=$out
sync_all bo
expect 'a new person needs a role' 3 -C petra member admit "$bo" "${p[@]}"
says 'it says so' 'needs a role'
need -C petra member admit 'Bo Adeyemi' --role qa-lead,administrator "${p[@]}"
sync_all bo
need -C petra release new 'Claims triage 2.4'
release=$out
need -C petra document new "$release" lessons-learned
document=$out
sync_all bo

# == another device ==
expect 'identity export with a wrong passphrase' 3 -C bo identity export "$tmp/bo.identity" "${p[@]}"
expect 'identity export' 0 -C bo identity export "$tmp/bo.identity" "${b[@]}"
is 'an identity is readable by its owner alone' "$(stat -c %a bo.identity)" 600
expect 'an identity is not overwritten' 3 -C bo identity export "$tmp/bo.identity" "${b[@]}"
need -C petra invite "$tmp/second.invitation"
expect 'join as somebody and by name' 2 -C bo2 join "$tmp/second.invitation" --identity bo.identity --person Bo "${b[@]}"
expect 'join with a wrong passphrase of the identity' 3 -C bo2 join "$tmp/second.invitation" --identity bo.identity "${p[@]}"
[ ! -e bo2 ]
result $? 'nothing is left of it'
expect 'join from another device' 0 -C bo2 join "$tmp/second.invitation" --identity bo.identity "${b[@]}"
is 'it is the same person' "$out" "$bo"
need -C petra sync
expect 'it syncs' 0 -C bo2 sync
says 'and says that it waits' 'this device waits to be admitted'
need -C petra sync
need -C petra member list
says 'it waits as another device' 'waits: another device of Bo Adeyemi'
need -C petra --json member list
is 'in JSON, too' "$(json "[m['asks'] for m in data if m['pending']]")" "['device']"
expect 'it is admitted, without a role' 0 -C petra member admit "${bo:0:6}" "${p[@]}"
sync_all bo bo2
need -C bo2 --json member list
is 'the roles stay' "$(json "[m['roles'] for m in data if m['self']]")" "[['administrator', 'qa-lead']]"
expect 'device list' 0 -C petra device list --person 'Bo Adeyemi'
is 'lists both' "$(wc -l <"$tmp/.out")" 2
need -C bo2 --json device list
is 'of which one is this one' "$(json "sum (d['self'] for d in data)")" 1
second=$(json "[d['id'] for d in data if d['self']][0]")
expect 'device list of nobody' 3 -C petra device list --person nobody

# == roles ==
expect 'a role is granted, another withdrawn' 0 -C petra member role "${bo:0:5}" --grant auditor operations-manager \
  --withdraw administrator --reason 'audits now' "${p[@]}"
expect 'the same again changes nothing' 3 -C petra member role "$bo" --grant auditor "${p[@]}"
expect 'an unknown role' 3 -C petra member role "$bo" --grant king "${p[@]}"
expect 'nothing to grant or withdraw' 2 -C petra member role "$bo" "${p[@]}"
expect 'a role of nobody' 3 -C petra member role nobody --grant auditor "${p[@]}"
sync_all bo bo2
need -C bo --json member list
is 'the roles are the new ones' "$(json "[m['roles'] for m in data if m['self']]")" "[['auditor', 'operations-manager', 'qa-lead']]"
is 'with the time since which they are held' "$(json "all (g['since'].startswith ('20') for m in data for g in m['grants'])")" yes
need -C petra member list
says 'and in words' 'auditor since 20'
expect 'admitting a member grants what is missing' 0 -C petra member admit "$bo" --role user-representative "${p[@]}"
expect 'who is no administrator grants nothing' 3 -C bo member role "$bo" --grant administrator "${b[@]}"

# == deputies ==
expect 'a deputy of a role that one does not hold' 3 -C petra deputy qa-lead 'Bo Adeyemi' --until 2199-01-31 "${p[@]}"
expect 'a deputy until no date' 2 -C bo deputy qa-lead 'Petra Meyer' --until tomorrow "${b[@]}"
expect 'a deputy' 0 -C bo deputy qa-lead 'Petra Meyer' --until 2199-01-31 "${b[@]}"
sync_all bo bo2
need -C petra member list
says 'is listed' 'deputy for qa-lead: Petra Meyer until 2199-01-31'

# == passphrases ==
expect 'a wrong old passphrase' 3 -C bo passphrase --passphrase-file petra.pass --new-passphrase-file new.pass
expect 'a passphrase is changed' 0 -C bo passphrase "${b[@]}" --new-passphrase-file new.pass
expect 'the old one opens nothing' 3 -C bo deputy qa-lead 'Petra Meyer' --until 2199-02-01 "${b[@]}"
expect 'the new one does' 0 -C bo deputy qa-lead 'Petra Meyer' --until 2199-02-01 --passphrase-file new.pass
need -C petra invite "$tmp/third.invitation"
expect 'a forgotten one takes an invitation' 2 -C bo passphrase --forgotten
expect 'a forgotten one of the only administrator' 3 -C petra passphrase --forgotten "$tmp/third.invitation" --new-passphrase-file bo.pass
says 'who is told so' 'only administrator'
remarks 'a forgotten one' -C bo passphrase --forgotten "$tmp/third.invitation" --new-passphrase-file bo.pass
is 'the old key is kept' "$(find bo -name 'signing-*.key' | wc -l)" 1
expect 'the new key signs nothing yet' 3 -C bo sign "$document" --role qa-lead --verdict concerns --comment c "${b[@]}"
says 'and it says why' 'new key has not been admitted'
sync_all bo bo2
need -C bo sync
says 'sync says that it waits' 'your new key waits to be admitted'
need -C petra member list
says 'it waits as a new key' 'waits: new key of Bo Adeyemi'
expect 'it is admitted' 0 -C petra member admit "$bo" "${p[@]}"
sync_all bo bo2
need -C petra --json member list
is 'nobody waits' "$(json "sum (m['pending'] for m in data)")" 0
expect 'the new key signs' 0 -C bo deputy qa-lead 'Petra Meyer' --until 2199-03-01 "${b[@]}"

# == a lost device ==
expect 'revoking needs a reason' 2 -C petra device revoke "$second" "${p[@]}"
expect 'a lost device' 0 -C petra device revoke "${second:0:12}" --reason 'left on a train' "${p[@]}"
expect 'no such device' 3 -C petra device revoke 0123456789 --reason 'left on a train' "${p[@]}"
need -C petra sync
need -C bo2 field set "$document" lesson/title "after the loss"
need -C bo2 sync
says 'it is told' 'this device was revoked on'
sync_all bo bo2
need -C petra device list
says 'the list says so' 'revoked: left on a train'
need -C petra verify

# == a person ==
expect 'revoking oneself, the last administrator' 3 -C petra revoke 'Petra Meyer' --reason 'tired' "${p[@]}"
need -C bo field set "$document" lesson/title 'Late, but honest'
expect 'a person' 0 -C petra revoke "$bo" --reason 'left the company' "${p[@]}"
need -C petra sync
expect 'it is told at sync' 0 -C bo sync
says 'by whom and why' 'by Petra Meyer: left the company'
need -C petra member list
says 'the list says so' 'revoked on 20'
expect 'and at signing' 3 -C bo sign "$document" --role qa-lead --verdict concerns --comment c "${b[@]}"
says 'again by whom' 'by Petra Meyer'

# == what came too late ==
need -C petra sync
says 'sync says that it waits, and what takes it in' '1 change by Bo Adeyemi after the person was revoked waits; “slipwayctl endorse '
# What the lost device did waits, too; it is not to be taken in.
need -C bo info replica
replica=$out
need -C petra --json sync
is 'in JSON, too' "$(json 'len (data["notices"])')" 2
need -C petra --json member list
is 'so does member list' "$(json "[m['waiting-changes'] for m in data if m['id'] == '$bo']")" '[2]'
need -C petra verify
says 'so does verify' 'frames kept apart, since their device was revoked before: 2'
need -C petra document show "$document"
[[ $out != *'Late, but honest'* ]]
result $? 'it does not count'
expect 'it is endorsed' 0 -C petra endorse "${replica:0:8}" --reason 'honest work' "${p[@]}"
need -C petra document show "$document"
says 'then it counts' 'Late, but honest'
expect 'nothing of it waits then' 3 -C petra endorse "$replica" "${p[@]}"
need -C petra document show "$document"
[[ $out != *'after the loss'* ]]
result $? 'what the lost device did does not count'
expect 'nothing of nobody' 3 -C petra endorse zzzz "${p[@]}"
need -C petra verify
done_testing
