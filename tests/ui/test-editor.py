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
    return open_in(d, os.path.join(d.demo(), 'pm'), title)


def open_in(d, folder, title):
    app = d.start(folder)
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
    app = d.start(os.path.join(d.demo(), 'pm'), size=(370, 730))
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


# == files ==

EVIDENCE = 'Evidence of the rehearsal'


def open_rollback(d):
    folder = os.path.join(d.demo(), 'pm')
    plan = next(line.split()[0] for line in d.ctl(folder, 'document', 'list').splitlines() if 'Deployment plan' in line)
    d.ctl(folder, 'field', 'set', plan, 'rollback/evidence', '')
    app, sections = open_in(d, folder, 'Deployment plan')
    sections.find('list item', 'Rollback*').point()
    button = app.find('button', f'{EVIDENCE}, Choose…')
    button.scroll_to()
    return app, button


def make_file(d, name, text):
    path = os.path.join(d.dir, name)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


def test_a_file_is_attached_and_removed(d):
    app, button = open_rollback(d)
    button.click()
    app.choose_file('Attach a File', make_file(d, 'protocol.txt', 'Back in 12 minutes.\n'))
    app.find('label', 'protocol.txt')
    app.find('label', '20 bytes')
    app.find('label', 'Saved')
    app.find('button', f'{EVIDENCE}, Remove*').click()
    app.gone('label', 'protocol.txt')
    # What is removed comes back.
    app.press('ctrl+z')
    app.find('label', 'protocol.txt')


def test_a_file_that_is_too_large_is_refused(d):
    app, button = open_rollback(d)
    path = make_file(d, 'huge.iso', '')
    os.truncate(path, 3 * 1024 ** 3)  # takes no space
    button.click()
    app.choose_file('Attach a File', path)
    app.find(None, 'The File Could Not Be Attached')
    desk.wait('it says why', lambda: any('huge.iso' in w.name and 'MiB' in w.name for w in app.walk()))
    app.find('button', 'Close').click()
    app.find('button', f'{EVIDENCE}, Choose…')


def test_an_image_is_pasted(d):
    picture = os.path.join(d.dir, 'screen.png')
    d.x('convert', '-size', '1200x800', 'plasma:red-blue', picture)
    app, _ = open_rollback(d)
    d.spawn([os.path.join(d.build, 'tests/ui/offer-image'), picture])
    app.find('button', f'{EVIDENCE}, Paste Image*').click()
    app.find('label', 'image-*')
    app.find('label', 'Saved')
    cache = os.path.join(d.dir, 'home/cache')
    assert not [name for name in os.listdir(cache) if name.startswith('image-')], 'the picture is left behind'


def test_a_file_is_dropped(d):
    app, button = open_rollback(d)
    d.drag(app, button, make_file(d, 'protocol.txt', 'Back in 12 minutes.\n'))
    app.find('label', 'protocol.txt')
    app.find('label', 'Saved')
    assert not [w for w in app.all('label') if w.name.startswith('One file at a time')]


def test_of_several_files_that_are_dropped_one_is_attached(d):
    app, button = open_rollback(d)
    d.drag(app, button, make_file(d, 'protocol.txt', 'Back in 12 minutes.\n'), make_file(d, 'other.txt', 'What else?\n'))
    app.find('label', 'One file at a time: only “protocol.txt” is taken.')
    app.find('label', 'protocol.txt')
    app.gone('label', 'other.txt')


desk.run(test_names, test_names_of_choices, test_typing, test_leaving, test_problems,
         test_a_narrow_window_draws_a_document, test_a_file_is_attached_and_removed,
         test_a_file_that_is_too_large_is_refused, test_an_image_is_pasted, test_a_file_is_dropped,
         test_of_several_files_that_are_dropped_one_is_attached)
