# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""The desktop starts the window over D-Bus, and a second start finds the first."""

import os
import subprocess

from gi.repository import GLib

import desk

APP = 'io.github.slipway.Slipway'
PATH = '/io/github/slipway/Slipway'


def call(d, method, args):
    d.session.call_sync(APP, PATH, 'org.freedesktop.Application', method, args, None, 0, int(desk.LIMIT * 1000), None)


def install_service(d):
    """The service file that is installed, with the program of the build in it."""
    with open(os.path.join(d.build, 'data', APP + '.service'), encoding='utf-8') as file:
        lines = file.read().splitlines()
    folder = d.folder('run/dbus-1/services')
    with open(os.path.join(folder, APP + '.service'), 'w', encoding='utf-8') as file:
        for line in lines:
            if line.startswith('Exec='):
                command = line.removeprefix('Exec=').split()
                assert os.path.basename(command[0]) == 'slipway', line
                line = 'Exec=' + ' '.join([d.slipway, *command[1:]])
            file.write(line + '\n')
    d.session.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'ReloadConfig',
                        None, None, 0, -1, None)


def test_the_bus_starts_the_window(d):
    install_service(d)
    call(d, 'Activate', GLib.Variant('(a{sv})', ({},)))
    d.activated(d.session).find(None, 'Welcome to Slipway')


def test_the_bus_opens_a_folder(d):
    install_service(d)
    folder, _ = d.workspace()
    call(d, 'Open', GLib.Variant('(asa{sv})', ([GLib.filename_to_uri(folder, None)], {})))
    d.activated(d.session).find('list item', 'Claims triage 2.4*')


def test_a_second_start_uses_the_window_that_is_there(d):
    folder, _ = d.workspace()
    bus = d.start_bus()
    app = d.start(bus=bus)
    app.find(None, 'Welcome to Slipway')
    done = subprocess.run([d.slipway, folder], env=d.environment | {'DBUS_SESSION_BUS_ADDRESS': bus},
                          timeout=desk.LIMIT, check=False)
    assert done.returncode == 0, done
    app.find('list item', 'Claims triage 2.4*')


desk.run(test_the_bus_starts_the_window, test_the_bus_opens_a_folder,
         test_a_second_start_uses_the_window_that_is_there)
