#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# Files in fields and purges, as a person at the command line meets them.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

printf 'a passphrase\n' >pass
mkdir store
ctl -C a init Claims --person Ada --role development-lead --passphrase-file pass
ctl -C a remote set "$tmp/store"
ctl -C a invite invitation
ctl -C a sync
ctl -C b join invitation --person Bo --passphrase-file pass
bo=$out
ctl -C b remote set "$tmp/store"
ctl -C b sync
ctl -C a sync
ctl -C a member admit "$bo" --role qa-lead --passphrase-file pass
ctl -C a release new 'Claims triage 2.4'
release=$out
ctl -C a document new "$release" deployment-plan
plan=$out
head -c 3000000 /dev/urandom >large.bin

ctl -C a field attach "$plan" rollback/evidence large.bin
is 'field attach' "$status:$out$err" '0:'
ctl -C a field attach "$plan" rollback/evidence .
is 'a folder is refused' "$status" 3
ctl -C a field attach "$plan" rollback/evidence nowhere
is 'a missing file is refused' "$status" 3
ctl -C a attachment list "$plan"
is 'attachment list' "$(cut -d' ' -f1 <<<"$out")" "$plan"
digest=$(b2sum -l 256 large.bin | cut -d' ' -f1)
ctl -C a --json attachment list "$plan"
is 'its digest is what b2sum prints' "$(json 'data[0]["digest"]')" "$digest"

ctl -C a sync
ctl -C b sync
ctl -C b --json attachment list "$plan"
is 'a large file waits' "$(json 'data[0]["state"]')" away
ctl -C b --json fetch "$release"
is 'fetch' "$(json 'data["fetched"]')" 1
ctl -C b attachment get "$plan" rollback/evidence -o got.bin
is 'attachment get' "$status" 0
cmp -s large.bin got.bin
result $? 'the same bytes come out'
ctl -C b attachment get "$plan" rollback/evidence
is '-o is needed' "$status" 2
ctl -C b sync --attachments some
is 'an unknown choice of files is refused' "$status" 3

ctl -C b purge "${digest:0:12}" --reason 'personal data' --yes
is 'only administrators purge' "$status" 3
ctl -C a purge "${digest:0:12}" --reason 'personal data' </dev/null
is 'purge asks' "$status" 1
ctl -C a purge "${digest:0:12}" --reason 'personal data' --yes
is 'purge' "$status" 0
for _ in 1 2; do
  ctl -C a sync
  ctl -C b sync
done
ctl -C b attachment get "$plan" rollback/evidence -o again.bin
is 'what was purged is named so' "$status:$(grep -c 'removed on .* by Ada: personal data' <<<"$err")" 3:1
result "$(find store -path '*/blob/*' -type f | wc -l)" 'its parts are off the store'
ctl -C b verify
is 'the copy verifies' "$status" 0
ctl -C b store check
is 'the store is whole' "$status" 0

done_testing
