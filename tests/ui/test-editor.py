# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""A document in the editor: every control has a name, what is typed is kept, undo takes it back, problems lead to their
field."""

import os

import desk

def check_names(app, place):
    found = desk.nameless(app)
    assert not found, f'{place}: without a name: {found[:10]}'


def open_document(d, title):
    folder = os.path.join(d.dir, 'demo')
    d.ctl(d.dir, 'demo', folder)
    app = d.start(os.path.join(folder, 'pm'))
    app.find('list item', 'Claims Triage 2.0*').click()
    desk.wait('the document', lambda: app.look('list item', title + '*')).click()
    return app, app.find('list', 'Sections')


def read(app, name):
    return app.find('text box', name).text


def look_at_sections(app, sections):
    for number in range(len(sections.all('list item'))):
        row = sections.all('list item')[number]
        name = row.name
        row.point()
        desk.wait(f'{name} is chosen', lambda r=row: r.is_('selected'))
        check_names(app, name)


def test_names(d):
    look_at_sections(*open_document(d, 'Deployment plan'))


def test_names_of_choices(d):
    look_at_sections(*open_document(d, 'Lesson: show'))


def test_typing(d):
    app, _ = open_document(d, 'Lesson: show')
    before = read(app, 'Title')
    app.find('text box', 'Title').type('A draft is enough')
    app.press('Return')
    app.find('label', 'Saved')
    assert read(app, 'Title') == 'A draft is enough'
    app.press('ctrl+z')
    desk.wait('undo', lambda: read(app, 'Title') == before)
    app.press('ctrl+shift+z')
    desk.wait('redo', lambda: read(app, 'Title') == 'A draft is enough')


def test_leaving(d):
    app, _ = open_document(d, 'Lesson: show')
    app.find('text box', 'Title').type('Typed at the last moment')
    app.close()
    folder = os.path.join(d.dir, 'demo', 'pm')
    assert 'Typed at the last moment' in d.ctl(folder, 'document', 'list')


def test_problems(d):
    app, _ = open_document(d, 'Lesson: show')
    app.find('text box', 'Effective date').type('soon')
    app.press('Return')
    app.find('label', 'This takes a date such as 2026-03-14.')
    app.find('label', 'Kept as a Draft')
    app.find('button', '1 problem').click()
    app.find('list', 'Problems').find('list item', 'Document › Effective date*')
    app.press('Return')
    desk.wait('the field has the keyboard', lambda: (app.focused() or app).name == 'Effective date')
    app.find('text box', 'Effective date').type('14.3.2027')
    app.keys('Tab', 'Tab')
    app.find('label', 'Saved')
    assert read(app, 'Effective date') == '2027-03-14'


def test_a_narrow_window_draws_a_document(d):
    d.ctl(d.dir, 'demo', os.path.join(d.dir, 'demo'))
    app = d.start(os.path.join(d.dir, 'demo', 'pm'), size=(370, 730))
    app.find('button', 'Back').click()
    app.find('list', 'Releases').find('list item').click()
    app.find('list item', 'UAT checklist*').click()
    app.find('text box', 'Title')
    # What is not laid out is there for a screen reader, but not for the eye.
    picture = os.path.join(d.dir, 'still.png')
    def is_drawn():
        d.shot(picture)
        return int(d.x('convert', picture, '-crop', '340x500+10+100', '-format', '%k', 'info:')) > 10
    desk.wait('the document is drawn', is_drawn)


desk.run(test_names, test_names_of_choices, test_typing, test_leaving, test_problems,
         test_a_narrow_window_draws_a_document)
