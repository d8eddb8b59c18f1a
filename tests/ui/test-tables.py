# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""Rows of tables in the editor of a document: in cells, as a list, on pages of their own."""

import os

import desk


def open_section(d, person, document, section, **more):
    app = d.start(os.path.join(d.demo(), person), **more)
    desk.wait('documents', lambda: app.look('list item', document + '*')).click()
    desk.wait('sections', lambda: app.look('list item', section + '*')).click()
    app.find('button', f'Rows of {section}')
    return app


def test_a_cell_is_edited_in_place(d):
    app = open_section(d, 'pm', 'Installation procedure', 'Smoke tests')
    app.find('button', 'Input, Severe injury: *').click()
    app.find('text box', 'Input, Severe injury')
    app.keys('ctrl+a')
    app.type('Claim T-9000')
    app.press('Return')
    app.find('button', 'Input, Severe injury: Claim T-9000')
    # Esc brings back what stood there.
    app.type('x')
    app.find('text box', 'Input, Severe injury')
    app.press('Escape')
    app.find('button', 'Input, Severe injury: Claim T-9000')


def test_rows_are_added_deleted_and_brought_back(d):
    app = open_section(d, 'pm', 'Installation procedure', 'Models')
    app.find('button', 'Add*').click()
    app.find('text box', 'Model, *')
    app.type('router-model')
    app.press('Return')
    app.find('button', 'Model, router-model: router-model')
    app.press('Delete')
    app.gone('button', 'Model, router-model: *')
    app.find('button', 'Undo').click()
    app.find('button', 'Model, router-model: router-model')


def test_wide_rows_have_a_page(d):
    app = open_section(d, 'pm', 'Installation procedure', 'Steps')
    app.find('list item', '2, *').click()
    app.find('label', 'Steps, 2 of 19')
    app.find('button', 'Next Row').click()
    app.find('label', 'Steps, 3 of 19')
    app.press('alt+Left')
    app.find('list item', '2, *')


def test_rows_have_a_page_where_text_is_large(d):
    d.screen.set_text_size(144)
    app = open_section(d, 'pm', 'Installation procedure', 'Scripts', size=(1280, 800))
    app.find('list item', 'backup-triage.sh, *').click()
    app.find('label', 'Scripts, 1 of 7')
    d.screen.set_text_size(96)


def test_all_rows_are_filtered_and_sorted(d):
    app = open_section(d, 'pm', 'Installation procedure', 'Steps')
    app.find('button', 'Show All 19 Rows*').click()
    app.find('label', '19 rows')
    app.press('ctrl+f')
    app.find('search box', 'Filter Rows')
    app.type('backup')
    desk.wait('fewer rows', lambda: [w for w in app.all('label') if w.name.endswith(' of 19 rows')])
    app.press('Escape')
    app.find('label', '19 rows')


def test_a_result_is_recorded(d):
    app = open_section(d, 'qa', 'UAT checklist', 'Items')
    app.find('list item', 'U-02, *').click()
    app.find('button', 'Blocked').click()
    app.find('button', 'Record*').click()
    # On to what is still empty in it.
    app.find('label', 'Attempts, *')
    app.press('alt+Left')
    app.press('alt+Left')
    app.find('list item', 'U-02, Blocked, *')


def test_a_row_has_a_menu(d):
    app = open_section(d, 'pm', 'Installation procedure', 'Steps')
    x, y, width, height = app.find('list item', '2, *').extents()
    left, top = app.origin(app.windows()[0])
    d.x('xdotool', 'mousemove', str(left + x + 40), str(top + y + height // 2), 'click', '3')
    app.find('menu item', 'Open Row').click()
    app.find('label', 'Steps, 2 of 19')


def test_a_cell_has_the_menu_of_its_row(d):
    app = open_section(d, 'pm', 'Installation procedure', 'Smoke tests')
    app.find('button', 'Input, Severe injury: *').click()
    app.find('text box', 'Input, Severe injury')
    app.press('Escape')
    app.gone('text box', 'Input, Severe injury')
    app.press('shift+F10')
    app.find('menu item', 'Delete').click()
    app.gone('button', 'Input, Severe injury: *')


def test_a_row_that_one_comes_back_to_has_its_menu(d):
    app = open_section(d, 'pm', 'Installation procedure', 'Steps')
    app.find('list item', '2, *').click()
    app.find('label', 'Steps, 2 of 19')
    app.press('alt+Left')
    row = app.find('list item', '2, *')
    desk.wait('the row has the keyboard', lambda: row.is_('focused'))
    app.press('shift+F10')
    app.find('menu item', 'Open Row')
    app.press('Escape')
    app.gone('menu item', 'Open Row')
    # To the next row, with the other key for menus.
    app.press('Down')
    app.press('Menu')
    app.find('menu item', 'Open Row').click()
    app.find('label', 'Steps, 3 of 19')


def test_a_row_without_a_name_is_called_after_what_it_refers_to(d):
    app = open_section(d, 'pm', 'Monitoring', 'Readings')
    desk.wait('a reading', lambda: app.look('list item', 'Agreement with the panel, *'))
    assert not any(w.name.startswith('Row 1') for w in app.all('list item'))
    # With nothing to refer to, after its kind.
    app.find('list item', 'Audits*').click()
    app.find('list item', 'Compliance, *')


def test_what_another_document_decided_is_said_in_words(d):
    app = d.start(os.path.join(d.demo(), 'pm'))
    desk.wait('documents', lambda: app.look('list item', 'Release record*')).click()
    desk.wait('sections', lambda: app.look('list item', 'Go and times*')).click()
    app.find('label', 'Decision, Conditional Go')


desk.run(test_a_cell_is_edited_in_place,
         test_rows_are_added_deleted_and_brought_back,
         test_wide_rows_have_a_page,
         test_rows_have_a_page_where_text_is_large,
         test_all_rows_are_filtered_and_sorted,
         test_a_result_is_recorded,
         test_a_row_has_a_menu,
         test_a_cell_has_the_menu_of_its_row,
         test_a_row_that_one_comes_back_to_has_its_menu,
         test_a_row_without_a_name_is_called_after_what_it_refers_to,
         test_what_another_document_decided_is_said_in_words)
