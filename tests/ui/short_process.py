# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""A release of one person who holds all the roles, under a short process of two documents: what a test begins with that goes
as far as Go."""

import datetime
import os

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
ROLES = ('program-manager', 'project-manager', 'development-lead', 'operations-manager', 'qa-lead', 'ai-irb-liaison')
PLAN = ('program-manager', 'operations-manager', 'qa-lead', 'ai-irb-liaison', 'project-manager')
PROCEDURE = ('operations-manager', 'qa-lead')
PASSPHRASE = 'a long passphrase'


def days_from_now(days):
    return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)


def waive(d, folder, release, criterion):
    d.ctl(folder, 'waive', release, criterion, '--reason', 'We are one.', '--owner', 'Petra Lindqvist', '--control', 'A second look.',
          '--until', days_from_now(20).strftime('%Y-%m-%dT%H:%M:%S+00:00'), '--passphrase-file', d.secret())


def approve(d, folder, document, roles):
    for role in roles:
        d.ctl(folder, 'sign', document, '--role', role, '--verdict', 'approve', '--passphrase-file', d.secret())


def import_sample(d, folder, release, name):
    """A document of the sample, in which Petra does all that others do there."""
    with open(os.path.join(TOP, 'data', 'sample', name), encoding='utf-8') as file:
        text = file.read()
    path = os.path.join(d.dir, name)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text.replace('Irina Brandt', 'Petra Lindqvist').replace('Quentin Ek', 'Petra Lindqvist'))
    return d.ctl(folder, 'import', release, path).split()[0]


def begin(d):
    """A release under the short process, with its plan and its procedure as drafts."""
    folder, _ = d.workspace(person='Petra Lindqvist', roles=ROLES)
    d.ctl(folder, 'process', 'put', os.path.join(TOP, 'tests', 'workspace', 'short-process.xml'))
    release = d.ctl(folder, 'release', 'new', 'Fraud check 1.0')
    plan, procedure = (import_sample(d, folder, release, name) for name in ('deployment-plan.xml', 'installation-procedure.xml'))
    return folder, release, plan, procedure


def approve_both(d):
    folder, release, plan, procedure = begin(d)
    waive(d, folder, release, 'plan-second-person')
    approve(d, folder, plan, PLAN)
    approve(d, folder, procedure, PROCEDURE)
    return folder, release, plan, procedure
