# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""What a program's windows hold at one moment, as it tells all of it in one answer (AT-SPI's Cache interface).

To ask each widget for itself took most of the time of a test: thousands of questions for one button, each of which passes
through three programs. What is too new to be in the answer is asked for by itself. A moment is looked at once and thrown
away: a copy of a window that changes is wrong.

GTK 4.8 puts what was hidden into the answer, at the place of what is shown instead, which may be missing: what is not
found here may be there all the same.
"""

CACHE = '/org/a11y/atspi/cache'
# Where what stands in one item of the answer.
ITSELF, AROUND, INDEX, COUNT, INTERFACES, NAME, STATES_NOW = 0, 2, 3, 4, 5, 6, 9
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
        for item in app.bus_items(CACHE, 'org.a11y.atspi.Cache', 'GetItems'):
            path = path_in(item, ITSELF)
            self.items[path] = item
            self.inside.setdefault(path_in(item, AROUND), {})[item.get_child_value(INDEX).get_int32()] = path

    def children_of(self, widgets):
        """What is in each, in the order of reading."""
        found = [self.paths_in(w.path) for w in widgets]
        asked = iter(self.app.children_of([w for w, some in zip(widgets, found) if some is None]))
        return [next(asked) if some is None else [self.app.at(path) for path in some] for some in found]

    def paths_in(self, path):
        """None when the answer doesn't have all."""
        if path not in self.items:
            return None
        some = self.inside.get(path, {})
        places = range(self.items[path].get_child_value(COUNT).get_int32())
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
        return 'org.a11y.atspi.Component' in self.items[path].get_child_value(INTERFACES).get_strv()

    def around(self, widget):
        """What a widget is in, the nearest first; a page of a stack is no widget."""
        found = []
        path = widget.path
        while path in self.items:
            path = path_in(self.items[path], AROUND)
            if path in self.items and self.is_widget(path):
                found.append(self.app.at(path))
        return found

    def names(self, widgets):
        # What has no name here may have a label.
        return self.told(widgets, lambda item: plain_name(item.get_child_value(NAME).get_string()), self.app.names)

    def states(self, widgets, state):
        return self.told(widgets, lambda item: has_state(item.get_child_value(STATES_NOW).unpack(), state),
                         lambda some: self.app.states(some, state), told=lambda has: has is not None)

    def having(self, state):
        """All that have that state."""
        return [self.app.at(path) for path, item in self.items.items() if has_state(item.get_child_value(STATES_NOW).unpack(), state)]

    def told(self, widgets, take, ask, told=bool):
        """What the answer says of each; what it doesn't say is asked."""
        said = [take(self.items[w.path]) if w.path in self.items else None for w in widgets]
        asked = iter(ask([w for w, its in zip(widgets, said) if not told(its)]))
        return [its if told(its) else next(asked) for its in said]


def path_in(item, index):
    return item.get_child_value(index).get_child_value(1).get_string()
