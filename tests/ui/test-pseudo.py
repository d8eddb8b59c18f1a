# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""The window in a language that nobody speaks: every text is marked, longer and accented, so that one that can't be
translated, or loses its place, stands out."""

import gettext
import os
import re
import subprocess

import desk

LANGUAGE = 'pseudo'  # the toolkit has no texts in it and stays English
ACCENTED = str.maketrans('aeiounycAEIOUNYC', 'åéîöûñýçÅÉÎÖÛÑÝÇ')
KEPT = re.compile(r'(\\.|%[-\' .:0-9]*[A-Za-z%]|<[^>]*>)')
# Names of types, which screen readers don't say, and what the toolkit puts into each window.
TYPE = re.compile('(Gtk|Adw|Slip)[A-Z]')
TOOLKIT = {'Minimize', 'Maximize', 'Close', 'Minimize the window', 'Maximize the window', 'Close the window', 'Show Text', 'Hide Text',
           'Apply', 'Edit', 'Preferences', 'Slipway', 'slipway'}
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')


def pseudo(text):
    parts = KEPT.split(text)
    return ''.join(part if i % 2 else part.translate(ACCENTED) for i, part in enumerate(parts))


def quoted(text):
    text = text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n')
    return f'"{text}"'


def mark(text):
    # What ends a line ends it in every language.
    end = '\n' if text.endswith('\n') else ''
    return '⟦' + pseudo(text.removesuffix('\n')) + ' ÿÿ⟧' + end


def make_language(folder):
    """A catalogue of all texts of the program; its folder."""
    real = os.path.join(folder, 'real.mo')
    subprocess.run(['msgfmt', '-o', real, os.path.join(TOP, 'po', 'de.po')], check=True)
    with open(real, 'rb') as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    texts = sorted({key[0] if isinstance(key, tuple) else key for key in catalogue} - {''})
    many = {key[0] for key in catalogue if isinstance(key, tuple)}
    plurals = plural_forms()
    lines = ['msgid ""', 'msgstr ""', '"Content-Type: text/plain; charset=UTF-8\\n"',
             '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"', '']
    for text in texts:
        context, _, bare = text.rpartition('\x04')
        if context:
            lines.append(f'msgctxt {quoted(context)}')
        lines.append(f'msgid {quoted(bare)}')
        if text in many:
            lines += [f'msgid_plural {quoted(plurals[bare])}', f'msgstr[0] {quoted(mark(bare))}',
                      f'msgstr[1] {quoted(mark(plurals[bare]))}', '']
        else:
            lines += [f'msgstr {quoted(mark(bare))}', '']
    source = os.path.join(folder, 'pseudo.po')
    with open(source, 'w', encoding='utf-8') as file:
        file.write('\n'.join(lines))
    target = os.path.join(folder, 'locale', LANGUAGE, 'LC_MESSAGES')
    os.makedirs(target)
    subprocess.run(['msgfmt', '-o', os.path.join(target, 'slipway.mo'), source], check=True)
    return os.path.join(folder, 'locale')


def plural_forms():
    """Singular → plural, as po/de.po has them."""
    with open(os.path.join(TOP, 'po', 'de.po'), encoding='utf-8') as file:
        text = file.read()
    text = re.sub(r'"\n"', '', text)
    found = re.findall(r'^msgid "(.*)"\nmsgid_plural "(.*)"$', text, re.MULTILINE)
    plain = lambda part: part.replace('\\"', '"').replace('\\n', '\n').replace('\\\\', '\\')
    return {plain(one): plain(several) for one, several in found}


def unmarked(app):
    """Texts in sight that did not go through the catalogue; signs and numbers are no texts."""
    found = set()
    for widget in app.walk():
        for text in (widget.name, widget.description):
            if re.search('[A-Za-z]{2}', text or '') and '⟦' not in text and text not in TOOLKIT and not TYPE.match(text):
                found.add(f'{widget.role}: {text}')
    return sorted(found)


def start(d, *arguments):
    return d.start(*arguments, SLIPWAY_LOCALEDIR=make_language(d.dir), LANGUAGE=LANGUAGE)


def test_every_text_of_the_first_pages_can_be_translated(d):
    app = start(d)
    app.find(None, mark('Welcome to Slipway'))
    assert unmarked(app) == [], unmarked(app)
    name = mark('_Create a Workspace').replace('_', '')
    desk.wait('the row', lambda: next((w for w in app.walk() if w.name == name and w.actions()), None)).click()
    app.find(None, mark('Create a Workspace'))
    rest = [text for text in unmarked(app) if 'https://' not in text]  # an example address is none
    assert rest == [], rest
    app.press('Escape')


def test_every_text_of_the_preferences_can_be_translated(d):
    app = start(d)
    app.find(None, mark('Welcome to Slipway'))
    app.press('ctrl+comma')
    app.find(None, mark('Sync Automatically'))
    assert unmarked(app) == [], unmarked(app)


desk.run(test_every_text_of_the_first_pages_can_be_translated,
         test_every_text_of_the_preferences_can_be_translated)
