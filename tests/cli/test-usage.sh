#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
#
# Wrong usage is told in one line with exit status 2 and tries nothing; help, manual page and completion name every command.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

printf 'a passphrase\n' >pass

# == wrong usage ==
expect 'no command' 2
expect 'an unknown command' 2 launch
says 'the unknown command is named' launch
expect 'an unknown option' 2 --colour
expect '-C without a folder' 2 -C
for group in remote member release document field store; do
  expect "$group without its second word" 2 "$group"
  expect "$group with an unknown second word" 2 "$group" launch
done
expect 'init without a name' 2 init --person P --role auditor --passphrase-file pass
expect 'init without --person' 2 init N --role auditor --passphrase-file pass
expect 'init without --role' 2 init N --person P --passphrase-file pass
expect 'init without --passphrase-file' 2 init N --person P --role auditor
says 'what is missing is named' --passphrase-file
expect 'init with two names' 2 init N M --person P --role auditor --passphrase-file pass
expect 'join without a file' 2 join --person P --passphrase-file pass
expect 'join without --person' 2 join file --passphrase-file pass
expect 'invite without a file' 2 invite
expect 'member admit without --role goes on' 3 member admit abc --passphrase-file pass
expect 'member admit without --passphrase-file' 2 member admit abc --role auditor
expect 'member list with an argument' 2 member list abc
expect 'remote set without a URL' 2 remote set
expect 'a password without a user' 2 remote set /tmp --password-file pass
expect 'release new without a title' 2 release new
expect 'release new with two titles' 2 release new a b
expect 'document new without a form' 2 document new abc
expect 'document show without an id' 2 document show
expect 'document check with two ids' 2 document check a b
expect 'field set without a value' 2 field set abc scope/purpose
expect 'field set with a value that was not quoted' 2 field set abc scope/purpose two words
expect 'field add without a table' 2 field add abc
expect 'field move without --before' 2 field move abc def
expect 'field delete without a row' 2 field delete abc
expect 'import without a file' 2 import abc
expect 'sign without --role' 2 sign abc --verdict approve --passphrase-file pass
expect 'sign without --verdict' 2 sign abc --role auditor --passphrase-file pass
expect 'sign without --passphrase-file' 2 sign abc --role auditor --verdict approve
expect 'sign with an unknown verdict' 2 sign abc --role auditor --verdict maybe --passphrase-file pass
expect 'export without -o' 2 export abc
expect 'export to an unknown kind of file' 2 export abc -o report.doc
expect 'search without a text' 2 search
expect 'info with an unknown field' 2 info colour
expect 'schema without a form' 2 schema
expect 'demo without a folder' 2 demo
expect 'a text that is not UTF-8' 2 release new $'\xff\xfe'
is 'nothing was made' "$(ls)" pass

# == where there is nothing ==
for command in info 'release list' 'document list' 'member list' 'remote show' 'remote check' sync 'store check' verify log; do
  # shellcheck disable=SC2086
  expect "$command where there is no workspace" 3 -C empty $command
done
expect 'a passphrase file that is not there' 3 init N --person P --role auditor --passphrase-file nowhere
says 'the file is named' nowhere
: >empty-file
expect 'an empty passphrase file' 3 init N --person P --role auditor --passphrase-file empty-file
printf '\n\nlater' >late-file
expect 'a passphrase file with an empty first line' 3 init N --person P --role auditor --passphrase-file late-file
expect 'an invitation that is not there' 3 -C new join nowhere --person P --passphrase-file pass
expect 'an invitation that is none' 3 -C new join pass --person P --passphrase-file pass
[ ! -e new/workspace.db ]
result $? 'no workspace comes of it'

# == help ==
expect '--version' 0 --version
expect '--help' 0 --help
mapfile -t commands < <(sed -n '/^Commands:/,/^$/s/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p' "$tmp/.out")
[ "${#commands[@]}" -ge 30 ]
result $? '--help lists the commands' "found ${#commands[@]}"
undocumented=
uncompleted=
unhelpful=
for command in "${commands[@]}"; do
  grep -qE "^(\.B |\\\\fB)${command}(\\\\fR|$)" "$top/data/man/slipwayctl.1" || undocumented+=" $command;"
  for word in $command; do
    grep -qw -- "$word" "$top/data/completions/slipwayctl" || uncompleted+=" $command;"
  done
  # shellcheck disable=SC2086
  ctl $command --help
  { ended_with 0 && [[ $out == *"slipwayctl [OPTION"*" $command"* ]]; } || unhelpful+=" $command;"
done
is 'the manual page has every command' "$undocumented" ''
is 'completion knows every command' "$uncompleted" ''
is 'every command has help' "$unhelpful" ''

# == forms need no workspace ==
expect 'forms where there is no workspace' 0 forms
says 'the shipped forms are listed' deployment-plan
expect 'an unknown form' 3 forms no-such-form
expect 'the schema of a shipped form' 0 schema uat-checklist
"$slipwayctl" schema uat-checklist | xmllint --noout - 2>"$tmp/.err"
result $? 'it is well-formed XML'

if [ -w /dev/full ]; then
  "$slipwayctl" --version >/dev/full 2>"$tmp/.err"
  status=$?
  err=$(<"$tmp/.err")
  ended_with 3
  result $? 'output that can not be written is no success'
fi
done_testing
