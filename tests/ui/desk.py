# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""A desk of its own for the window: a display, a bus, a home, and hands and eyes on what stands on it.

Everything is seen and done through AT-SPI, as a screen reader does; keys go through the X server, which gives them to the
window that display.py tells it to. AT-SPI is spoken over D-Bus directly: its library keeps copies, and a copy of a window
that changes is wrong.

    import desk

    with desk.Desk() as d:
        app = d.start(folder)
        app.find('button', 'Main Menu').click()

    desk.run(test_one, test_two)        # each is called with a Desk of its own; prints TAP

Nothing here waits for a time: wait() waits for what is to become true, and says what did not within its limit.
"""

import atexit
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

import gi

gi.require_version('Gio', '2.0')
from gi.repository import Gio, GLib  # noqa: E402

import display  # noqa: E402

# As long as a slow machine with sanitizers needs; what is there is found at once.
LIMIT = float(os.environ.get('SLIPWAY_UI_LIMIT', '60'))
NOTHING = '/org/a11y/atspi/null'
ROOT = '/org/a11y/atspi/accessible/root'
# Bits of AT-SPI's states.
STATES = {'checked': 4, 'editable': 7, 'enabled': 8, 'expanded': 10, 'focusable': 11, 'focused': 12,
          'selected': 23, 'sensitive': 24, 'showing': 25, 'visible': 30, 'invalid-entry': 37}
# What a person acts on, by GTK's names for roles. A list is acted on through its rows.
CONTROLS = {'button', 'toggle button', 'checkbox', 'combo box', 'grid cell', 'link', 'list item',
            'menu item', 'menu item checkbox', 'menu item radio', 'option', 'radio', 'row', 'search box', 'slider',
            'spin button', 'switch', 'tab', 'text box', 'toggle', 'tree item'}


# What no program may say while it is used. Without a window manager GTK does not know a popover's monitor, and says so.
SHAME = re.compile(r'(GLib|GLib-GObject|GLib-GIO|Gtk|Adwaita|slipway)-CRITICAL|slipway-WARNING|Gtk-WARNING.*(actionhelper|template|css)'
                   r'|ERROR: AddressSanitizer|runtime error', re.IGNORECASE)


TYPE_NAME = re.compile(r'^(Gtk|Adw|Slip)[A-Z][A-Za-z]+$')


class Missing(AssertionError):
    """Something did not come to be within its limit."""


def wait(what, condition, limit=None):
    """Calls condition until it returns something true, and returns that."""
    end = time.monotonic() + (limit or LIMIT)
    pause = 0.01
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise Missing(f'not within {limit or LIMIT:.0f} s: {what}')
        time.sleep(pause)
        pause = min(pause * 1.5, 0.2)


class Widget:
    """An accessible object of a program. What is asked is asked anew each time."""

    def __init__(self, app, path):
        self.app = app
        self.path = path

    def __eq__(self, other):
        return isinstance(other, Widget) and (self.app, self.path) == (other.app, other.path)

    def __hash__(self):
        return hash(self.path)

    def __repr__(self):
        return f'{self.role} "{self.name}"'

    def call(self, interface, method, args=None, reply=None):
        return self.app.bus_call(self.path, interface, method, args, reply)

    def get(self, interface, name):
        try:
            return self.call('org.freedesktop.DBus.Properties', 'Get',
                             GLib.Variant('(ss)', (interface, name)), '(v)')[0]
        except GLib.Error:
            return None

    @property
    def name(self):
        """GTK 4.8 says the label of a button twice, once with its access key: "_Cancel Cancel"."""
        said = (self.get('org.a11y.atspi.Accessible', 'Name') or '')
        plain = said.replace('_', '')
        half = plain[:len(plain) // 2]
        return half if half and plain == f'{half} {half}' else said

    @property
    def description(self):
        return self.get('org.a11y.atspi.Accessible', 'Description') or ''

    @property
    def role(self):
        try:
            return self.call('org.a11y.atspi.Accessible', 'GetRoleName', None, '(s)')[0]
        except GLib.Error:
            return 'gone'

    def is_(self, state):
        try:
            words = self.call('org.a11y.atspi.Accessible', 'GetState', None, '(au)')[0]
        except GLib.Error:
            return False
        bit = STATES[state]
        return bool(words[bit // 32] & (1 << (bit % 32)))

    @property
    def children(self):
        try:
            found = self.call('org.a11y.atspi.Accessible', 'GetChildren', None, '(a(so))')[0]
        except GLib.Error:
            return []
        return [Widget(self.app, path) for _, path in found if path != NOTHING]

    @property
    def text(self):
        """What stands in an entry or label."""
        count = self.get('org.a11y.atspi.Text', 'CharacterCount')
        if count is None:
            return ''
        return self.call('org.a11y.atspi.Text', 'GetText', GLib.Variant('(ii)', (0, count)), '(s)')[0]

    @property
    def parent(self):
        found = self.get('org.a11y.atspi.Accessible', 'Parent')
        return Widget(self.app, found[1]) if found else None

    def shown_children(self):
        """GTK 4.8 tells of no widget below the window whether it is in sight: what has no size is not, and of what lies
        on top of each other (pages of a stack, a folded leaflet) only that is which the pointer would meet."""
        children = [c for c in self.children if c.has_size()]
        # A stack puts a page that is no widget between itself and each child.
        if len(children) > 1 and (self.name == 'AdwLeaflet' or children[0].parent != self) and overlapping(children):
            # The separator of a leaflet is not in its middle, folded or not.
            met = self.met_at(1, 2) | self.met_at(1, 8)
            return [c for c in children if c in met]
        return children

    def has_size(self):
        try:
            return min(self.extents()[2:]) > 0
        except GLib.Error:
            return False

    def met_at(self, part, of):
        """What lies at part/of of the width, half of the height, with all around it."""
        def look():
            x, y, width, height = self.extents()
            return self.call('org.a11y.atspi.Component', 'GetAccessibleAtPoint',
                             GLib.Variant('(iiu)', (x + width * part // of, y + height // 2, 1)), '((so))')[0][1]
        try:
            found = look()
            if found == NOTHING:
                # What nobody has asked for yet has no name on the bus.
                for _ in self.below():
                    pass
                found = look()
        except GLib.Error:
            return set()
        met = set()
        while found not in (self.path, ROOT, NOTHING) and len(met) < 100:
            widget = Widget(self.app, found)
            met.add(widget)
            parent = widget.parent
            if parent is None:
                break
            found = parent.path
        return met

    def below(self):
        """All that is in it, in sight or not."""
        for child in self.children:
            yield child
            yield from child.below()

    def walk(self):
        """The widget and all below it that is in sight, or would be after scrolling."""
        yield self
        for child in self.shown_children():
            yield from child.walk()

    def all(self, role=None, name=None, state=None):
        return [w for w in self.walk() if w.matches(role, name) and (state is None or w.is_(state))]

    def matches(self, role, name):
        """name: the whole name, or with an asterisk at its end its beginning."""
        if role is not None and self.role not in ((role,) if isinstance(role, str) else role):
            return False
        if name is None:
            return True
        said = self.name
        return said.startswith(name[:-1]) if name.endswith('*') else said == name

    def look(self, role=None, name=None):
        return next((w for w in self.walk() if w.matches(role, name)), None)

    def find(self, role=None, name=None, limit=None):
        """The first widget of that role and name in sight, once there is one."""
        self.app.check()
        return wait(f'{role or "a widget"} {name!r}', lambda: self.look(role, name), limit)

    def gone(self, role=None, name=None, limit=None):
        wait(f'{role or "a widget"} {name!r} goes', lambda: self.look(role, name) is None, limit)

    def extents(self):
        """x, y, width and height in the window."""
        return self.call('org.a11y.atspi.Component', 'GetExtents', GLib.Variant('(u)', (1,)),
                         '((iiii))')[0]

    def actions(self):
        count = self.get('org.a11y.atspi.Action', 'NActions') or 0
        return [self.call('org.a11y.atspi.Action', 'GetName', GLib.Variant('(i)', (i,)), '(s)')[0]
                for i in range(count)]

    def click(self):
        """Does what a click does: its action, or, where AT-SPI gives it none, the pointer."""
        wait(f'{self!r} can be used', lambda: self.is_('sensitive'))
        names = self.actions()
        for wanted in ('click', 'activate', 'toggle', 'press'):
            if wanted in names:
                self.call('org.a11y.atspi.Action', 'DoAction',
                          GLib.Variant('(i)', (names.index(wanted),)), '(b)')
                return self
        # A menu button is a button in a button.
        inner = next((w for w in self.walk() if w != self and 'click' in w.actions() and w.name == self.name), None)
        return inner.click() if inner is not None else self.point()

    def window(self):
        """The window that it is in."""
        found = self
        while found not in self.app.children:
            found = found.parent
            if found is None:
                raise Missing(f'{self!r} is in no window any more')
        return found

    def settled(self):
        """Where it is, once it stays there: what was just opened or scrolled is laid out anew with the next frame."""
        was = []

        def stays():
            was.append(self.extents())
            return len(was) > 2 and was[-1] == was[-2] == was[-3] and was[-1]
        return wait(f'{self!r} stays where it is', stays)

    def point(self):
        """Clicks with the pointer in its middle. The pointer doesn't stay: it would bring up tooltips over other things."""
        x, y, width, height = self.settled()
        left, top = self.app.origin(self)
        self.app.desk.x('xdotool', 'mousemove', str(left + x + width // 2), str(top + y + height // 2), 'click', '1',
                        'mousemove', *self.app.desk.corner)
        return self

    def hidden_by(self):
        """What is around it and doesn't show its middle: it has been scrolled out of that."""
        _, y, _, height = self.settled()
        for around in above(self):
            # A page of a stack is no widget, and has no place.
            if around.has_size():
                _, top, _, high = around.extents()
                if not top <= y + height // 2 <= top + high:
                    return around
        return None

    def scroll_to(self):
        """Turns the wheel until its middle is in sight."""
        while (around := self.hidden_by()) is not None:
            was = self.extents()
            x, y, _, height = around.extents()
            left, top = self.app.origin(self)
            # At the edge: in the middle there may be a value that the wheel changes.
            self.app.desk.x('xdotool', 'mousemove', str(left + x + 4), str(top + y + height // 2),
                            'click', '4' if was[1] < y else '5', 'mousemove', *self.app.desk.corner)
            wait(f'{self!r} is scrolled', lambda w=was: self.extents() != w)
        return self

    def shows(self, text):
        """Whether that stands in an entry. One for passphrases says as many dots."""
        said = self.text
        return said == text or (len(said) == len(text) > 0 and set(said) <= {'•', '●'})

    def type(self, text):
        """Puts the keyboard there and types, over what stands there, until it does. Rows with an entry do not say that they
        have the keyboard: the text tells."""
        done = False
        while not done:
            self.app.take_focus(self.window())
            self.scroll_to()
            place = self.extents()
            self.point()
            self.app.keys('ctrl+a', window=self.window())
            self.app.type(text)
            # A click met something else when what it was meant for had moved until then.
            wait(f'{self!r} has the text {text!r}', lambda p=place: self.shows(text) or self.extents() != p)
            done = self.shows(text)
        return self

    def dump(self, depth=0):
        states = ' '.join(s for s in ('focused', 'selected', 'checked', 'expanded') if self.is_(s))
        lines = [f'{"  " * depth}{self!r}{" [" + states + "]" if states else ""}'
                 f'{"" if self.is_("sensitive") else " (insensitive)"}']
        for child in self.shown_children():
            lines += child.dump(depth + 1)
        return lines


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


class App(Widget):
    """A running slipway."""

    def __init__(self, desk, process, log):
        super().__init__(self, ROOT)
        self.desk = desk
        self.process = process
        self.log = log
        self.name_on_bus = None
        self.connect()

    def __hash__(self):
        return hash(self.process.pid)

    def __eq__(self, other):
        return self is other

    def connect(self):
        def registered():
            self.check()
            for name, path in (self.desk.registered() or [()])[0]:
                try:
                    pid = self.desk.a11y_call('org.freedesktop.DBus', '/org/freedesktop/DBus',
                                              'org.freedesktop.DBus', 'GetConnectionUnixProcessID',
                                              GLib.Variant('(s)', (name,)), '(u)')[0]
                except GLib.Error:
                    continue
                if pid == self.process.pid:
                    self.name_on_bus, self.path = name, path
                    return True
            return False
        wait('the program is on the accessibility bus', registered)
        wait('a window is in sight', lambda: self.windows())

    def check(self):
        status = self.process.poll()
        if status is not None:
            raise Missing(f'slipway ended with status {status}: {self.said()[-2000:]}')

    def said(self):
        with open(self.log, encoding='utf-8', errors='replace') as log:
            return log.read()

    def bus_call(self, path, interface, method, args=None, reply=None):
        return self.desk.a11y_call(self.name_on_bus, path, interface, method, args, reply)

    def windows(self):
        """The windows in sight, the one in front first."""
        return [w for w in reversed(self.children) if w.has_size()]

    def walk(self):
        for window in self.windows():
            yield from window.walk()

    def x_window(self, window):
        """The X server's window of a window."""
        _, _, width, height = window.extents()
        front = self.windows().index(window)

        def unlike(item):
            rank, known = item
            # They are told apart by their size, those of one size by which is in front.
            return abs(known.width - width) + abs(known.height - height), abs(rank - front)

        def find():
            self.check()
            known = self.desk.screen.windows(self.process.pid)
            # One that closes is gone from one of the lists before it is from the other.
            if len(known) != len(self.windows()):
                return None
            return min(enumerate(reversed(known)), key=unlike)[1]
        return wait(f'the X server has the windows {self.windows()}', find)

    def origin(self, widget):
        """Where on the display the window of a widget has its zero: within its frame."""
        window = widget.window()
        _, _, width, height = window.extents()
        place = self.x_window(window)
        return place.x + (place.width - width) // 2, place.y + (place.height - height) // 2

    def take_focus(self, window=None):
        """There is no window manager that would give a window the keyboard: the one in front gets it, or that one."""
        def take():
            self.check()
            windows = self.windows()
            wanted = window if window in windows else (windows or [None])[0]
            return wanted is not None and self.desk.screen.focus(self.x_window(wanted))
        wait('a window has the keyboard', take)

    def keys(self, *keys, window=None):
        self.take_focus(window)
        self.desk.x('xdotool', 'key', '--delay', '20', '--clearmodifiers', *keys)

    def type(self, text):
        """To what has the keyboard; Widget.type() looks that it arrives."""
        self.take_focus()
        self.desk.x('xdotool', 'type', '--delay', '12', '--clearmodifiers', text)

    def press(self, keys):
        self.keys(keys)

    def dialog(self, title):
        """The window of that title, once it is there."""
        return wait(f'the window {title}', lambda: next((w for w in self.windows() if w.name == title), None))

    def closed(self, title):
        wait(f'the window {title} closes', lambda: all(w.name != title for w in self.windows()))

    def choose_file(self, title, path):
        """Gives a path by keyboard to the toolkit's chooser of files."""
        def open_choosers():
            return [w for w in self.windows() if w.name == title and (w.look('button', 'Save') or w.look('button', 'Open'))]
        chooser = wait(f'a chooser of files: {title}', open_choosers)[0]
        if chooser.look('button', 'Save') is not None:
            chooser.find('text box', 'Name:').type(path)
        else:
            # A slash brings an entry for the path, on a page of a stack that is not told from its others.
            self.type(path)
            wait(f'the path {path}', lambda: any(w.text == path for w in chooser.below()))
        self.keys('Return')
        wait(f'the chooser of files closes: {title}', lambda: chooser not in self.windows())

    def focused(self):
        return next((w for w in self.walk() if w.is_('focused')), None)

    def close(self):
        """Ends the program as its user does, and looks at what it said."""
        self.keys('ctrl+q')
        wait('the program ends', lambda: self.process.poll() is not None)
        status = self.process.returncode
        if status != 0:
            raise Missing(f'slipway ended with status {status}: {self.said()[-2000:]}')

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


class Desk:
    """Display, buses and folders; all of it goes when the desk is left."""

    def __init__(self, size='1280x800'):
        self.processes = []
        self.apps = []
        self.screen = None
        self.build = os.environ['SLIPWAY_BUILD']
        self.slipway = os.path.join(self.build, 'src/ui/slipway')
        self.slipwayctl = os.path.join(self.build, 'src/cli/slipwayctl')
        # Short: a socket's name has 107 characters.
        self.dir = tempfile.mkdtemp(prefix='slip-ui.', dir='/tmp')
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
        self.a11y = Gio.DBusConnection.new_for_address_sync(
            self.a11y_address,
            Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
        # Its end is ours to see, not ours to die of.
        self.a11y.set_exit_on_close(False)
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
        # GTK's answers to AT-SPI leak (what g_hash_table_get_keys_as_array() gave it), so leaks are looked for elsewhere.
        keep['ASAN_OPTIONS'] = ':'.join(filter(None, [keep.get('ASAN_OPTIONS'), 'detect_leaks=0']))
        return keep | {
            'LC_ALL': 'C.UTF-8', 'DISPLAY': self.display, 'GDK_BACKEND': 'x11', 'GSK_RENDERER': 'cairo',
            # The OpenGL drivers leak, and nothing here draws with them.
            'GDK_DEBUG': 'gl-disable',
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

    def start(self, *arguments, home='home', size=None, **environment):
        """Starts slipway for the person whose home that is; each has a bus, for each its own instance."""
        path = self.folder(home)
        bus = environment.pop('bus', None) or self.start_bus()
        env = self.environment | {
            'HOME': path, 'XDG_CONFIG_HOME': os.path.join(path, 'config'),
            'XDG_DATA_HOME': os.path.join(path, 'data'), 'XDG_CACHE_HOME': os.path.join(path, 'cache'),
            'XDG_STATE_HOME': os.path.join(path, 'state'),
            'DBUS_SESSION_BUS_ADDRESS': bus, 'AT_SPI_BUS_ADDRESS': self.a11y_address} | environment
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

    @staticmethod
    def set_setting(home, key, value):
        folder = os.path.join(home, 'config', 'glib-2.0', 'settings')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, 'keyfile'), 'a', encoding='utf-8') as file:
            file.write(f'[io/github/slipway/Slipway]\n{key}={value}\n')

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

    def x(self, *argv):
        done = subprocess.run(argv, env=self.environment, capture_output=True, text=True, check=False, timeout=LIMIT)
        return done.stdout

    def a11y_call(self, name, path, interface, method, args, reply):
        return self.a11y.call_sync(name, path, interface, method, args, GLib.VariantType(reply) if reply else None,
                                   Gio.DBusCallFlags.NO_AUTO_START if name.startswith(':') else Gio.DBusCallFlags.NONE,
                                   int(LIMIT * 1000), None).unpack()

    def registered(self):
        """The programs that can be seen."""
        try:
            return self.a11y_call('org.a11y.atspi.Registry', ROOT, 'org.a11y.atspi.Accessible', 'GetChildren',
                                  None, '(a(so))')
        except GLib.Error:
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


def overlapping(widgets):
    try:
        places = [w.extents() for w in widgets]
    except GLib.Error:  # one is gone
        return True
    return any(x < u + w and u < x + width and y < v + h and v < y + height
               for i, (x, y, width, height) in enumerate(places) for u, v, w, h in places[:i])


def above(widget):
    """What a widget is in, the nearest first."""
    found = []
    up = widget.parent
    while up is not None and up.path != ROOT:
        found.append(up)
        up = up.parent
    return found


def is_control(widget):
    if widget.role not in CONTROLS:
        return False
    # A row or cell that only holds a control is passed by on the way to it.
    if widget.role in ('list item', 'row', 'grid cell') and not widget.is_('focusable'):
        return False
    # The heads of columns are no row of the table.
    if widget.role == 'row' and any(w.role == 'column header' for w in widget.walk()):
        return False
    # A combo row shows its value as the only item of a list, which nobody can reach.
    return widget.role != 'list item' or 'combo box' not in [w.role for w in above(widget)]


def nameless(app):
    """The controls in sight that say only what type they are, each with the named things around it."""
    found = []
    for widget in app.walk():
        name = widget.name.strip()
        if (not name or TYPE_NAME.match(name)) and is_control(widget):
            around = [w.name for w in above(widget) if w.name and not TYPE_NAME.match(w.name)]
            found.append(f'{widget!r} at {widget.extents()} in {" < ".join(around[:3])}')
    return found


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
