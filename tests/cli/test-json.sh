#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# With --json every command that prints data prints JSON, and the same values as without.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

printf 'a passphrase\n' >pass
mkdir store

# data NAME STATUS PYTHON ARGUMENT...: --json gives JSON over which the expression is true
data ()
{
  local name=$1 wanted=$2 expression=$3 said
  shift 3
  ctl -C w --json "$@"
  ended_with "$wanted" && said=$(json "$expression" 2>&1) && [ "$said" = yes ]
  result $? "$name" "wanted: $expression; got: ${said-}"
}

hexadecimal='all (c in "0123456789abcdef" for c in'
data 'init' 0 'len (data["workspace"]) == 52' init Claims --person 'Petra “P” Meyer' --role project-manager user-representative --passphrase-file pass
data 'info' 0 'data["name"] == "Claims" and data["person-name"] == "Petra “P” Meyer"' info
data 'info FIELD' 0 'data == {"name": "Claims"}' info name
data 'remote set' 0 "data['remote'].endswith ('/store')" remote set "$tmp/store"
data 'remote show' 0 "data['remote'].endswith ('/store')" remote show
data 'remote check' 0 "data['remote'].endswith ('/store')" remote check
data 'invite' 0 'data == {"file": "invitation"}' invite invitation
ctl -C joined --json join invitation --person 'Bo' --passphrase-file pass
is 'join' "$(json 'len (data["person"]) == 26')" yes
data 'member list' 0 'len (data) == 1 and data[0]["self"] and not data[0]["pending"]' member list
data 'release new' 0 'len (data["id"]) == 26' release new $'A “title” with \\ and \t a tab'
release=$(json 'data["id"]')
data 'release list' 0 "[r['id'] for r in data] == ['$release']" release list
data 'release new --process' 0 'len (data["id"]) == 26' release new Hotfix --process hotfix-1220-01-ai
data 'process show --release' 0 'data["process"] == "hotfix-1220-01-ai" and data["pinned"]' process show --release "$(json 'data["id"]')"
data 'document new' 0 'len (data["id"]) == 26' document new "$release" uat-checklist
uat=$(json 'data["id"]')
data 'document list' 0 "data[0]['id'] == '$uat' and data[0]['release'] == '$release' and data[0]['form'] == 'uat-checklist'" \
  document list
data 'document show' 0 'data["xml"].startswith ("<")' document show "$uat"
data 'document check' 1 'len (data) > 5 and all (p["path"] and p["message"] and p["kind"] for p in data)' document check "$uat"
data 'field add' 0 'len (data["id"]) == 26' field add "$uat" items
item=$(json 'data["id"]')
data 'field add, nested' 0 'len (data["id"]) == 26' field add "$uat" "items/$item/steps"
step=$(json 'data["id"]')
need -C w field set "$uat" "items/$item/steps/$step/action" 'Open the “queue” \ and wait'
data 'search' 0 "len (data) == 1 and data[0]['record'] == '$uat'" search queue
data 'log' 0 "data[-1]['value'] == 'Open the “queue” \\\\ and wait' and data[-1]['path'] == 'items/$item/steps/$step/action'" log "$uat"
"$slipwayctl" -C w document show "$uat" >uat.xml
data 'import' 0 "data == [{'id': '$uat', 'file': 'uat.xml'}]" import "$release" uat.xml
data 'export' 0 'data == {"file": "uat.odt"}' export "$uat" -o uat.odt
data 'sign' 0 "len (data['statement']) == 64 and $hexadecimal data['statement'])" \
  sign "$uat" --role user-representative --verdict concerns --comment 'Not yet.' --passphrase-file pass
data 'forms' 0 'len (data) >= 4 and all (len (f["definition"]) == 64 for f in data)' forms
data 'forms FORM' 0 '"<form" in data["xml"]' forms uat-checklist
data 'schema' 0 '"grammar" in data["xml"]' schema uat-checklist
data 'sync' 0 'data["requests"] > 0 and data["ops-sent"] > 0 and data["problems"] == []' sync
data 'store check' 0 'data == {"problems": []}' store check
data 'verify' 0 'data["verified"] and data["problem"] is None and data["ops"] > 0' verify
done_testing
