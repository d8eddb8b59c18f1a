#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors

"""Runs the table of bad input: each row's command has to end with the row's status, say the row's one line, and leave
everything as it was. The table, bad-input.table, tells its own format.

usage: bad-input.py SLIPWAYCTL [--learn] [WORDS OF A ROW'S NAME]

--learn prints each row with what the program really said, to be read before it is put into the table."""

import hashlib
import importlib.util
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SECONDS = 120

# What may stand for what differs from run to run.
PLACEHOLDERS = {
    '{id}': '[a-z2-7]{26}',
    '{replica}': '[a-z2-7]{16}',
    '{hash}': '[0-9a-f]{64}',
    '{file}': '(?:heads|seg|blob)?/?[a-z2-7]+[-a-z0-9]*[.]bin',
    '{n}': '[0-9]+',
    '{…}': '.*',
}

def read_table(path):
    """Rows as (section, name, given, run, status, message)."""
    rows, section, row = [], '', None
    with open(path, encoding='utf-8') as lines:
        for number, line in enumerate(lines, 1):
            line = line.rstrip('\n')
            if not line.strip() or line.startswith('#'):
                continue
            if line.startswith('== '):
                section = line.strip('= ')
            elif not line.startswith(' '):
                row = {'section': section, 'name': line, 'given': '', 'run': None, 'status': None, 'says': None,
                       'line': number}
                rows.append(row)
            else:
                key, _, rest = line.strip().partition(' ')
                rest = rest.strip()
                if key == 'given':
                    row['given'] += rest + '\n'
                elif key == 'run':
                    row['run'] = rest
                elif key in '0123?':
                    row['status'], row['says'] = key, rest
                else:
                    sys.exit('Bail out! line %d of the table: %s?' % (number, key))
    return rows


known = {}


def look_at_database(path, raw):
    """Digests of all tables, by name. A copy is read: even looking leaves traces."""
    if raw in known and not os.path.exists(path + '-wal'):
        return known[raw]
    digests = {}
    with tempfile.TemporaryDirectory() as scratch:
        copy = os.path.join(scratch, 'copy.db')
        for end in ('', '-wal'):
            if os.path.exists(path + end):
                shutil.copyfile(path + end, copy + end)
        db = sqlite3.connect(copy)
        try:
            for name, in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall():
                # The search index keeps tables of its own; it belongs to "value".
                if name.startswith(('search', 'sqlite_')):
                    continue
                digest = hashlib.blake2b()
                for line in sorted(map(repr, db.execute('SELECT * FROM "%s"' % name))):
                    digest.update(line.encode())
                digests['table ' + name] = digest.hexdigest()
            for line in db.execute('SELECT replica, clock, bytes FROM op'):
                digests['op %s %d' % line[:2]] = hash(line[2])
            digests['version'] = str(db.execute('PRAGMA user_version').fetchall())
        except sqlite3.Error as error:
            digests = {'unreadable (%s)' % error: raw}
        finally:
            db.close()
    known[raw] = digests
    return digests


def look(syncing):
    """Everything below the folder of the row: names, bytes, and of databases what is in them. A sync may write what it
    brought and learned; then all ops have to be there, and the keys."""
    seen = {}
    for folder, folders, files in os.walk('.'):
        if syncing and folder.startswith(('./store', './dav')):
            continue
        for name in files:
            path = os.path.join(folder, name)
            if name.endswith(('-wal', '-shm')) or os.path.islink(path) or not os.path.isfile(path):
                continue
            try:
                with open(path, 'rb') as file:
                    raw = hashlib.blake2b(file.read() if os.path.getsize(path) < 1 << 27 else b'huge').hexdigest()
            except OSError:
                continue
            if name != 'workspace.db':
                seen[path] = raw
                continue
            for part, digest in look_at_database(path, raw).items():
                if not syncing or part.startswith('op '):
                    seen['%s, %s' % (path, part)] = digest
        seen[folder] = 'folder'
    return seen


def differences(before, after, syncing):
    return ['%s %s' % (path, 'is gone' if path not in after else 'is new' if path not in before else 'changed')
            for path in sorted(set(before) | set(after)) if before.get(path) != after.get(path)
            and not (syncing and ', op ' in path and path not in before)]


