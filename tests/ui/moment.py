# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""What a program's windows hold at one moment, as it tells all of it in one answer (AT-SPI's Cache interface).

To ask each widget for itself took most of the time of a test: thousands of questions for one button, each of which passes
through three programs. What is too new to be in the answer is asked for by itself. A moment is looked at once and thrown
away: a copy of a window that changes is wrong.

GTK 4.8 puts what was hidden into the answer, at the place of what is shown instead, which may be missing: what is not
found here may be there all the same.
"""

from bus import Refused

CACHE = '/org/a11y/atspi/cache'
# Where what stands in one item of the answer.
ITSELF, AROUND, INDEX, COUNT, INTERFACES, NAME, ROLE, STATES_NOW = 0, 2, 3, 4, 5, 6, 7, 9
# AT-SPI's numbers of what may have no name and say one all the same: items of menus, three sorts, and what is said as it
# changes.
NAMED_OTHERWISE = {8, 35, 45, 54}
# Bits of AT-SPI's states.
STATES = {'checked': 4, 'editable': 7, 'enabled': 8, 'expanded': 10, 'focusable': 11, 'focused': 12,
          'selected': 23, 'sensitive': 24, 'showing': 25, 'visible': 30, 'invalid-entry': 37}


def plain_name(said):
    """GTK 4.8 says the label of a button twice, once with its access key: "_Cancel Cancel"."""
    plain = (said or '').replace('_', '')
    half = plain[:len(plain) // 2]
    return half if half and plain == f'{half} {half}' else said or ''


def has_state(words, state):
    word, bit = divmod(STATES[state], 32)
    return bool(words[word] & (1 << bit))


class Moment:
    def __init__(self, app):
        self.app = app
        self.items = {}
        self.inside = {}
        answer = app.bus.ask(app.name_on_bus, [CACHE], 'org.a11y.atspi.Cache', 'GetItems')[0]
        for item in [] if isinstance(answer, Refused) else answer[0]:
            path = item[ITSELF][1]
            self.items[path] = item
            self.inside.setdefault(item[AROUND][1], {})[item[INDEX]] = path

    def children_of(self, widgets):
        """What is in each, in the order of reading."""
        found = [self.paths_in(w.path) for w in widgets]
        asked = iter(self.app.children_of([w for w, some in zip(widgets, found) if some is None]))
        return [next(asked) if some is None else [self.app.at(path) for path in some] for some in found]

    def surely_children_of(self, widgets):
        """The same, but only that there is nothing in a widget is taken from the answer."""
        asked = iter(self.app.children_of([w for w in widgets if not self.is_empty(w)]))
        return [[] if self.is_empty(w) else next(asked) for w in widgets]

    def is_empty(self, widget):
        return widget.path in self.items and self.items[widget.path][COUNT] == 0

    def paths_in(self, path):
        """None when the answer doesn't have all."""
        if path not in self.items:
            return None
        some = self.inside.get(path, {})
        places = range(self.items[path][COUNT])
        if not all(place in some for place in places):
            return None
        found = []
        for inner in map(some.get, places):
            # A stack tells what is on its pages, which are no widgets and have no place.
            below = [inner] if self.is_widget(inner) else self.paths_in(inner)
            if below is None:
                return None
            found += below
        return found

    def is_widget(self, path):
        return 'org.a11y.atspi.Component' in self.items[path][INTERFACES]

    def around(self, widget):
        """What a widget is in, the nearest first; a page of a stack is no widget."""
        found = []
        path = widget.path
        while path in self.items:
            path = self.items[path][AROUND][1]
            if path in self.items and self.is_widget(path):
                found.append(self.app.at(path))
        return found

    def names(self, widgets):
        def name(item):
            return plain_name(item[NAME]) or (None if item[ROLE] in NAMED_OTHERWISE else '')
        return self.told(widgets, name, self.app.names)

    def states(self, widgets, state):
        return self.told(widgets, lambda item: has_state(item[STATES_NOW], state),
                         lambda some: self.app.states(some, state))

    def having(self, state):
        """All that have that state."""
        return [self.app.at(path) for path, item in self.items.items() if has_state(item[STATES_NOW], state)]

    def lacks(self, widgets):
        """How many of them are not in the answer."""
        return sum(w.path not in self.items for w in widgets)

    def told(self, widgets, take, ask):
        """What the answer says of each; what it doesn't say is asked."""
        said = [take(self.items[w.path]) if w.path in self.items else None for w in widgets]
        asked = iter(ask([w for w, its in zip(widgets, said) if its is None]))
        return [next(asked) if its is None else its for its in said]
