# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""A desk of its own for the window: a display, a bus, a home, and hands and eyes on what stands on it.

Everything is seen and done through AT-SPI, as a screen reader does (widgets.py); keys go through the X server, which gives
them to the window that display.py tells it to.

    import desk

    with desk.Desk() as d:
        app = d.start(folder)
        app.find('button', 'Main Menu').click()

    desk.run(test_one, test_two)        # each is called with a Desk of its own; prints TAP
"""

import atexit
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

import display  # noqa: E402
from bus import Bus, Refused  # noqa: E402
from widgets import LIMIT, ROOT, TYPE_NAME, App, Missing, above, is_control, nameless, wait  # noqa: E402, F401

# What no program may say while it is used. Without a window manager GTK does not know a popover's monitor, and says so.
SHAME = re.compile(r'(GLib|GLib-GObject|GLib-GIO|Gtk|Adwaita|slipway)-CRITICAL|slipway-WARNING|Gtk-WARNING.*(actionhelper|template|css)'
                   r'|ERROR: AddressSanitizer|runtime error', re.IGNORECASE)


class Foreign:
    """A process that somebody else started."""

    def __init__(self, pid):
        self.pid = pid
        self.returncode = 0

    def poll(self):
        try:
            with open(f'/proc/{self.pid}/stat', encoding='utf-8') as stat:
                return None if stat.read().rsplit(')', 1)[1].split()[0] != 'Z' else 0
        except FileNotFoundError:
            return 0


# The folder of the sample that the first test of a program played, for the others to copy.
played = []


class Desk:
    """Display, buses and folders; all of it goes when the desk is left."""

    def __init__(self, size='1280x800'):
        self.processes = []
        self.apps = []
        self.screen = None
        self.a11y = None
        self.build = os.environ['SLIPWAY_BUILD']
        self.slipway = os.path.join(self.build, 'src/ui/slipway')
        self.slipwayctl = os.path.join(self.build, 'src/cli/slipwayctl')
        # Short: a socket's name has 107 characters.
        self.dir = tempfile.mkdtemp(prefix='slip-ui.', dir='/tmp' if len(tempfile.gettempdir()) > 40 else None)
        atexit.register(self.clear)
        self.run_dir = self.folder('run')
        os.chmod(self.run_dir, 0o700)
        reader, writer = os.pipe()
        # -r: a key that is held for long, as on a busy machine, is still one key.
        self.spawn(['Xvfb', '-displayfd', str(writer), '-screen', '0', size + 'x24', '-nolisten', 'tcp', '-r'],
                   pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as pipe:
            self.display = ':' + pipe.readline().strip()
        if self.display == ':':
            raise Missing('Xvfb did not start')
        self.screen = display.Display(self.display)
        # Out of the way of all windows.
        self.corner = [str(int(length) - 1) for length in size.split('x')]
        self.environment = self.make_environment()
        bus = self.start_bus()
        connection = Gio.DBusConnection.new_for_address_sync(
            bus, Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION,
            None, None)
        self.a11y_address = connection.call_sync('org.a11y.Bus', '/org/a11y/bus', 'org.a11y.Bus', 'GetAddress', None,
                                                 GLib.VariantType('(s)'), 0, int(LIMIT * 1000), None).unpack()[0]
        self.session = connection
        self.a11y = Bus(self.a11y_address, LIMIT)
        # It may be started twice at first, by us and by its launcher; one of the two ends.
        wait('the accessibility registry', self.registered)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.clear()

    def folder(self, name):
        path = os.path.join(self.dir, name)
        os.makedirs(path, exist_ok=True)
        return path

    def make_environment(self):
        keep = {name: value for name, value in os.environ.items()
                if name in ('PATH', 'ASAN_OPTIONS', 'UBSAN_OPTIONS', 'LSAN_OPTIONS', 'G_SLICE', 'TZ',
                            'LD_LIBRARY_PATH', 'MALLOC_PERTURB_')}
        keep.setdefault('TZ', 'UTC')
        # GTK's answers to AT-SPI leak, and only whole stacks tell its leaks from ours.
        keep['ASAN_OPTIONS'] = ':'.join(filter(None, [keep.get('ASAN_OPTIONS'), 'detect_leaks=0']))
        return keep | {
            'LC_ALL': 'C.UTF-8', 'DISPLAY': self.display, 'GDK_BACKEND': 'x11', 'GSK_RENDERER': 'cairo',
            # The OpenGL drivers leak, and nothing here draws with them. GDK_DISABLE is for GTK 4.14 and later.
            'GDK_DEBUG': 'gl-disable', 'GDK_DISABLE': 'gl,vulkan',
            'GSETTINGS_BACKEND': 'keyfile', 'GSETTINGS_SCHEMA_DIR': os.path.join(self.build, 'data'),
            'SLIPWAY_TEST_KDF': 'weak', 'XDG_RUNTIME_DIR': self.run_dir, 'NO_AT_BRIDGE': '0',
            'GTK_A11Y': 'atspi', 'GTK_IM_MODULE': 'gtk-im-context-simple', 'HOME': self.folder('home'),
            # Portals, if the machine has some, are not for this window.
            'GTK_USE_PORTAL': '0', 'ADW_DISABLE_PORTAL': '1', 'G_DEBUG': ''}

    def spawn(self, argv, **more):
        log = os.path.join(self.dir, f'{len(self.processes)}-{os.path.basename(argv[0])}.log')
        with open(log, 'wb') as out:
            more.setdefault('env', getattr(self, 'environment', None))
            more.setdefault('stdout', out)
            process = subprocess.Popen(argv, stderr=out, stdin=subprocess.DEVNULL, start_new_session=True, **more)
        self.processes.append(process)
        process.log = log
        return process

    def start_bus(self):
        """A session bus of its own; its address."""
        process = self.spawn(['dbus-daemon', '--session', '--nofork', '--nopidfile', '--print-address=1'],
                             stdout=subprocess.PIPE)
        address = process.stdout.readline().decode().strip()
        process.stdout.close()
        if not address:
            raise Missing('dbus-daemon did not start')
        return address

    def start(self, *arguments, home='home', size=None, leaks=False, **environment):
        """Starts slipway for the person whose home that is; each has a bus, for each its own instance. With leaks, and with
        sanitizers, it doesn't end well when it has lost memory."""
        path = self.folder(home)
        bus = environment.pop('bus', None) or self.start_bus()
        env = self.environment | {
            'HOME': path, 'XDG_CONFIG_HOME': os.path.join(path, 'config'),
            'XDG_DATA_HOME': os.path.join(path, 'data'), 'XDG_CACHE_HOME': os.path.join(path, 'cache'),
            'XDG_STATE_HOME': os.path.join(path, 'state'),
            'DBUS_SESSION_BUS_ADDRESS': bus, 'AT_SPI_BUS_ADDRESS': self.a11y_address} | environment
        places = os.path.join(self.build, 'tests/ui/libplaces.so')
        preloads = [env.get('LD_PRELOAD'), places if os.path.exists(places) else None]
        if 'SLIP_TEST_HOLD' in environment:
            preloads.append(os.path.join(self.build, 'tests/ui/libhold.so'))
        stacks = os.path.join(self.build, 'tests/ui/libstacks.so')
        if leaks and os.path.exists(stacks):
            preloads.append(stacks)
        env['LD_PRELOAD'] = ' '.join(filter(None, preloads))
        if env['LD_PRELOAD']:
            # The sanitizer wants to be first, and would end the program.
            env['ASAN_OPTIONS'] += ':verify_asan_link_order=0'
        if leaks:
            # What GTK builds from a template begins in ours after as many as 18 calls.
            env['ASAN_OPTIONS'] += ':detect_leaks=1:fast_unwind_on_malloc=0:malloc_context_size=30'
        self.calm(path)
        if size is not None:
            self.set_setting(path, 'window-size', f'({size[0]}, {size[1]})')
        process = self.spawn([self.slipway, *arguments], env=env)
        app = App(self, process, process.log)
        self.apps.append(app)
        return app

    def activated(self, bus, name='io.github.slipway.Slipway'):
        """The program that the bus started by itself."""
        pid = bus.call_sync('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                            'GetConnectionUnixProcessID', GLib.Variant('(s)', (name,)), GLib.VariantType('(u)'),
                            0, -1, None).unpack()[0]
        app = App(self, Foreign(pid), os.devnull)
        self.apps.append(app)
        return app

    def hold(self):
        """A file for start(SLIP_TEST_HOLD=…): while it is there the program doesn't get on with what takes long (hold.c)."""
        path = os.path.join(self.dir, 'hold')
        with open(path, 'w', encoding='utf-8'):
            pass
        return path

    @staticmethod
    def calm(home):
        """Nothing moves or blinks: to draw each step of it is much of what a page takes."""
        folder = os.path.join(home, 'config', 'gtk-4.0')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'settings.ini'), 'w', encoding='utf-8') as file:
            file.write('[Settings]\ngtk-enable-animations=0\ngtk-cursor-blink=0\ngtk-decoration-layout=:close\n')

    @staticmethod
    def set_setting(home, key, value):
        folder = os.path.join(home, 'config', 'glib-2.0', 'settings')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'keyfile'), 'a', encoding='utf-8') as file:
            file.write(f'[io/github/slipway/Slipway]\n{key}={value}\n')

    def drag(self, app, target, *files):
        """Drags files from another program onto a widget."""
        other = self.spawn([os.path.join(self.build, 'tests/ui/offer-files'), *files])
        window = wait('the other program', lambda: self.screen.windows(other.pid))[0]

        def says(word):
            with open(other.log, encoding='utf-8') as log:
                return word in log.read()
        # Beside the window, as far as there is room.
        self.x('xdotool', 'windowmove', str(window.number), '1180', '700')
        wait('it is there', lambda: self.screen.windows(other.pid)[0].x == 1180)
        x, y, width, height = target.settled()
        left, top = app.origin(target)
        x, y = left + x + width // 2, top + y + height // 2
        self.x('xdotool', 'mousemove', '1230', '750', 'mousedown', '1')
        steps = iter(range(1, 1000))

        def is_accepted():
            # It begins when the pointer has moved some way, and is noticed when it moves.
            step = next(steps) % 20
            self.x('xdotool', 'mousemove', str(x + 12 - step), str(y + step % 3))
            return says('accepted')
        wait('the files would be taken', is_accepted)
        self.x('xdotool', 'mouseup', '1', 'mousemove', *self.corner)
        wait('the files are dropped', lambda: says('dropped'))

    def ctl(self, folder, *arguments, **more):
        """Runs slipwayctl in a workspace; what it printed."""
        done = subprocess.run([self.slipwayctl, '-C', folder, *arguments], env=self.environment,
                              capture_output=True, text=True, check=False, **more)
        if done.returncode != 0:
            raise AssertionError(f'slipwayctl {" ".join(arguments)}: {done.returncode} {done.stderr}')
        return done.stdout.strip()

    def secret(self, text='a long passphrase'):
        path = os.path.join(self.dir, 'passphrase')
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text + '\n')
        return path

    def workspace(self, name='Claims', folder='petra', person='Petra Meyer', roles=('project-manager', 'development-lead')):
        """A workspace with one release in it: its folder and the release's id."""
        path = self.folder(folder)
        self.ctl(path, 'init', name, '--person', person, '--role', *roles, '--passphrase-file', self.secret())
        return path, self.ctl(path, 'release', 'new', 'Claims triage 2.4')

    def demo(self):
        """The sample's folder: pm, qa and irb with the folder that they share. To play it takes long; so it is played once for
        all tests of a program."""
        if not played:
            folder = tempfile.mkdtemp(prefix='slip-ui-demo.', dir='/tmp')
            atexit.register(shutil.rmtree, folder, ignore_errors=True)
            self.ctl(self.dir, 'demo', os.path.join(folder, 'demo'))
            played.append(os.path.join(folder, 'demo'))
        mine = os.path.join(self.dir, 'demo')
        shutil.copytree(played[0], mine)
        for who in ('pm', 'qa', 'irb'):
            self.ctl(os.path.join(mine, who), 'remote', 'set', os.path.join(mine, 'store'))
        return mine

    def x(self, *argv):
        done = subprocess.run(argv, env=self.environment, capture_output=True, text=True, check=False, timeout=LIMIT)
        return done.stdout

    def registered(self):
        """The programs that can be seen."""
        try:
            return self.a11y.call('org.a11y.atspi.Registry', ROOT, 'org.a11y.atspi.Accessible', 'GetChildren')
        except Refused:
            return None

    def shot(self, path):
        self.x('import', '-window', 'root', path)

    def report(self, title):
        """Keeps a picture and the tree of what was there when a test failed."""
        folder = os.environ.get('SLIPWAY_UI_FAILURES') or os.path.join(self.build, 'tests/ui/failures')
        os.makedirs(folder, exist_ok=True)
        base = os.path.join(folder, title.replace(' ', '-')[:60])
        self.shot(base + '.png')
        with open(base + '.txt', 'w', encoding='utf-8') as file:
            for app in self.apps:
                try:
                    file.write('\n'.join(line for w in app.windows() for line in w.dump()) + '\n')
                except Exception as error:  # the program may be gone
                    file.write(f'{error}\n')
                file.write(f'--- status {app.process.poll()}, said:\n{app.said()}\n')
        return base

    def clear(self):
        """Ends all that was started here, the newest first."""
        if self.screen is not None:
            self.screen.close()
        if self.a11y is not None:
            self.a11y.close()
        for process in reversed(self.processes):
            for number in (signal.SIGTERM, signal.SIGKILL):
                try:
                    os.killpg(process.pid, number)
                    process.wait(3)
                    break
                except subprocess.TimeoutExpired:
                    continue
                except ProcessLookupError:
                    break
        self.processes = []
        shutil.rmtree(self.dir, ignore_errors=True)
        atexit.unregister(self.clear)


