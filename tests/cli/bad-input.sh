# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# Words that the rows of bad-input.table may use.
# shellcheck shell=bash

# The command under test, on Petra's workspace unless another -C follows.
ctl ()
{
  if [ -e "$t/without-rights" ]; then
    exec setpriv --bounding-set=-all --inh-caps=-all "$ctl" -C w "$@"
  fi
  exec "$ctl" -C w "$@"
}

# sql WORKSPACE STATEMENTS: alters a database behind Slipway's back
sql ()
{
  python3 -c 'import sqlite3, sys
db = sqlite3.connect (sys.argv[1] + "/workspace.db"); db.executescript (sys.argv[2]); db.commit (); db.close ()' "$@"
}

# poke FILE OFFSET BYTES: writes over a place of a file; a negative offset counts from its end
poke ()
{
  python3 -c 'import sys
with open (sys.argv[1], "r+b") as f:
    f.seek (int (sys.argv[2]), 2 if sys.argv[2].startswith ("-") else 0); f.write (sys.argv[3].encode ("latin1"))' "$@"
}

# cut FILE BYTES: shortens a file
cut_to () { truncate -s "$2" "$1"; }

# times N TEXT: TEXT N times
times () { python3 -c 'import sys; sys.stdout.write (sys.argv[2] * int (sys.argv[1]))' "$@"; }

# lesson TEXT: a small document with TEXT in its lesson section
lesson () { printf '<lessons-learned><lesson>%s</lesson></lessons-learned>' "$1" >in.xml; }
# header TEXT, plan SECTION TEXT: the same for the header and for a deployment plan
plan () { printf '<deployment-plan><%s>%s</%s></deployment-plan>' "$1" "$2" "$1" >in.xml; }

# The newest file of a kind on the store by Quentin, whom Petra has not read yet.
theirs () { find "store" -path "*/$1/$quentin_replica-*" | sort | tail -1; }
ours () { find "store" -path "*/$1/$petra_replica-*" | sort | tail -1; }
# The biggest part of a blob on the store.
part () { find store -path '*/blob/*' -size +1k | sort | head -1; }

# rezip PYTHON: makes bad.backup, which is a backup of Olga's workspace with something done to it. The entries are in files, by name;
# more has pairs of name and bytes beside them; m is the manifest, which told () makes fit, and claims has sizes that are lies.
rezip ()
{
  "$ctl" -C o backup o.backup >/dev/null
  python3 -c 'import hashlib, json, struct, sys, zipfile
old = zipfile.ZipFile ("o.backup"); files = {n: old.read (n) for n in old.namelist ()}; more = []; claims = {}
m = json.loads (files.pop ("manifest.json"))
def digest (data): return hashlib.blake2b (data, digest_size=32).hexdigest ()
def attach (data, size=None):
    name = "attachments/%.2s/%s" % (digest (data), digest (data)); size = len (data) if size is None else size
    more.append ((name, data)); m["attachments"] += 1; m["attachment-bytes"] += size
    if size != len (data): claims[name] = size
def told ():
    for n in files:
        if n in m["files"]: m["files"][n] = {"size": claims.get (n, len (files[n])), "blake2b-256": digest (files[n])}
exec (sys.argv[1])
text = m if isinstance (m, str) else json.dumps (m)
new = zipfile.ZipFile ("bad.backup", "w", zipfile.ZIP_DEFLATED)
for n, data in [("manifest.json", text)] + list (files.items ()) + more: new.writestr (n, data)
new.close ()
raw = bytearray (open ("bad.backup", "rb").read ())
for n, size in claims.items ():
    for magic, to_name, to_size in ((b"PK\1\2", 46, 24), (b"PK\3\4", 30, 22)):
        at = raw.find (n.encode ())
        while at >= 0:
            if raw[at - to_name:at - to_name + 4] == magic: struct.pack_into ("<I", raw, at - to_name + to_size, size)
            at = raw.find (n.encode (), at + 1)
open ("bad.backup", "wb").write (raw)' "$1"
  rm o.backup
}

