# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# What the tests of the command line share: they run the real program and look at its exit status, at what it prints, and at
# what it left in the workspace. Source it with the program as the first argument.
# shellcheck shell=bash

set -u
[ $# -ge 1 ] || { printf 'Bail out! usage: %s SLIPWAYCTL\n' "$0"; exit 1; }
slipwayctl=$(realpath "$1")
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tmp=$(mktemp -d "${TMPDIR:-/tmp}/slipway-cli.XXXXXX") || exit 1
trap 'rm -rf "$tmp"' EXIT
# Keys of a tests' moment don't need 64 MiB of Argon2id each.
export SLIPWAY_TEST_KDF=weak
cd "$tmp" || exit 1

tests=0
failures=0
status=0
out=
err=

# result WORKED NAME [WHAT WENT WRONG]
result ()
{
  tests=$((tests + 1))
  if [ "$1" -eq 0 ]; then
    printf 'ok %d - %s\n' "$tests" "$2"
    return 0
  fi
  failures=$((failures + 1))
  printf 'not ok %d - %s\n' "$tests" "$2"
  printf '%s\n' "${3-}" "status: $status" "out: ${out:0:2000}" "err: ${err:0:4000}" | sed 's/^/# /'
  return 1
}

# Runs the program; sets status, out and err.
ctl ()
{
  "$slipwayctl" "$@" >"$tmp/.out" 2>"$tmp/.err" </dev/null
  status=$?
  out=$(<"$tmp/.out")
  err=$(<"$tmp/.err")
}

# An exit status and what belongs to it: nothing on standard error for 0 and 1, one line of ours for 2 and 3.
ended_with ()
{
  [ "$status" -eq "$1" ] || return 1
  case $1 in
    0|1) [ -z "$err" ] ;;
    *) [ "$(wc -l <"$tmp/.err")" -eq 1 ] && [[ $err == 'slipwayctl: '?* ]] ;;
  esac
}

# expect NAME STATUS ARGUMENT...: one test
expect ()
{
  local name=$1 wanted=$2
  shift 2
  ctl "$@"
  ended_with "$wanted"
  result $? "$name" "wanted status $wanted from: slipwayctl $*"
}

# remarks NAME ARGUMENT...: one test; it is done, and tells a person something beside the data, which scripts don't read
remarks ()
{
  local name=$1
  shift
  ctl "$@"
  [ "$status" -eq 0 ] && [ -n "$err" ] && [[ $err != 'slipwayctl: '* ]] && [ "$(wc -l <"$tmp/.out")" -le 1 ]
  result $? "$name" "wanted a remark from: slipwayctl $*"
}

# says NAME TEXT: the last run's standard output or error has TEXT in it
says ()
{
  [[ $out$err == *"$2"* ]]
  result $? "$1" "wanted: $2"
}

# is NAME GOT WANTED
is ()
{
  [ "$2" = "$3" ]
  result $? "$1" "got: $2; wanted: $3"
}

# What a step has to get done for the later ones to make sense.
need ()
{
  ctl "$@"
  if [ "$status" -ne 0 ]; then
    result 1 "slipwayctl $*"
    printf 'Bail out! the rest builds on it\n'
    exit 1
  fi
}

# json PYTHON: an expression over "data", which is the last run's output
json ()
{
  python3 -c 'import json, sys
data = json.load (sys.stdin)
result = eval (sys.argv[1])
print (result if not isinstance (result, bool) else ("yes" if result else "no"))' "$1" <"$tmp/.out"
}

done_testing ()
{
  printf '1..%d\n' "$tests"
  [ "$failures" -eq 0 ]
  exit
}