class Table:
    def __init__(self, ctl):
        self.ctl = os.path.realpath(ctl)
        self.tmp = tempfile.mkdtemp(prefix='slipway-bad-')
        self.top = os.path.join(self.tmp, 't')
        self.pristine = os.path.join(self.tmp, 'pristine')
        self.keep = os.path.join(self.tmp, 'keep')
        spec = importlib.util.spec_from_file_location('hostile', os.path.join(HERE, 'hostile-server.py'))
        hostile = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(hostile)
        os.mkdir(self.top)
        os.chdir(self.top)
        self.server = hostile.start(self.top)
        self.env = dict(os.environ, SLIPWAY_TEST_KDF='weak', SLIPWAY_TEST_TIMEOUT='3', LC_ALL='C.UTF-8', TZ='UTC',
                        ctl=self.ctl, t=self.top, http='http://127.0.0.1:%d' % self.server.server_port,
                        HOME=self.tmp, BASH_ENV=os.path.join(HERE, 'bad-input.sh'))
        self.env.pop('http_proxy', None)
        self.names = {'t', 'http'}

    def bash(self, script, check=False):
        child = subprocess.Popen(['bash', '-c', script], cwd=self.top, env=self.env, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
        try:
            out, err = child.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            out, err = child.communicate()
            err += b'(it had to be stopped after %d seconds)' % SECONDS
        if check and child.returncode != 0:
            sys.exit('Bail out! %s\n%s' % (script, err.decode(errors='replace')))
        return child.returncode, out.decode(errors='replace'), err.decode(errors='replace')

    def prepare(self):
        _, out, _ = self.bash('set -e; make_pristine', check=True)
        for line in out.splitlines():
            name, _, value = line.partition('=')
            self.env[name] = value
            self.names.add(name)
        shutil.copytree(self.top, self.pristine, symlinks=True)
        # A database knows a copy of itself. So each row gets the very files, not others of the same name.
        shutil.copytree(self.top, self.keep, symlinks=True, copy_function=os.link)

    def reset(self):
        # Rights that a row took away come back first.
        subprocess.run(['chmod', '-R', 'u+rwX', self.top], check=False)
        for name in os.listdir(self.top):
            path = os.path.join(self.top, name)
            shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
        for folder, _, files in os.walk(self.pristine):
            to = os.path.join(self.top, os.path.relpath(folder, self.pristine))
            os.makedirs(to, exist_ok=True)
            for name in files:
                kept = os.path.join(self.keep, os.path.relpath(folder, self.pristine), name)
                with open(os.path.join(folder, name), 'rb') as source, open(kept, 'wb') as target:
                    target.write(source.read())
                os.chmod(kept, os.stat(os.path.join(folder, name)).st_mode)
                os.link(kept, os.path.join(to, name))

    def pattern(self, text):
        for name in re.findall(r'\$(\w+)', text):
            text = text.replace('$' + name, self.env.get(name, '$' + name))
        pattern = re.escape(text)
        for name, regex in PLACEHOLDERS.items():
            pattern = pattern.replace(re.escape(name), regex)
        return pattern

    def skip(self, row):
        if 'needs' not in row['given']:
            return None
        code, _, err = self.bash(row['given'] + '\nexit 0')
        return err.strip() if code == 77 else None

    def unname(self, text):
        """Puts the names of what differs from run to run in its place, for --learn."""
        values = sorted(((v, n) for n, v in self.env.items() if len(v) > 10 and n in self.names),
                        key=lambda pair: -len(pair[0]))
        for value, name in values:
            text = text.replace(value, '$' + name)
        for name in ('{file}', '{hash}', '{id}'):
            text = re.sub(r'(?<![\w-])' + PLACEHOLDERS[name] + r'(?![\w-])', name, text)
        return text

    def run(self, row):
        """What is wrong, as a list of lines; and what was said."""
        self.reset()
        if row['given']:
            code, _, err = self.bash('set -e\n' + row['given'])
            if code == 77:
                return None, err.strip()
            if code != 0:
                return ['the row could not be prepared: ' + err.strip()], ''
        syncing = re.search(r'\b(sync|fetch)\b', row['run']) is not None
        before = look(syncing)
        status, out, err = self.bash('ctl ' + row['run'])
        after = look(syncing)
        wrong = []
        lines = err.splitlines()
        if status in (2, 3):
            if len(lines) != 1 or not err.startswith('slipwayctl: '):
                wrong.append('not one line of ours on standard error')
            said = err.strip().removeprefix('slipwayctl: ')
        else:
            said = out.strip()
            if status in (0, 1) and err:
                wrong.append('something on standard error')
            elif status not in (0, 1):
                wrong.append('it crashed')
        if row['status'] != '?':
            if str(status) != row['status']:
                wrong.append('status %d instead of %s' % (status, row['status']))
            wanted = self.pattern(row['says'])
            there = [said] if status in (2, 3) else said.splitlines() or ['']
            if not any(re.fullmatch(wanted, line) for line in there):
                wrong.append('wanted: ' + row['says'])
        wrong += differences(before, after, syncing)
        if syncing and status in (0, 3):
            who = re.search(r'-C (\w+)', row['run'])
            check = self.bash('"$ctl" -C %s verify' % (who.group(1) if who else 'w'))
            if check[0] == 1:
                wrong.append('verify says: ' + check[1])
        return wrong, '%d %s' % (status, (err + out).strip() if len(lines) > 1 else said)


def main():
    if len(sys.argv) < 2:
        sys.exit('usage: bad-input.py SLIPWAYCTL [--learn] [--share K/N] [WORDS]')
    args = sys.argv[2:]
    learn = '--learn' in args
    share, shares = 0, 1
    if '--share' in args:
        at = args.index('--share')
        share, shares = (int(n) for n in args[at + 1].split('/'))
        del args[at:at + 2]
    words = ' '.join(a for a in args if a != '--learn')
    rows = [r for r in read_table(os.path.join(HERE, 'bad-input.table')) if words in r['section'] + ': ' + r['name']]
    # Rows don't know of each other, so several processes can share them; most wait for a server now and then.
    rows = rows[share::shares]
    table = Table(sys.argv[1])
    failures = 0
    try:
        table.prepare()
        for number, row in enumerate(rows, 1):
            name = ('%s: %s' % (row['section'], row['name'])).replace('#', '')
            wrong, said = table.run(row)
            if wrong is None:
                print('ok %d - %s # SKIP %s' % (number, name, said))
                continue
            if learn:
                print('%s\n  run    %s\n  %s' % (name, row['run'], table.unname(said)))
                for line in wrong:
                    print('  ! ' + line)
                continue
            print('%s %d - %s' % ('not ok' if wrong else 'ok', number, name), flush=True)
            failures += bool(wrong)
            for line in wrong + ['said: ' + said] if wrong else []:
                print('# ' + line.replace('\n', '\n# '))
        print('1..%d' % len(rows))
    finally:
        subprocess.run(['chmod', '-R', 'u+rwX', table.tmp], check=False)
        shutil.rmtree(table.tmp)
    sys.exit(failures > 0)


main()