# mode NAME: how the server at $http/dav misbehaves from now on
mode () { printf '%s\n' "$1" >"$t/mode"; }

# A copy of Petra's folder, c, goes on under an id of its own beside the original; all of them sync.
copied_and_edited ()
{
  cp -r w c
  "$ctl" -C w field set "$plan" header/title 'Of the original'
  "$ctl" -C c field set "$plan" scope/purpose 'Of the copy' 2>/dev/null
  for who in w c q w c; do "$ctl" -C $who sync >/dev/null; done
}

# Dana attaches a file that goes in several parts, after a copy of her workspace, e, was made, which receives what d sends.
attach_there ()
{
  cp -r d e
  "$ctl" -C e sync >/dev/null 2>&1
  head -c 2000000 /dev/urandom >big.bin
  alone_plan=$("$ctl" -C d document new "$("$ctl" -C d release new Big)" deployment-plan)
  "$ctl" -C d field attach "$alone_plan" rollback/evidence big.bin >/dev/null
}

# What can't be tried here is skipped, and says why.
# Root may read and write everything unless it gives that up.
needs_rights ()
{
  [ "$(id -u)" -ne 0 ] && return
  setpriv --bounding-set=-all --inh-caps=-all true 2>/dev/null || { printf 'root may read everything
' >&2; exit 77; }
  : >"$t/without-rights"
}
needs_full () { [ -e /dev/full ] || { printf "there is no /dev/full here\n" >&2; exit 77; }; }

# Two people who sync over a folder: Petra has not read yet what Quentin did last. And a workspace of its own, d, over
# the server. Prints what the rows may name.
make_pristine ()
{
  run () { "$ctl" "$@"; }
  printf 'a passphrase\n' >pass
  printf 'another one\n' >other
  mkdir store dav
  run -C w init Claims --person 'Petra Meyer' --role project-manager --role program-manager --role development-lead --role development-lead --passphrase-file pass >/dev/null
  run -C w remote set "$t/store"
  run -C w invite used
  run -C q join used --person 'Quentin Abara' --passphrase-file pass >/dev/null
  run -C w sync >/dev/null; run -C q sync >/dev/null; run -C w sync >/dev/null
  quentin=$(run -C q info person)
  run -C w member admit "$quentin" --role qa-lead --passphrase-file pass >/dev/null
  release=$(run -C w release new 'One')
  run -C w release new 'Two' >/dev/null
  plan=$(run -C w document new "$release" deployment-plan)
  row=$(run -C w field add "$plan" tasks)
  change=$(run -C w field add "$plan" scope/approved_changes)
  run -C w field set "$plan" header/title 'The plan'
  head -c 300000 /dev/zero >big.bin
  run -C w field set "$plan" rollback/evidence "$t/big.bin"
  rm big.bin
  lesson=$(run -C w document new "$release" lessons-learned)
  run -C w invite invitation
  run -C w sync >/dev/null; run -C q sync >/dev/null; run -C w sync >/dev/null
  run -C q field set "$lesson" header/title 'A lesson'
  run -C q sync >/dev/null
  run -C d init Alone --person 'Dana Ek' --role qa-lead --passphrase-file pass >/dev/null
  run -C d remote set "$http/dav"
  run -C d sync >/dev/null
  run -C d release new 'Waiting' >/dev/null
  run -C o init Other --person 'Olga Orr' --role qa-lead --passphrase-file pass >/dev/null
  run -C o invite foreign-invitation >/dev/null
  cat <<END
petra=$(run -C w info person)
quentin=$quentin
release=$release
plan=$plan
row=$row
change=$change
lesson=$lesson
petra_replica=$(run -C w info replica)
quentin_replica=$(run -C q info replica)
workspace=$(run -C w info workspace)
alone=$(run -C d info workspace)
plan_number=$(run -C w --json document list | python3 -c "import json,sys; print ([d[\"number\"] for d in json.load (sys.stdin) if d[\"id\"] == \"$plan\"][0])")
END
}
