# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""A language that nobody speaks: every text is marked, longer and accented, so that one that can't be translated, or loses
its place, stands out."""

import gettext
import os
import re
import subprocess

LANGUAGE = 'pseudo'  # the toolkit has no texts in it and stays English
ACCENTED = str.maketrans('aeiounycAEIOUNYC', 'åéîöûñýçÅÉÎÖÛÑÝÇ')
KEPT = re.compile(r'(\\.|%[-\' .:0-9]*[A-Za-z%]|<[^>]*>)')
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


def make_locale(folder):
    """A locale with that language, for LOCPATH. From glibc 2.39 on, those of C are in English whatever LANGUAGE says."""
    os.symlink('/usr/lib/locale/C.utf8', os.path.join(folder, LANGUAGE))
    return {'LOCPATH': folder, 'LC_ALL': LANGUAGE, 'LANGUAGE': LANGUAGE}


def plural_forms():
    """Singular → plural, as po/de.po has them."""
    with open(os.path.join(TOP, 'po', 'de.po'), encoding='utf-8') as file:
        text = file.read()
    text = re.sub(r'"\n"', '', text)
    found = re.findall(r'^msgid "(.*)"\nmsgid_plural "(.*)"$', text, re.MULTILINE)
    plain = lambda part: part.replace('\\"', '"').replace('\\n', '\n').replace('\\\\', '\\')
    return {plain(one): plain(several) for one, several in found}
