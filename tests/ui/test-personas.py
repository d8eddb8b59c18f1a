# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""Three people do their part of one release, each with a workspace and a window of their own: who decides, who answers for
quality, and who runs operations and speaks for the AI-IRB. What one of them did is the next one's turn. The process is a
short one of two documents."""

import datetime
import os

import desk

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PETRA, QUENTIN, IRINA = 'Petra Lindqvist', 'Quentin Adeyemi', 'Irina Brandt'
ROLES = {
    PETRA: ('program-manager', 'project-manager', 'development-lead'),
    QUENTIN: ('qa-lead',),
    IRINA: ('operations-manager', 'ai-irb-liaison'),
}
PASSPHRASE = 'a long passphrase'


class Team:
    """A workspace for each, all with one shared folder, and a release with its two documents as drafts."""

    def __init__(self, d):
        self.d = d
        self.store = d.folder('store')
        self.folders = {person: d.folder(person.split()[0].lower()) for person in ROLES}
        self.ctl(PETRA, 'init', 'Claims', '--person', PETRA, '--role', *ROLES[PETRA], *self.secret())
        self.share(PETRA)
        for person in (QUENTIN, IRINA):
            self.admit(person)
        self.ctl(PETRA, 'process', 'put', os.path.join(TOP, 'tests', 'workspace', 'short-process.xml'))
        self.release = self.ctl(PETRA, 'release', 'new', 'Fraud check 1.0')
        for name in ('deployment-plan', 'installation-procedure'):
            self.ctl(PETRA, 'import', self.release, os.path.join(TOP, 'data', 'sample', name + '.xml'))
        # The plan's author doesn't approve it, or for this once.
        self.ctl(PETRA, 'waive', self.release, 'plan-second-person', '--reason', 'We are three', '--owner', IRINA,
                 '--control', 'Four others sign', '--until', self.later(20) + 'T12:00:00+00:00', '--role', 'program-manager',
                 *self.secret())
        self.sync()

    def secret(self):
        return '--passphrase-file', self.d.secret(PASSPHRASE)

    def ctl(self, person, *arguments):
        return self.d.ctl(self.folders[person], *arguments)

    def share(self, person):
        self.ctl(person, 'remote', 'set', self.store)
        self.ctl(person, 'sync')

    def admit(self, person):
        invitation = os.path.join(self.d.dir, 'invitation')
        self.ctl(PETRA, 'invite', invitation)
        self.ctl(person, 'join', invitation, '--person', person, *self.secret())
        os.remove(invitation)
        self.share(person)
        self.ctl(PETRA, 'sync')
        self.ctl(PETRA, 'member', 'admit', person, '--role', ','.join(ROLES[person]), *self.secret())
        self.ctl(PETRA, 'sync')
        self.ctl(person, 'sync')

    def sign(self, person, document, role):
        number = next(line.split()[0] for line in self.ctl(person, 'document', 'list').splitlines() if document in line)
        self.ctl(person, 'sign', number, '--role', role, '--verdict', 'approve', *self.secret())
        self.sync()

    def sync(self):
        for person in (*ROLES, *ROLES):
            self.ctl(person, 'sync')

    @staticmethod
    def later(days):
        return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)).strftime('%Y-%m-%d')

    def start(self, person):
        home = 'home-' + person.split()[0]
        # They sync between their turns.
        self.d.set_setting(self.d.folder(home), 'sync-automatically', 'false')
        return self.d.start(self.folders[person], home=home)

    def end(self, app):
        app.close()
        self.sync()


def go_for_me(app):
    app.find('list', 'Pages').find('list item', 'For Me').click()


def turn(app, *words):
    return desk.wait(words, lambda: next((w for w in app.all('list item') if all(word in w.name for word in words)), None))


def sign_turn(app, document):
    """From the list to the document, which is read there, and its signature."""
    go_for_me(app)
    turn(app, document, 'Sign').click()
    app.find('text box', 'Passphrase').type(PASSPHRASE)
    app.find('button', 'Sign').click()
    app.find('label', 'Signed')


def go_to_gate(app):
    app.find('list', 'Releases').find('list item', 'Fraud check 1.0*').click()
    app.find('button', 'Stage 3 Decision*').click()


def waive(app, until):
    app.find('button', 'Waive: The roll-back was tested*').click()
    dialog = app.dialog('Waive a Criterion')
    dialog.find('text box', 'Reason').type('The copy of production comes next week')
    dialog.find('text box', 'What Is Done Instead').type('Operations tries it on the copy')
    dialog.find('text box', 'Until*').type(until)
    dialog.find('text box', 'Your Passphrase').type(PASSPHRASE)
    dialog.find('button', 'Sign').click()
    app.closed('Waive a Criterion')


def decide(app):
    app.find('button', 'Decide…').click()
    dialog = app.dialog('Decide about Go')
    dialog.find('text box', 'Rationale').type('All have signed')
    dialog.find('text box', 'Your Passphrase').type(PASSPHRASE)
    dialog.find('button', 'Sign').click()
    app.closed('Decide about Go')


def withdraw(app):
    app.find('button', 'Withdraw Decision…').click()
    dialog = app.dialog('Withdraw Decision')
    dialog.find('text box', 'Reason').type('Production is on fire')
    dialog.find('text box', 'Passphrase').type(PASSPHRASE)
    dialog.find('button', 'Withdraw').click()
    app.closed('Withdraw Decision')


def test_three_people_bring_a_release_to_its_go(d):
    team = Team(d)
    for person, role in ((PETRA, 'program-manager'), (IRINA, 'operations-manager'), (QUENTIN, 'qa-lead'),
                         (IRINA, 'ai-irb-liaison'), (PETRA, 'project-manager')):
        team.sign(person, 'Deployment plan', role)

    # Operations, and the AI-IRB: what Irina may not decide she may waive.
    app = team.start(IRINA)
    sign_turn(app, 'Installation procedure')
    go_to_gate(app)
    app.find('heading', 'NO-GO')
    app.find('label', 'It is decided by: Program Manager')
    assert app.look('button', 'Decide…') is None
    waive(app, team.later(9))
    app.find('label', 'Waived by Irina Brandt until *')
    team.end(app)

    # Quality: the last signature before the decision.
    app = team.start(QUENTIN)
    sign_turn(app, 'Installation procedure')
    go_for_me(app)
    app.find('label', 'Nothing Waits for You')
    team.end(app)

    # The Program Manager: a Go, and an end to it.
    app = team.start(PETRA)
    go_for_me(app)
    turn(app, 'Fraud check 1.0', 'Decide').click()
    app.find('heading', 'CONDITIONAL')
    decide(app)
    app.find('heading', 'Go with Conditions')
    app.find('label', 'Holds, Not Now')
    withdraw(app)
    app.find('label', 'Petra Lindqvist withdrew the decision: Production is on fire')


desk.run(test_three_people_bring_a_release_to_its_go)
