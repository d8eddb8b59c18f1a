# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Slipway authors
"""Every control on the pages of the sample has a name: half of test-names.py, so that two processors share the work."""

import desk
import names


def test_every_page(d):
    names.look_at_pages(d, {'sample': names.screenshots.PAGES['sample']})


if __name__ == '__main__':
    desk.run(test_every_page)
