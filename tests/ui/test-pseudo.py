# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""The window in a language that nobody speaks, so that a text that can't be translated stands out."""

import os
import re

import desk
from pseudo import make_language, make_locale, mark, pseudo

# Names of types, which screen readers don't say, and what the toolkit puts into each window.
TYPE = re.compile('(Gtk|Adw|Slip)[A-Z]')
TOOLKIT = {'Minimize', 'Maximize', 'Close', 'Minimize the window', 'Maximize the window', 'Close the window', 'Show Text', 'Hide Text',
           'Show Password', 'Hide Password',
           'Apply', 'Edit', 'Preferences', 'Slipway', 'slipway'}


def unmarked(app):
    """Texts in sight that did not go through the catalogue; signs and numbers are no texts."""
    found = set()
    shown = app.walk()
    for widget, *texts in zip(shown, app.names(shown), app.descriptions(shown)):
        for text in texts:
            if re.search('[A-Za-z]{2}', text or '') and '⟦' not in text and text not in TOOLKIT and not TYPE.match(text):
                found.add(f'{widget.role}: {text}')
    return sorted(found)


def start(d, *arguments, **more):
    return d.start(*arguments, **more, SLIPWAY_LOCALEDIR=make_language(d.dir), **make_locale(d.folder('locales')))


def test_every_text_of_the_first_pages_can_be_translated(d):
    app = start(d)
    app.find(None, mark('Welcome to Slipway'))
    assert unmarked(app) == [], unmarked(app)
    name = mark('_Create a Workspace').replace('_', '')
    desk.wait('the row', lambda: next((w for w in app.all(None, name) if w.actions()), None)).click()
    app.find(None, mark('Create a Workspace'))
    rest = [text for text in unmarked(app) if 'https://' not in text]  # an example address is none
    assert rest == [], rest
    app.press('Escape')


def test_where_two_words_are_too_long_for_a_header_bar_the_verb_stands_below_all(d):
    d.screen.set_text_size(192)
    app = start(d, size=(370, 730))
    app.find('list item', mark('_Create a Workspace').replace('_', '')).click()
    cancel, verb = (app.find('button', mark(text).replace('_', '')) for text in ('_Cancel', 'C_reate'))
    desk.wait('it is below', lambda: verb.extents()[1] > cancel.extents()[1] + 200)
    wide = app.windows()[-1].extents()[2]
    assert wide <= 370, wide
    d.screen.set_text_size(96)


def test_every_text_of_the_preferences_can_be_translated(d):
    app = start(d)
    app.find(None, mark('Welcome to Slipway'))
    app.press('ctrl+comma')
    app.find(None, mark('Sync Automatically'))
    assert unmarked(app) == [], unmarked(app)


def test_errors_of_the_engine_can_be_translated(d):
    folder = d.folder('bad')  # without what belongs in a workspace
    open(os.path.join(folder, 'workspace.db'), 'wb').close()
    app = start(d, folder)
    desk.wait('the error', lambda: pseudo('There is no key file') in app.reads())
    assert unmarked(app) == [], unmarked(app)


desk.run(test_every_text_of_the_first_pages_can_be_translated,
         test_where_two_words_are_too_long_for_a_header_bar_the_verb_stands_below_all,
         test_every_text_of_the_preferences_can_be_translated,
         test_errors_of_the_engine_can_be_translated)
