# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""What stands in a program's windows, as AT-SPI tells it, and what a person does with it.

AT-SPI is spoken over D-Bus directly (bus.py): its library keeps copies, and a copy of a window that changes is wrong. Only
roles are kept, and what a widget is in, which never change. What is asked of many is asked at once: one after the other,
each question would wait for two other programs to be given the processor.

Nothing here waits for a time: wait() waits for what is to become true, and says what did not within its limit.
"""

import os
import re
import signal
import time

from bus import Refused
from moment import Moment, has_state, plain_name

# As long as a slow machine with sanitizers needs; what is there is found at once.
LIMIT = float(os.environ.get('SLIPWAY_UI_LIMIT', '60'))
NOTHING = '/org/a11y/atspi/null'
ROOT = '/org/a11y/atspi/accessible/root'
LABELLED_BY = 2
# What a person acts on, by GTK's names for roles. A list is acted on through its rows.
CONTROLS = {'button', 'toggle button', 'checkbox', 'combo box', 'grid cell', 'link', 'list item',
            'menu item', 'menu item checkbox', 'menu item radio', 'option', 'radio', 'row', 'search box', 'slider',
            'spin button', 'switch', 'tab', 'text box', 'toggle', 'tree item'}


PROPERTIES = 'org.freedesktop.DBus.Properties'
ACCESSIBLE = 'org.a11y.atspi.Accessible'
COMPONENT = 'org.a11y.atspi.Component'
ACTION = 'org.a11y.atspi.Action'
TEXT = 'org.a11y.atspi.Text'
# What places are told by: the window, not the screen.
IN_WINDOW = ('u', (1,))
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


def is_named(said, name):
    """name: the whole name; an asterisk stands for any part of it."""
    return re.fullmatch('.*'.join(map(re.escape, name.split('*'))), said, re.DOTALL) is not None


class Widget:
    """An accessible object of a program. What is asked is asked anew each time."""

    def __init__(self, app, path):
        self.app = app
        self.path = path
        # What it was found in, the nearest first; a widget stays where it is as long as it is there.
        self.around = []
        self.asked = None

    def __eq__(self, other):
        return isinstance(other, Widget) and (self.app, self.path) == (other.app, other.path)

    def __hash__(self):
        return hash(self.path)

    def __repr__(self):
        return f'{self.role} "{self.name}"'

    def call(self, interface, method, args=('', ())):
        return self.app.bus.call(self.app.name_on_bus, self.path, interface, method, args)

    def get(self, interface, name):
        try:
            return self.call(PROPERTIES, 'Get', ('ss', (interface, name)))[0]
        except Refused:
            return None

    @property
    def name(self):
        return self.app.names([self])[0]

    @property
    def description(self):
        return self.get(ACCESSIBLE, 'Description') or ''

    @property
    def role(self):
        return self.app.roles([self])[0]

    def is_(self, state):
        return self.app.states([self], state)[0]

    @property
    def children(self):
        return self.app.children_of([self])[0]

    @property
    def text(self):
        """What stands in an entry or label."""
        count = self.get(TEXT, 'CharacterCount')
        if count is None:
            return ''
        return self.call(TEXT, 'GetText', ('ii', (0, count)))[0]

    @property
    def parent(self):
        found = self.get(ACCESSIBLE, 'Parent')
        return Widget(self.app, found[1]) if found else None

    def shown_children(self):
        return self.app.shown_children_of([self])[0]

    def met_at(self, part, of, down=2, told=None):
        """What lies at part/of of the width, 1/down of the height, with all around it. told: what each is in, when it was just
        asked for all of that."""
        def look():
            x, y, width, height = self.extents()
            return self.call(COMPONENT, 'GetAccessibleAtPoint', ('iiu', (x + width * part // of, y + height // down, 1)))[0][1]
        try:
            found = look()
            if found == NOTHING and told is None:
                # What nobody has asked for yet has no name on the bus.
                self.below()
                found = look()
        except Refused:
            return set()
        met = set()
        while found not in (self.path, ROOT, NOTHING) and len(met) < 100:
            widget = Widget(self.app, found)
            met.add(widget)
            parent = told[widget] if told and told.get(widget) else widget.parent
            if parent is None:
                break
            found = parent.path
        return met

    def roots(self):
        return [self]

    def below(self):
        """All that is in it, in sight or not."""
        return [w for w in self.app.trees(self.roots(), Moment(self.app).surely_children_of)[0] if w != self]

    def walk(self):
        """The widget and all below it that is in sight, or would be after scrolling."""
        moment = Moment(self.app)
        return self.app.trees(self.roots(), lambda some: self.app.shown_children_of(some, moment.surely_children_of))[0]

    def reads(self):
        """All that is said in it."""
        shown = self.walk()
        return ' '.join(Moment(self.app).names(shown) + self.app.descriptions(shown))

    def matching(self, role=None, name=None, state=None, surely=True):
        """What of it has that role, name and state and is in sight. What is in sight takes many questions, so it is asked
        last. Unless surely, what was shown just now may be missing."""
        moment = Moment(self.app)
        found, up = self.app.trees(self.roots(), moment.surely_children_of if surely else moment.children_of)
        if (name is not None or state is not None) and moment.lacks(found) > 20:
            # All of them have been asked for something now.
            moment = Moment(self.app)
        if name is not None:
            found = [w for w, its in zip(found, moment.names(found)) if is_named(its, name)]
        if role is not None:
            wanted = (role,) if isinstance(role, str) else role
            found = [w for w, its in zip(found, self.app.roles(found)) if its in wanted]
        if state is not None:
            found = [w for w, has in zip(found, moment.states(found, state)) if has]
        shown = {}
        for widget in found:
            if self.app.in_sight(widget, up, shown):
                around = [widget]
                while up[around[-1]] is not None:
                    around.append(up[around[-1]])
                # What was looked through was found in something, too.
                widget.around = around[1:] + around[-1].around
                yield widget

    def all(self, role=None, name=None, state=None):
        return list(self.matching(role, name, state))

    def menu_buttons(self):
        """What is clicked for a menu or popover is a button in a button; GTK 4.18 calls it a toggle button."""
        found = self.all(('button', 'toggle button'))
        return [w for w in found if (around := w.parent) is not None and around.role == 'button' and around.name == w.name]

    def matches(self, role, name):
        return (role is None or self.role in ((role,) if isinstance(role, str) else role)) and (
            name is None or is_named(self.name, name))

    def look(self, role=None, name=None):
        return self.glimpse(role, name) or next(self.matching(role, name), None)

    def glimpse(self, role, name):
        """What has a name is found in what the program says of itself, mostly; None says nothing."""
        return next(self.matching(role, name, surely=False), None) if name else None

    def find(self, role=None, name=None, limit=None):
        """The first widget of that role and name in sight, once there is one."""
        self.app.check()
        soon = time.monotonic() + 0.3
        found = wait(f'{role or "a widget"} {name!r}',
                     lambda: (self.look if time.monotonic() > soon or not name else self.glimpse)(role, name), limit)
        found.asked = (self, role, name)
        return found

    def gone(self, role=None, name=None, limit=None):
        wait(f'{role or "a widget"} {name!r} goes', lambda: self.look(role, name) is None, limit)

    def extents(self):
        """x, y, width and height in the window."""
        return self.call(COMPONENT, 'GetExtents', IN_WINDOW)[0]

    def actions(self):
        count = self.get(ACTION, 'NActions') or 0
        return [self.call(ACTION, 'GetName', ('i', (i,)))[0] for i in range(count)]

    def click(self):
        """Does what a click does: its action, or, where AT-SPI gives it none, the pointer. What a page that was made anew
        meanwhile took away is looked for there."""
        try:
            return self.click_once()
        except Refused:
            if self.asked is None or self.is_there():
                raise
            within, role, name = self.asked
            return within.find(role, name).click_once()

    def is_there(self):
        return self.app.ask([self], ACCESSIBLE, 'GetState')[0] is not None

    def click_once(self):
        def can_be_used():
            return has_state(self.call(ACCESSIBLE, 'GetState')[0], 'sensitive')
        wait(f'{self!r} can be used', can_be_used)
        names = self.actions()
        for wanted in ('click', 'activate', 'toggle', 'press'):
            if wanted in names:
                self.call(ACTION, 'DoAction', ('i', (names.index(wanted),)))
                return self
        # A menu button is a button in a button.
        inner = next((w for w in self.walk() if w != self and 'click' in w.actions() and w.name == self.name), None)
        if inner is not None:
            return inner.click()
        return (self.scroll_to() if self.role == 'list item' else self).point()

    def window(self):
        """The window that it is in."""
        windows = self.app.children
        found = next((w for w in (self, *above(self)) if w in windows), None)
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

    def point(self, button=1):
        """Clicks with the pointer in its middle. The pointer doesn't stay: it would bring up tooltips over other things."""
        x, y, width, height = self.settled()
        left, top = self.app.origin(self)
        self.app.desk.x('xdotool', 'mousemove', str(left + x + width // 2), str(top + y + height // 2), 'click', str(button),
                        'mousemove', *self.app.desk.corner)
        return self

    def hidden_by(self):
        """What is around it and doesn't show its middle: it has been scrolled out of that."""
        _, y, _, height = self.settled()
        around = above(self)
        # A page of a stack is no widget, and has no place.
        for widget, place in zip(around, self.app.places(around)):
            if place is not None and not place[1] <= y + height // 2 <= place[1] + place[3]:
                return widget
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
        for _ in range(10):
            self.app.take_focus(self.window())
            self.scroll_to()
            place = self.extents()
            self.point()
            self.app.keys('ctrl+a', window=self.window())
            self.app.type(text)
            # A click met something else when what it was meant for had moved until then.
            wait(f'{self!r} has the text {text!r}', lambda p=place: self.shows(text) or self.extents() != p)
            if self.shows(text):
                return self
        raise Missing(f'{self!r} moves whenever it is clicked')

    def dump(self, depth=0):
        states = ' '.join(s for s in ('focused', 'selected', 'checked', 'expanded') if self.is_(s))
        lines = [f'{"  " * depth}{self!r}{" [" + states + "]" if states else ""}'
                 f'{"" if self.is_("sensitive") else " (insensitive)"}']
        for child in self.shown_children():
            lines += child.dump(depth + 1)
        return lines


class App(Widget):
    """A running slipway."""

    def __init__(self, desk, process, log):
        super().__init__(self, ROOT)
        self.desk = desk
        self.bus = desk.a11y
        self.process = process
        self.log = log
        self.name_on_bus = None
        self.known_roles = {}
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
                    pid = self.bus.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus',
                                        'GetConnectionUnixProcessID', ('s', (name,)))[0]
                except Refused:
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

    def at(self, path):
        return Widget(self, path)

    def windows(self):
        """The windows in sight, the one in front first."""
        windows = self.children[::-1]
        return [w for w, place in zip(windows, self.places(windows)) if place]

    def roots(self):
        return self.windows()

    def ask(self, widgets, interface, method, args=('', ())):
        """Asks the same of many: what each answers, or None."""
        answers = self.bus.ask(self.name_on_bus, [w.path for w in widgets], interface, method, args)
        return [None if isinstance(answer, Refused) else answer for answer in answers]

    def ask_property(self, widgets, name):
        return [answer and answer[0] for answer in self.ask(widgets, PROPERTIES, 'Get', ('ss', (ACCESSIBLE, name)))]

    def names(self, widgets):
        names = [plain_name(said) for said in self.ask_property(widgets, 'Name')]
        # GTK 4.18 gives an item of a menu no name, only a label that is to be read, and what is said as it changes only a
        # text.
        nameless_ones = [i for i, name in enumerate(names) if not name]
        roles = self.roles([widgets[i] for i in nameless_ones])
        for i, role in zip(nameless_ones, roles):
            if role == 'status':
                names[i] = widgets[i].text
        unnamed = [i for i, role in zip(nameless_ones, roles) if role.startswith('menu item')]
        for i, relations in zip(unnamed, self.ask([widgets[i] for i in unnamed], ACCESSIBLE, 'GetRelationSet')):
            names[i] = ' '.join(Widget(self, path).text for kind, labels in (relations or [()])[0] if kind == LABELLED_BY
                                for _, path in labels)
        return names

    def descriptions(self, widgets):
        return [said or '' for said in self.ask_property(widgets, 'Description')]

    def roles(self, widgets):
        new = [w for w in widgets if w.path not in self.known_roles]
        for widget, answer in zip(new, self.ask(new, ACCESSIBLE, 'GetRoleName')):
            if answer is not None:
                self.known_roles[widget.path] = answer[0]
        return [self.known_roles.get(w.path, 'gone') for w in widgets]

    def states(self, widgets, state):
        return [answer is not None and has_state(answer[0], state)
                for answer in self.ask(widgets, ACCESSIBLE, 'GetState')]

    def places(self, widgets):
        """The extents of each, or None for what takes no room."""
        return [answer[0] if answer is not None and min(answer[0][2:]) > 0 else None
                for answer in self.ask(widgets, COMPONENT, 'GetExtents', IN_WINDOW)]

    def children_of(self, widgets):
        return [[Widget(self, path) for _, path in (answer or [()])[0] if path != NOTHING]
                for answer in self.ask(widgets, ACCESSIBLE, 'GetChildren')]

    def shown_children_of(self, widgets, ask_below=None, told=None):
        """GTK 4.8 tells of no widget below the window whether it is in sight: what has no size is not, and of what lies
        on top of each other (pages of a stack, a folded leaflet) only that is which the pointer would meet."""
        children = (ask_below or self.children_of)(widgets)
        every = [c for some in children for c in some]
        places = {c: place for c, place in zip(every, self.places(every)) if place is not None}
        children = [[c for c in some if c in places] for some in children]
        several = [(w, some) for w, some in zip(widgets, children) if overlapping([places[c] for c in some])]
        parents = self.ask_property([some[0] for _, some in several], 'Parent')
        for (widget, some), parent, name in zip(several, parents, self.names([w for w, _ in several])):
            # A stack puts a page that is no widget between itself and each child.
            if name == 'AdwLeaflet' or parent is None or parent[1] != widget.path:
                # The separator of a leaflet is not in its middle, folded or not.
                met = widget.met_at(1, 2, told=told) | widget.met_at(1, 8, told=told)
                # Where these lie on an edge between two fields, they meet nothing that has a name on the bus.
                for down in (3, 4, 6):
                    if met.isdisjoint(some):
                        met |= widget.met_at(1, 2, down, told)
                some[:] = [c for c in some if c in met]
        return children

    def in_sight(self, widget, up, shown):
        """Whether all that it is in (up) shows it. shown: what was found out about others at this moment."""
        around = []
        while up[widget] is not None:
            around.append((widget, widget := up[widget]))
        new = [a for _, a in around if a not in shown]
        shown.update(zip(new, self.shown_children_of(new, told=up)))
        return all(w in shown[a] for w, a in around)

    @staticmethod
    def trees(roots, ask_below):
        """All in some widgets, in the order of reading, and what each of them is in; it is asked level by level."""
        below, up = {}, {root: None for root in roots}
        level = roots
        while level:
            below |= zip(level, ask_below(level))
            level = [c for w in level for c in below[w] if up.setdefault(c, w) == w]
        order, stack = [], list(reversed(roots))
        while stack:
            order.append(stack.pop())
            stack += [c for c in reversed(below[order[-1]]) if up[c] == order[-1]]
        return order, up

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

    def choose_file(self, title, path, verb='Open'):
        """Gives a path by keyboard to the toolkit's chooser of files."""
        def open_choosers():
            return [w for w in self.windows() if w.name == title and (w.look('button', 'Save') or w.look('button', verb))]
        chooser = wait(f'a chooser of files: {title}', open_choosers)[0]
        if chooser.look('button', 'Save') is not None:
            chooser.find('text box', 'Name:').type(path)
        else:
            # A slash brings an entry for the path, on a page of a stack that is not told from its others. What is typed before
            # it is there may be lost.
            self.type('/')
            wait('an entry for the path', lambda: any(w.text == '/' for w in chooser.below()))
            self.type(path.removeprefix('/'))
            def written():
                texts = [w.text for w in chooser.below()]
                # What GTK 4.18 completed while more was typed stays behind it, or between it.
                if path not in texts:
                    if any(text.startswith(path) for text in texts):
                        self.keys('shift+End', 'Delete')
                    elif not any(text and path.startswith(text) for text in texts):
                        self.keys('ctrl+a')
                        self.type(path)
                return path in texts
            wait(f'the path {path}', written)
        self.keys('Return')
        wait(f'the chooser of files closes: {title}', lambda: chooser not in self.windows())

    def focused(self):
        """What has the keyboard. Each window tells one; that of the window in front is it."""
        windows = self.windows()
        moment = Moment(self)
        chains = [(w, *moment.around(w)) for w in moment.having('focused')]
        for chain in sorted((c for c in chains if c[-1] in windows), key=lambda c: windows.index(c[-1])):
            if self.in_sight(chain[0], dict(zip(chain, (*chain[1:], None))), {}):
                return chain[0]
        return None

    def close(self):
        """Ends the program as its user does, and looks at what it said."""
        self.keys('ctrl+q')
        wait('the program ends', lambda: self.process.poll() is not None)
        status = self.process.returncode
        if status != 0 and 'LeakSanitizer' in self.said() and not own_leaks(self.said()):
            return
        if status != 0:
            raise Missing(f'slipway ended with status {status}: {self.said()[-2000:]}')

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def own_leaks(said):
    """The leaks among a sanitizer's that began in a function of ours other than main()."""
    ours = re.compile(r' in (?!main )\w+ \S*/src/\S+\.c:\d+')
    return [leak for leak in re.findall(r'(?:Direct|Indirect) leak of .*?(?=\n\n|\Z)', said, re.DOTALL) if ours.search(leak)]


def overlapping(places):
    return any(x < u + w and u < x + width and y < v + h and v < y + height
               for i, (x, y, width, height) in enumerate(places) for u, v, w, h in places[:i])


def above(widget):
    """What a widget is in, the nearest first."""
    found = list(widget.around)
    up = (found or [widget])[-1].parent
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


def nameless(within):
    """The controls in sight in a widget or program that say only what type they are, each with the named things around it."""
    found = []
    widgets = within.walk()
    within.app.roles(widgets)
    for widget, name in zip(widgets, Moment(within.app).names(widgets)):
        if (not name.strip() or TYPE_NAME.match(name)) and is_control(widget):
            around = [w.name for w in above(widget) if w.name and not TYPE_NAME.match(w.name)]
            found.append(f'{widget!r} at {widget.extents()} in {" < ".join(around[:3])}')
    return found