def run(*tests):
    """Runs each test with a desk of its own and prints TAP; ends the program."""
    missing = [tool for tool in ('Xvfb', 'dbus-daemon', 'xdotool', 'import') if shutil.which(tool) is None]
    if 'Xvfb' in missing:
        print('1..0 # SKIP there is no Xvfb; build-aux/setup test installs it')
        sys.exit(0)
    if missing:
        print(f'Bail out! missing: {", ".join(missing)}; build-aux/setup test installs them')
        sys.exit(1)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    only = sys.argv[1:]
    tests = [t for t in tests if not only or t.__name__ in only]
    print(f'1..{len(tests)}', flush=True)
    failed = 0
    for number, test in enumerate(tests, 1):
        title = test.__name__.removeprefix('test_').replace('_', ' ')
        d = None
        try:
            d = Desk()
            test(d)
            for app in d.apps:
                for line in app.said().splitlines():
                    if SHAME.search(line):
                        raise AssertionError(f'the program said: {line}')
            print(f'ok {number} {title}', flush=True)
        except Exception:  # whatever it is, the next test is run
            failed += 1
            print(f'not ok {number} {title}')
            for line in traceback.format_exc().splitlines():
                print(f'# {line}')
            if d is not None:
                for app in d.apps:
                    for line in app.said().splitlines()[-10:]:
                        print(f'# slipway: {line}')
                print(f'# a picture and the tree: {d.report(title)}.png and .txt', flush=True)
        finally:
            if d is not None:
                d.clear()
    sys.exit(1 if failed else 0)
