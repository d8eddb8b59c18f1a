# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""Each icon that the window names is in the icon theme, and in the newer and older ones that people have."""

import glob
import os
import re
import sys

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
NAMED = re.compile(r'["\'>]([a-z0-9-]+-symbolic)["\'<]')
# Adwaita 47 dropped these: they are still found on Debian 12, and are a picture of something missing on Debian 13.
DROPPED = re.compile(r'emblem-')

names = {}
for path in sorted(glob.glob(os.path.join(TOP, 'src', 'ui', '*', '*.*'))):
    with open(path, encoding='utf-8') as file:
        for name in NAMED.findall(file.read()):
            names.setdefault(name, os.path.basename(path))
folders = os.environ.get('XDG_DATA_DIRS', '/usr/local/share:/usr/share').split(':')
there = {os.path.basename(path).split('.')[0] for folder in folders
         for path in glob.glob(os.path.join(folder, 'icons', 'Adwaita', '**', '*-symbolic.*'), recursive=True)}
if not there:
    print('1..0 # SKIP there is no icon theme here')
    sys.exit(0)
bad = [f'{path}: {name}' for name, path in names.items() if name not in there or DROPPED.match(name)]
print('1..1')
for line in bad:
    print(f'# not in every icon theme: {line}')
# Were they written otherwise, none would be found.
good = len(names) > 20 and not bad
print('ok 1' if good else 'not ok 1', f'the icon theme has all {len(names)} icons of the window')
sys.exit(0 if good else 1)
