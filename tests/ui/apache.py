# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""A real WebDAV server on loopback, as tests/sync/apache.c starts it; it can be stopped and started again."""

import os
import pwd
import socket
import subprocess

import desk

BINARY = '/usr/sbin/apache2'
MODULES = '/usr/lib/apache2/modules'
NEEDED = ('mpm_event', 'authn_core', 'authz_core', 'dav', 'dav_fs')


def is_installed():
    return os.access(BINARY, os.X_OK) and os.path.exists(os.path.join(MODULES, 'mod_dav_fs.so'))


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


class Apache:
    """Its folder is a desk's, and so are its processes: both go with the desk."""

    def __init__(self, d):
        self.desk = d
        self.dir = d.folder('apache')
        self.port = free_port()
        self.url = f'http://127.0.0.1:{self.port}/share/'
        # Apache gives up being root, and then reaches only what is open to all.
        os.chmod(d.dir, 0o755)
        owner = self.give_away([d.folder('apache/lock'), d.folder('apache/www/share')])
        lines = [f'ServerRoot "{self.dir}"', 'ServerName localhost', 'PidFile pid', 'ErrorLog error.log', 'Mutex pthread',
                 f'Listen 127.0.0.1:{self.port}', f'DocumentRoot "{self.dir}/www"',
                 *(f'LoadModule {name}_module {MODULES}/mod_{name}.so' for name in NEEDED), *owner,
                 'LogFormat "%m %U %>s" short', 'CustomLog access.log short', f'DavLockDB "{self.dir}/lock/db"',
                 f'<Directory "{self.dir}/www">', '  Require all granted', '</Directory>',
                 '<Location /share>', '  Dav On', '</Location>']
        with open(os.path.join(self.dir, 'apache.conf'), 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines) + '\n')
        self.process = None
        self.start()

    @staticmethod
    def give_away(folders):
        if os.geteuid() != 0:
            return []
        user = pwd.getpwnam('www-data')
        for folder in folders:
            os.chown(folder, user.pw_uid, user.pw_gid)
        return [f'User #{user.pw_uid}', f'Group #{user.pw_gid}']

    def answers(self):
        with socket.socket() as client:
            return client.connect_ex(('127.0.0.1', self.port)) == 0

    def start(self):
        self.process = self.desk.spawn([BINARY, '-f', os.path.join(self.dir, 'apache.conf'), '-DFOREGROUND'])
        desk.wait('Apache answers', self.answers)

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(desk.LIMIT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def count(self):
        """How often it was asked."""
        try:
            with open(os.path.join(self.dir, 'access.log'), encoding='utf-8') as log:
                return sum(1 for _ in log)
        except FileNotFoundError:
            return 0
