#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors

"""Kills commands at random moments, or lets the disk fail under them. Afterwards everything that was acknowledged is there,
nothing is there twice, and verify holds.

usage: kills.py SLIPWAYCTL                  kill -9, SLIPWAY_KILLS times (40)
       kills.py SLIPWAYCTL FAILING_WRITES   failing writes, with the library that makes them fail

SLIPWAY_SEED chooses other moments."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, '..', '..')


# So much is told of what went wrong with a kind: a sanitizer's report fits in.
LINES = 100

# Seconds after which a command hangs, also with sanitizers on a busy machine.
HANGS = 300

# At which writes the disk fails.
WRITES = [1, 3, 7, 13, 20, 30, 2, 4, 5, 9, 16, 25, 40, 60, 100, 6, 8, 10, 11, 12]


class Trouble(Exception):
    pass


class Runner:
    def __init__(self, ctl):
        self.ctl = os.path.realpath(ctl)
        self.tmp = tempfile.mkdtemp(prefix='slipway-kills-')
        self.env = dict(os.environ, SLIPWAY_TEST_KDF='weak', LC_ALL='C.UTF-8', TZ='UTC')
        self.n = 0
        os.chdir(self.tmp)

    def start(self, args, **env):
        return subprocess.Popen([self.ctl] + args, env=dict(self.env, **env), stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(self, *args, **env):
        child = self.start(list(args), **env)
        try:
            out, err = child.communicate(timeout=HANGS)
        except subprocess.TimeoutExpired:
            child.kill()
            out, err = child.communicate()
            raise Trouble('slipwayctl %s: hangs; %s' % (' '.join(args)[:200], err)) from None
        return child.returncode, out.strip(), err.strip()

    def need(self, *args):
        status, out, err = self.run(*args)
        if status != 0:
            raise Trouble('slipwayctl %s: %d %s' % (' '.join(args)[:200], status, err))
        return out

    def json(self, *args):
        return json.loads(self.need('-C', 'petra', '--json', *args))

    def can(self, command):
        return re.search(r'(?m)^  %s ' % command, self.help) is not None

    def prepare(self):
        self.help = self.need('--help')
        with open('pass', 'w', encoding='utf-8') as file:
            file.write('a passphrase\n')
        os.mkdir('store')
        self.need('-C', 'petra', 'init', 'Claims', '--person', 'Petra Meyer', '--role', 'project-manager', '--role', 'development-lead', '--role',
                  'program-manager', '--passphrase-file', 'pass')
        self.need('-C', 'petra', 'remote', 'set', os.path.join(self.tmp, 'store'))
        self.need('-C', 'petra', 'invite', 'invitation')
        self.need('-C', 'quentin', 'join', 'invitation', '--person', 'Quentin Abara', '--passphrase-file', 'pass')
        for who in ('petra', 'quentin', 'petra'):
            self.need('-C', who, 'sync')
        self.need('-C', 'petra', 'member', 'admit', self.need('-C', 'quentin', 'info', 'person'), '--role', 'qa-lead',
                  '--passphrase-file', 'pass')
        self.release = self.need('-C', 'petra', 'release', 'new', 'Claims triage 2.4')
        self.plan = self.need('-C', 'petra', 'import', self.release,
                              os.path.join(TOP, 'data', 'sample', 'deployment-plan.xml'))
        self.lesson = self.need('-C', 'petra', 'document', 'new', self.release, 'lessons-learned')
        self.need('-C', 'petra', 'sync')
        self.need('-C', 'quentin', 'sync')
        with tarfile.open(os.path.join(HERE, '..', 'workspace', 'format-1.tar.xz')) as archive:
            archive.extractall('old')
        found = [folder for folder, _, files in os.walk('old') if 'workspace.db' in files]
        self.old = sorted(found)[0]

    def check(self):
        for who in ('petra', 'quentin'):
            status, out, err = self.run('-C', who, 'verify')
            if status != 0:
                raise Trouble('%s: %s' % (who, out + err))

    # == what is interrupted: each returns the command, and what has to hold after it was run again ==
    def importing(self):
        name = 'lesson-%s' % self.n
        with open(name + '.xml', 'w', encoding='utf-8') as file:
            file.write('<lessons-learned><header><title>%s</title></header><lesson><title>%s</title><expected>%s</expected>'
                       '</lesson></lessons-learned>' % (name, name, 'word ' * 20000))

        def holds():
            titles = [d['title'] for d in self.json('document', 'list') if d['title'] == name]
            return len(titles) == 1 or 'imported %d times' % len(titles)
        return ['-C', 'petra', 'import', self.release, name + '.xml'], holds

    def setting(self):
        value = 'value %s' % self.n

        def holds():
            n = sum(1 for e in self.json('log', self.lesson) if e.get('path') == 'lesson/why' and value in json.dumps(e))
            shown = '<why>%s</why>' % value in self.need('-C', 'petra', 'document', 'show', self.lesson)
            return (shown and n >= 1) or 'the value is there %d times' % n
        return ['-C', 'petra', 'field', 'set', self.lesson, 'lesson/why', value], holds

    def syncing(self):
        who = random.choice(['petra', 'quentin'])
        value = 'told %s' % self.n
        self.need('-C', who, 'field', 'set', self.lesson, 'lesson/happened', value)

        def holds():
            other = 'quentin' if who == 'petra' else 'petra'
            self.need('-C', other, 'sync')
            return value in self.need('-C', other, 'document', 'show', self.lesson) or 'it did not arrive'
        return ['-C', who, 'sync'], holds

    def signing(self):
        comment = 'Comment %s.' % self.n

        def holds():
            n = json.dumps(self.json('document', 'history', self.lesson)).count(comment)
            return n == 1 or 'signed %d times' % n
        return (['-C', 'petra', 'sign', self.lesson, '--role', 'project-manager', '--verdict', 'concerns', '--comment',
                 comment, '--passphrase-file', 'pass'], holds)

    def attaching(self):
        name = 'file-%s.bin' % self.n
        data = random.randbytes(1500000)
        with open(name, 'wb') as file:
            file.write(data)

        def holds():
            shown = self.need('-C', 'petra', 'document', 'show', self.plan)
            if name not in shown:
                return 'not attached'
            if self.can('attachment get'):
                self.need('-C', 'petra', 'attachment', 'get', self.plan, 'rollback/evidence', '-o', 'got-' + name)
                with open('got-' + name, 'rb') as file:
                    if file.read() != data:
                        return 'other bytes'
                os.unlink('got-' + name)
            os.unlink(name)
            return True
        verb = 'attach' if self.can('field attach') else 'set'
        return ['-C', 'petra', 'field', verb, self.plan, 'rollback/evidence', os.path.join(self.tmp, name)], holds

    def purging(self):
        if not self.can('purge'):
            return None
        name = 'secret-%s.bin' % self.n
        secret = random.randbytes(900000)
        with open(name, 'wb') as file:
            file.write(secret)
        self.need('-C', 'petra', 'field', 'set', self.plan, 'rollback/evidence', os.path.join(self.tmp, name))
        shown = self.need('-C', 'petra', 'document', 'show', self.plan)
        digest = re.search(r'<evidence[^>]*digest="([0-9a-f]{64})"', shown).group(1)
        self.need('-C', 'petra', 'sync')

        def holds():
            os.unlink(name)
            for who in ('petra', 'quentin', 'petra'):
                self.need('-C', who, 'sync')
            for folder, _, files in os.walk('.'):
                for file in files:
                    with open(os.path.join(folder, file), 'rb') as stream:
                        if secret[5000:5032] in stream.read():
                            return 'the bytes are still in %s/%s' % (folder, file)
            return True
        return ['-C', 'petra', 'purge', digest, '--reason', 'Personal data', '--yes'], holds

    def migrating(self):
        folder = 'old-%s' % self.n
        shutil.copytree(self.old, folder)

        def holds():
            status, out, err = self.run('-C', folder, 'verify')
            shutil.rmtree(folder)
            return status == 0 or out + err
        return ['-C', folder, 'info'], holds

    def backing_up(self):
        if not self.can('backup'):
            return None
        name = 'backup-%s' % self.n

        def holds():
            self.need('-C', 'restored-%s' % self.n, 'restore', name)
            status, out, err = self.run('-C', 'restored-%s' % self.n, 'verify')
            shutil.rmtree('restored-%s' % self.n)
            os.unlink(name)
            return status == 0 or out + err
        return ['-C', 'petra', 'backup', name], holds

    def restoring(self):
        if not self.can('restore'):
            return None
        folder = 'again-%s' % self.n
        if not os.path.exists('backup'):
            self.need('-C', 'petra', 'backup', 'backup')

        def holds():
            status, out, err = self.run('-C', folder, 'verify')
            shutil.rmtree(folder)
            return status == 0 or out + err
        return ['-C', folder, 'restore', 'backup'], holds

    KINDS = [importing, setting, syncing, signing, attaching, purging, migrating, backing_up, restoring]

    # == interrupting ==
    def again(self, args, acknowledged):
        """Runs the command once more, as a person would; what was done already may say so."""
        if acknowledged:
            return
        status, _, err = self.run(*args)
        if status != 0 and not re.search(r'already|exists|holds a workspace|is gone: removed on', err):
            raise Trouble('again: %d %s' % (status, err))

    def kill(self, kind, span):
        args, holds = kind
        delay = random.uniform(0, span)
        child = self.start(args)
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
        _, err = child.communicate()
        acknowledged = child.returncode == 0
        try:
            if child.returncode not in (0, -signal.SIGKILL):
                raise Trouble('ended by itself: %d %s' % (child.returncode, err.strip()))
            self.check()
            self.again(args, acknowledged)
            held = holds()
            if held is not True:
                raise Trouble(held)
            self.check()
        except Trouble as trouble:
            raise Trouble('step %s, %s %.3f s after its start: %s' % (
                self.n, 'acknowledged' if acknowledged else 'killed', delay, trouble)) from None
        return not acknowledged


def report(number, wrong, name, what=''):
    print('%s %d - %s' % ('not ok' if wrong else 'ok', number, name), flush=True)
    for line in what.splitlines()[:LINES]:
        print('# ' + line, flush=True)


def kill_all(runner):
    times = int(os.environ.get('SLIPWAY_KILLS', '40'))
    spans, counts, failures = {}, {}, {}
    for i in range(times):
        make = runner.KINDS[i % len(runner.KINDS)]
        name = make.__name__.replace('_', ' ')
        runner.n = i
        try:
            if make not in spans:
                # How long it takes when nobody interrupts it.
                kind = make(runner)
                if kind is None:
                    continue
                begin = time.monotonic()
                runner.need(*kind[0])
                spans[make] = time.monotonic() - begin
                held = kind[1]()
                if held is not True:
                    raise Trouble('not even undisturbed: %s' % held)
                runner.n = 'k%d' % i
            kind = make(runner)
            killed = runner.kill(kind, spans[make] * 1.1)
            counts.setdefault(name, [0, 0])[0 if killed else 1] += 1
        except Trouble as trouble:
            failures.setdefault(name, []).append(str(trouble))
    names = sorted(set(counts) | set(failures))
    for number, name in enumerate(names, 1):
        killed, through = counts.get(name, (0, 0))
        report(number, name in failures, '%s: killed %d times, came through %d times' % (name, killed, through),
               '\n'.join(failures.get(name, [])))
    print('1..%d' % len(names))
    return not failures


def fail_all(runner, library):
    failures, names = {}, []
    for make in runner.KINDS:
        name = make.__name__.replace('_', ' ')
        failed = 0
        for step, n in enumerate(WRITES[:int(os.environ.get('SLIPWAY_FAILS', '6'))]):
            runner.n = '%s%d' % (make.__name__, step)
            kind = make(runner)
            if kind is None:
                break
            args, holds = kind
            how = 'EIO' if step % 3 == 2 else 'ENOSPC'
            status, out, err = runner.run(*args, LD_PRELOAD=library, SLIPWAY_FAIL_AT=str(n), SLIPWAY_FAIL_WITH=how)
            where = '%s at write %d: ' % (how, n)
            try:
                if status == 0:
                    # Through: either nothing more was written, or what failed was not needed.
                    held = holds()
                    if held is not True:
                        raise Trouble(where + 'said to be done, but ' + str(held))
                    break
                failed += 1
                if status != 3 or len(err.splitlines()) != 1 or not err.startswith('slipwayctl: '):
                    raise Trouble(where + 'status %d, said: %s' % (status, err))
                if how == 'ENOSPC' and not re.search(r'full|space', err):
                    raise Trouble(where + 'does not say that the disk is full: ' + err)
                runner.check()
                runner.again(args, False)
                held = holds()
                if held is not True:
                    raise Trouble(where + str(held))
                runner.check()
            except Trouble as trouble:
                failures.setdefault(name, []).append(str(trouble))
        if failed or name in failures:
            names.append((name, failed))
    for number, (name, failed) in enumerate(names, 1):
        report(number, name in failures, '%s: the disk failed %d times' % (name, failed),
               '\n'.join(failures.get(name, [])))
    if not names:
        raise Trouble('no command failed: is the library that fails loaded?')
    print('1..%d' % len(names))
    return not failures


def main():
    if len(sys.argv) < 2:
        sys.exit('usage: kills.py SLIPWAYCTL [FAILING_WRITES]')
    seed = os.environ.get('SLIPWAY_SEED', str(random.randrange(10 ** 9)))
    random.seed(int(seed))
    print('# SLIPWAY_SEED=' + seed)
    # The runner goes to a folder of its own.
    library = os.path.realpath(sys.argv[2]) if len(sys.argv) > 2 else None
    runner = Runner(sys.argv[1])
    try:
        if library:
            if b'libasan' in subprocess.run(['ldd', runner.ctl], capture_output=True, check=False).stdout:
                print('1..0 # SKIP a sanitizer wants to be loaded first')
                return
        runner.prepare()
        good = fail_all(runner, library) if library else kill_all(runner)
    except Trouble as trouble:
        print('Bail out! %s' % trouble)
        good = False
    finally:
        os.chdir('/')
        shutil.rmtree(runner.tmp)
    sys.exit(0 if good else 1)


main()
