# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""The process in the window: what waits for a person, where a release stands, why its gate is closed, and a Go that holds until
something else is approved. One person holds all the roles, under a short process of two documents."""

import os
import subprocess

import desk
from short_process import PASSPHRASE, PLAN, TOP, approve, approve_both, begin, days_from_now, waive


def go_to_gate(app, stage):
    app.find('list item', 'Fraud check 1.0*').click()
    app.find('button', f'Stage {stage}*').click()


def row(app, begins):
    return app.find('list item', begins + '*')


def test_for_me_leads_to_signing(d):
    folder, *_ = begin(d)
    app = d.start(folder)
    assert app.find('list', 'Pages').all('list item')[0].name == 'For Me'
    app.find('list item', 'For Me').click()
    turn = desk.wait('a turn', lambda: next((w for w in app.all('list item') if 'Deployment plan' in w.name and 'Sign' in w.name), None))
    turn.click()
    app.find('text box', 'Passphrase').type(PASSPHRASE)
    app.find('button', 'Sign').click()
    app.find('label', 'Signed')


def test_nothing_waits(d):
    folder, _ = d.workspace(roles=('user-representative',))
    app = d.start(folder)
    app.find('list item', 'For Me').click()
    app.find('label', 'Nothing Waits for You')


def test_a_closed_gate_says_why(d):
    folder, *_ = begin(d)
    app = d.start(folder)
    go_to_gate(app, '3 Decision')
    app.find('heading', 'NO-GO')
    app.find('label', 'Deployment Plan is approved.')
    app.find('label', "It isn't approved.")
    # What can't be told before the plan is approved stands apart from what there is to do.
    app.find('list item', '3 wait for a document above').click()
    app.find('button', 'Deployment Plan › Rollback › Evidence of the rehearsal*').click()
    app.find('button', 'Document Menu')
    app.press('alt+Left')
    # What the gate doesn't let is refused before it is signed.
    app.find('button', 'Decide…').click()
    dialog = app.dialog('Decide about Go')
    choice = dialog.find('combo box', 'Decision*')
    choice.point()
    app.find('label', 'Deferred')
    app.keys('Up', 'Up', 'Return')
    dialog.find('label', "The gate doesn't let it: *")
    dialog.find('text box', 'Rationale').type('We are in a hurry')
    dialog.find('text box', 'Your Passphrase').type(PASSPHRASE)
    assert not dialog.find('button', 'Sign').is_('sensitive')


def test_a_criterion_is_waived(d):
    folder, *_ = approve_both(d)
    app = d.start(folder)
    go_to_gate(app, '3 Decision')
    app.find('heading', 'NO-GO')
    app.find('button', 'Waive: The roll-back was tested*').click()
    dialog = app.dialog('Waive a Criterion')
    dialog.find('text box', 'Reason').type('The copy of production comes next week')
    dialog.find('text box', 'What Is Done Instead').type('Operations tries it on the copy')
    dialog.find('text box', 'Until*').type(days_from_now(9).strftime('%Y-%m-%d'))
    dialog.find('text box', 'Your Passphrase').type(PASSPHRASE)
    dialog.find('button', 'Sign').click()
    app.closed('Waive a Criterion')
    app.find('heading', 'CONDITIONAL')
    app.find('label', 'Waived by Petra Lindqvist until *')
    app.find('label', 'Instead: Operations tries it on the copy')


def test_a_document_is_tailored_out(d):
    folder, *_ = begin(d)
    app = d.start(folder)
    go_to_gate(app, '2 Installation')
    app.find('button', 'Not Needed: Installation Procedure*').click()
    dialog = app.dialog('Document Not Needed')
    dialog.find('text box', 'Reason').type('Nothing is installed')
    dialog.find('text box', 'Passphrase').type(PASSPHRASE)
    dialog.find('button', 'Sign').click()
    app.closed('Document Not Needed')
    said = "Installation Procedure and Preliminary Documentation isn't needed, Petra Lindqvist signed: Nothing is installed"
    app.find('label', said)
    # The release says so, too.
    app.press('alt+Left')
    app.find('button', f'Stage 2 Installation: Waits. {said}').click()
    app.find('button', 'Needed: Installation Procedure*')
    app.find('button', 'Withdraw Tailoring: Installation Procedure*').click()
    dialog = app.dialog('Withdraw Tailoring')
    dialog.find('text box', 'Reason').type('It is installed after all')
    dialog.find('text box', 'Passphrase').type(PASSPHRASE)
    dialog.find('button', 'Withdraw').click()
    app.closed('Withdraw Tailoring')
    app.gone('label', said)
    app.find('button', 'Not Needed: Installation Procedure*')


def test_only_whom_the_process_names_tailors(d):
    folder, _ = d.workspace(person='Petra Lindqvist', roles=('project-manager', 'development-lead'))
    d.ctl(folder, 'process', 'put', os.path.join(TOP, 'tests', 'workspace', 'short-process.xml'))
    d.ctl(folder, 'release', 'new', 'Fraud check 1.0')
    app = d.start(folder)
    go_to_gate(app, '2 Installation')
    app.find('heading', 'Documents of This Stage')
    app.find('label', 'The process says so.')
    assert not any('Needed: ' in w.name for w in app.all('button'))


def dissent(dialog, number, who, why):
    dialog.find('button', 'Add a Dissent').click()
    desk.wait(f'dissent {number}', lambda: len(dialog.all('text box', "Who Doesn't Agree*")) == number + 1)
    dialog.all('text box', "Who Doesn't Agree*")[number].type(who)
    if why:
        dialog.all('text box', 'Why Not*')[number].type(why)


def decide(app):
    app.find('button', 'Decide…').click()
    dialog = app.dialog('Decide about Go')
    dialog.find('text box', 'Rationale').type('All agree but one')
    dissent(dialog, 0, 'Quentin Ek', 'The roll-back was not tried')
    dissent(dialog, 1, 'Nobody', '')
    dissent(dialog, 2, 'Irina Brandt', 'Nobody asked the claimants')
    # What was begun and isn't meant is removed; until then it is asked for.
    dialog.find('label', "Say why they don't agree.")
    dialog.all('button', 'Remove This Dissent')[1].click()
    dialog.gone('label', "Say why they don't agree.")
    dialog.find('text box', 'Your Passphrase').type(PASSPHRASE)
    dialog.find('button', 'Sign').click()
    app.closed('Decide about Go')


def test_a_go_holds_until_something_else_is_approved(d):
    folder, release, plan, _ = approve_both(d)
    waive(d, folder, release, 'rollback-tested')
    app = d.start(folder)
    go_to_gate(app, '3 Decision')
    app.find('heading', 'CONDITIONAL')
    decide(app)
    app.find('heading', 'Go with Conditions')
    app.find('label', 'Holds, Not Now')
    app.find('label', "Quentin Ek doesn't agree: The roll-back was not tried")
    app.find('label', "Irina Brandt doesn't agree: Nobody asked the claimants")
    assert app.look('label', 'Nobody doesn*') is None
    app.close()
    # The command line says as much. Out of the window it answers no.
    told = subprocess.run([d.slipwayctl, '-C', folder, 'gate', release], env=d.environment, capture_output=True, text=True,
                          check=False)
    assert told.returncode == 1, told
    assert "Quentin Ek doesn't agree: The roll-back was not tried" in told.stdout, told.stdout
    assert 'Petra Lindqvist answers for it' in told.stdout, told.stdout
    # A change that waits for a revision is no reason; a new approved revision is.
    d.ctl(folder, 'field', 'set', plan, 'rollback/minutes', '45')
    app = d.start(folder)
    go_to_gate(app, '3 Decision')
    app.find('label', 'Holds, Not Now')
    app.close()
    d.ctl(folder, 'revise', plan, '--reason', 'It takes longer')
    approve(d, folder, plan, PLAN)
    app = d.start(folder)
    app.find('list item', 'For Me').click()
    row(app, 'Fraud check 1.0, Decide Again').click()
    app.find('label', "Doesn't Hold")
    app.find('label', 'Deployment Plan was approved anew since: *')


def test_a_go_is_withdrawn_at_once(d):
    folder, release, *_ = approve_both(d)
    waive(d, folder, release, 'rollback-tested')
    d.ctl(folder, 'decide', release, 'conditional', '--reason', 'All agree', '--passphrase-file', d.secret())
    app = d.start(folder)
    go_to_gate(app, '3 Decision')
    app.find('label', 'Holds, Not Now')
    app.find('button', 'Withdraw Decision…').click()
    dialog = app.dialog('Withdraw Decision')
    dialog.find('text box', 'Reason').type('Production is on fire')
    dialog.find('text box', 'Passphrase').type(PASSPHRASE)
    dialog.find('button', 'Withdraw').click()
    app.closed('Withdraw Decision')
    app.find('label', 'Petra Lindqvist withdrew the decision: Production is on fire')
    app.find('list item', '1 earlier decision')


def test_a_concern_is_raised_answered_and_closed(d):
    folder, *_ = begin(d)
    app = d.start(folder)
    app.find('list item', 'Fraud check 1.0*').click()
    row(app, 'Deployment plan').click()
    app.find('button', 'Document Menu').click()
    app.find('menu item', 'Comments').click()
    app.find('label', 'Nothing was said here so far.')
    app.find('button', 'Add a Comment…').click()
    dialog = app.dialog('Add a Comment')
    choice = dialog.find('combo box', 'Kind*')
    choice.point()
    app.find('label', 'Concern')
    app.keys('Down', 'Down', 'Return')
    # The liaison's, as that is what blocks.
    dialog.find('label', 'AI-IRB Liaison')
    dialog.find('text box', 'Text').type('Whom does it decide about?')
    dialog.find('button', 'Add').click()
    app.closed('Add a Comment')
    app.find('label', 'Blocks')
    app.find('button', 'Reply…: *').click()
    dialog = app.dialog('Reply')
    dialog.find('text box', 'Text').type('About claims')
    dialog.find('button', 'Reply').click()
    app.closed('Reply')
    app.find('label', 'About claims')
    app.find('button', 'Close…: *').click()
    dialog = app.dialog('Close the Thread')
    assert not dialog.find('button', 'Close Thread').is_('sensitive')
    dialog.find('text box', 'Text').type('That is said now')
    dialog.find('button', 'Close Thread').click()
    app.closed('Close the Thread')
    app.find('label', 'Closed')
    app.find('button', 'Open Again…: *')


def test_an_open_comment_is_counted_and_waits(d):
    folder, _, plan, _ = begin(d)
    d.ctl(folder, 'comment', 'add', plan, 'Whom does it decide about?', '--at', 'scope/purpose', '--kind', 'concern', '--role', 'ai-irb-liaison')
    app = d.start(folder)
    app.find('list item', 'For Me').click()
    row(app, 'Deployment plan: Claims Triage 2.0, Reply').click()
    app.find('button', 'Scope › Purpose').click()
    app.find('button', 'Document Menu')
    app.find('list item', 'Scope*1 open comment*')
    app.press('alt+Left')
    app.press('alt+Left')
    app.press('alt+Left')
    go_to_gate(app, '1 Plan')
    app.find('button', 'Comments: A concern about Deployment Plan is open.').click()
    app.find('label', 'Whom does it decide about?')


def test_search_leads_to_a_thread(d):
    folder, _, plan, _ = begin(d)
    thread = d.ctl(folder, 'comment', 'add', plan, 'Whom does it decide about?', '--at', 'scope/purpose').strip()
    d.ctl(folder, 'comment', 'reply', thread, 'About the marmalade')
    for n in range(8):
        d.ctl(folder, 'comment', 'add', plan, f'Something else, {n}')
    app = d.start(folder)
    app.keys('ctrl+f')
    app.type('marmalade')
    app.find('list item', '*marmalade, Comments › Scope › Purpose, *').click()
    desk.wait('the thread has the keyboard', lambda: (app.focused() or app).matches(None, '*Whom does it decide about?*'))
    found = app.find('label', 'About the marmalade')
    # The last of the page, and nobody turned the wheel.
    desk.wait('the thread is in sight', lambda: found.hidden_by() is None)


def test_a_release_begins_under_another_process(d):
    folder, _ = d.workspace()
    app = d.start(folder)
    app.find('button', 'New Release…').click()
    dialog = app.dialog('New Release')
    dialog.find('text box', 'Name').type('Claims triage 2.4.1')
    choice = dialog.find('combo box', 'Process*')
    desk.wait('the processes', lambda: choice.is_('sensitive'))
    choice.point()
    app.find('label', 'Hotfix (AI-SDLC)')
    app.keys('Down', 'Return')
    desk.wait('what it is for', lambda: any('the approval afterwards' in w.name for w in dialog.all('label')))
    dialog.find('button', 'Create').click()
    app.closed('New Release')
    app.find('button', 'Stage 3 Release, approved afterwards*')


def test_who_fills_no_release_hears_that_it_is_proposed(d):
    folder, _ = d.workspace(roles=('qa-lead',))
    app = d.start(folder)
    app.find('button', 'New Release…').click()
    window = app.dialog('New Release')
    window.find('text box', 'Name').type('Fraud Scoring 3.1')
    window.find('text box', 'Version').type('3.1.0')
    window.find('button', 'Create').click()
    app.closed('New Release')
    app.find('label', 'Version and planned window are kept as proposals: *')
    # There they are.
    app.find('button', 'Edit Release').click()
    app.find('button', 'Version, Proposals')


def test_a_release_begins_with_an_earlier_one(d):
    folder, _ = d.workspace()
    release = d.ctl(folder, 'release', 'new', 'Claims triage 2.4').strip()
    d.ctl(folder, 'document', 'new', release, 'deployment-plan')
    app = d.start(folder)
    app.find('button', 'New Release…').click()
    dialog = app.dialog('New Release')
    dialog.find('text box', 'Name').type('Claims triage 2.5')
    choice = dialog.find('combo box', 'Begin With*')
    choice.point()
    app.find('label', 'Claims triage 2.4')
    app.keys('Down', 'Return')
    dialog.find('button', 'Create').click()
    app.closed('New Release')
    app.find('list item', 'Claims triage 2.5*')
    desk.wait('the plan', lambda: 'Claims triage 2.5: Deployment Plan' in d.ctl(folder, 'document', 'list'))


def own_process(d, version, days):
    """The short process with another number, and another limit of waivers."""
    with open(os.path.join(TOP, 'tests', 'workspace', 'short-process.xml'), encoding='utf-8') as file:
        text = file.read()
    path = os.path.join(d.dir, f'process-{version}.xml')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text.replace('version="7"', f'version="{version}"').replace('days="30"', f'days="{days}"', 1))
    return path


def test_a_release_moves_to_another_version(d):
    folder, release, *_ = begin(d)
    d.ctl(folder, 'tailor', release, 'installation-procedure', 'not-required', '--reason', 'Nothing', '--passphrase-file', d.secret())
    before = d.ctl(folder, 'process', 'show', '--release', release).split()[3]
    d.ctl(folder, 'process', 'put', own_process(d, 8, 12))
    app = d.start(folder)
    app.find('list item', 'Fraud check 1.0*').click()
    app.find('button', 'Release Menu').click()
    app.find('menu item', 'Follow Another Process…').click()
    dialog = app.dialog('Follow Another Version')
    # The newest is offered first; what it would change is said before anything is done.
    desk.wait('the versions', lambda: 'Short 8' in dialog.reads())
    dialog.find('label', 'Days that a waiver holds at the most: 12 instead of 30')
    dialog.find('label', 'The tailoring of “Installation Procedure and Preliminary Documentation” by Petra Lindqvist would have to be '
                         'signed anew')
    assert d.ctl(folder, 'process', 'show', '--release', release).split()[3] == before
    dialog.find('button', 'Follow').click()
    app.closed('Follow Another Version')
    app.find('button', 'Stage 2 Installation: Waits')
    assert d.ctl(folder, 'process', 'show', '--release', release).split()[2] == '8'


def test_an_administrator_puts_a_process_in(d):
    folder, *_ = begin(d)
    broken = os.path.join(d.dir, 'broken.xml')
    with open(broken, 'w', encoding='utf-8') as file:
        file.write('<process xmlns="urn:slipway:process:1" id="x" code="X" version="1">\n<title>X</title>\n<nonsense/></process>')
    app = d.start(folder)
    app.find('button', 'Main Menu').click()
    app.find('menu item', 'Processes and Forms…').click()
    dialog = app.dialog('Processes and Forms')
    desk.wait('those that there are', lambda: 'Short, version 7' in dialog.reads())
    copy = os.path.join(d.dir, 'copy.xml')
    dialog.find('button', 'Save a Copy of Short, version 7').click()
    app.choose_file('Save a Copy', copy, 'Save')
    desk.wait('the copy', lambda: os.path.exists(copy))
    app.find('label', 'Saved as copy.xml')
    with open(copy, encoding='utf-8') as file:
        assert file.read().strip() == d.ctl(folder, 'process', 'show', 'sop-1220-01-ai').strip()
    button = dialog.find('button', 'Put In')
    desk.wait('nothing is chosen', lambda: dialog.look('label', 'Choose a file, or drop one on the row.'))
    assert not button.is_('sensitive')
    dialog.find('button', 'Another One, Choose…').click()
    app.choose_file('Another One', broken)
    desk.wait('why it is of no use', lambda: 'Line 1 of the definition: ' in dialog.reads())
    assert not button.is_('sensitive')
    dialog.find('button', 'Another One, Choose…').click()
    app.choose_file('Another One', own_process(d, 8, 12))
    desk.wait('what is in it', lambda: 'Process: Short, version 8, 4 stages' in dialog.reads())
    button.click()
    app.closed('Processes and Forms')
    assert any(' 8 ' in line and 'in force' in line for line in d.ctl(folder, 'process', 'list').splitlines())


def test_an_administrator_puts_a_form_in(d):
    folder, *_ = begin(d)
    own = os.path.join(d.dir, 'own.xml')
    with open(own, 'w', encoding='utf-8') as file:
        file.write(d.ctl(folder, 'forms', 'release-record').replace('<title>Release Record</title>', '<title>Night Log</title>')
                   .replace('id="release-record"', 'id="night-log"'))
    app = d.start(folder)
    app.find('button', 'Main Menu').click()
    app.find('menu item', 'Processes and Forms…').click()
    dialog = app.dialog('Processes and Forms')
    dialog.find('button', 'Another One, Choose…').click()
    app.choose_file('Another One', own)
    desk.wait('what is in it', lambda: 'Form: Night Log, version 1, ' in dialog.reads())
    dialog.find('button', 'Put In').click()
    app.closed('Processes and Forms')
    assert any(line.startswith('night-log ') for line in d.ctl(folder, 'forms').splitlines())
    app.find('button', 'Main Menu').click()
    app.find('menu item', 'Processes and Forms…').click()
    dialog = app.dialog('Processes and Forms')
    desk.wait('the form and who put it in',
              lambda: 'Night Log, version 1' in dialog.reads() and 'Put in by Petra Lindqvist' in dialog.reads())


def test_who_is_no_administrator_puts_no_process_in(d):
    folder, _ = d.workspace()
    quentin, store, invitation = d.folder('quentin'), d.folder('store'), os.path.join(d.dir, 'invitation')
    d.ctl(folder, 'remote', 'set', store)
    d.ctl(folder, 'invite', invitation)
    d.ctl(quentin, 'join', invitation, '--person', 'Quentin Ek', '--passphrase-file', d.secret())
    d.ctl(quentin, 'remote', 'set', store)
    for who in (folder, quentin, folder):
        d.ctl(who, 'sync')
    d.ctl(folder, 'member', 'admit', 'Quentin Ek', '--role', 'qa-lead', '--passphrase-file', d.secret())
    for who in (folder, quentin):
        d.ctl(who, 'sync')
    app = d.start(quentin)
    app.find('button', 'Main Menu').click()
    app.find('menu item', 'Processes and Forms…').click()
    dialog = app.dialog('Processes and Forms')
    dialog.find('label', 'An administrator puts processes and forms in.')
    assert dialog.look('button', 'Another One, Choose…') is None


desk.run(test_for_me_leads_to_signing,
         test_nothing_waits,
         test_a_closed_gate_says_why,
         test_a_criterion_is_waived,
         test_a_document_is_tailored_out,
         test_only_whom_the_process_names_tailors,
         test_a_go_holds_until_something_else_is_approved,
         test_a_go_is_withdrawn_at_once,
         test_a_concern_is_raised_answered_and_closed,
         test_an_open_comment_is_counted_and_waits,
         test_search_leads_to_a_thread,
         test_a_release_moves_to_another_version,
         test_an_administrator_puts_a_process_in,
         test_an_administrator_puts_a_form_in,
         test_who_is_no_administrator_puts_no_process_in,
         test_a_release_begins_under_another_process,
         test_who_fills_no_release_hears_that_it_is_proposed, test_a_release_begins_with_an_earlier_one)
