# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""F1 leads to a page of the help that is there."""

import glob
import os
import re
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
NAMED = re.compile(r'_get_help \(SlipPage \*\w+\)\n\{\n  return "([^"]+)";')

missing = []
found = 0
for path in sorted(glob.glob(os.path.join(TOP, 'src', 'ui', '*', '*.c'))):
    with open(path, encoding='utf-8') as file:
        for page in NAMED.findall(file.read()):
            found += 1
            if not os.path.exists(os.path.join(TOP, 'help', 'C', page + '.page')):
                missing.append(f'{os.path.basename(path)}: {page}')
print('1..1')
for line in missing:
    print(f'# no such page: {line}')
# Were they written otherwise, none would be found.
print('ok 1' if found > 8 and not missing else 'not ok 1', f'the help has all {found} pages that F1 leads to')
sys.exit(0 if found > 8 and not missing else 1)
