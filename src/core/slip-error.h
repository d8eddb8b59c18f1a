/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What can go wrong below the windows, named after what a person can do about it. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SlipError:
 * @SLIP_ERROR_FAILED: nothing more precise is known
 * @SLIP_ERROR_INVALID: the input is not what it has to be; mend the input
 * @SLIP_ERROR_NOT_FOUND: no such record, row, field, file or member
 * @SLIP_ERROR_AMBIGUOUS: a shortened id fits several; type more of it
 * @SLIP_ERROR_EXISTS: it is there already
 * @SLIP_ERROR_CORRUPT: stored bytes were altered or are incomplete
 * @SLIP_ERROR_TOO_NEW: written by a newer Slipway; upgrade
 * @SLIP_ERROR_TOO_LARGE: over a limit that the message names
 * @SLIP_ERROR_BUSY: another program is using the workspace
 * @SLIP_ERROR_NO_SPACE: the disk or the server is full
 * @SLIP_ERROR_READ_ONLY: the folder or the server does not take writes
 * @SLIP_ERROR_NOT_ALLOWED: the person's roles do not allow it
 * @SLIP_ERROR_CONFLICT: open conflicts or problems forbid it
 * @SLIP_ERROR_WRONG_PASSPHRASE: the passphrase does not open the key
 * @SLIP_ERROR_KEY_DAMAGED: the key file was altered or cut
 * @SLIP_ERROR_KEY_MISSING: there is no key file
 * @SLIP_ERROR_BAD_SIGNATURE: a signature does not fit its bytes
 * @SLIP_ERROR_AUTH: the server wants other credentials
 * @SLIP_ERROR_NO_PASSWORD: the server wants the password, which is not here
 * @SLIP_ERROR_OFFLINE: the server can't be reached now; try again later
 * @SLIP_ERROR_NOT_WEBDAV: what answers is no WebDAV folder
 * @SLIP_ERROR_CANCELLED: a person or a signal stopped it
 */
typedef enum
{
  SLIP_ERROR_FAILED,
  SLIP_ERROR_INVALID,
  SLIP_ERROR_NOT_FOUND,
  SLIP_ERROR_AMBIGUOUS,
  SLIP_ERROR_EXISTS,
  SLIP_ERROR_CORRUPT,
  SLIP_ERROR_TOO_NEW,
  SLIP_ERROR_TOO_LARGE,
  SLIP_ERROR_BUSY,
  SLIP_ERROR_NO_SPACE,
  SLIP_ERROR_READ_ONLY,
  SLIP_ERROR_NOT_ALLOWED,
  SLIP_ERROR_CONFLICT,
  SLIP_ERROR_WRONG_PASSPHRASE,
  SLIP_ERROR_KEY_DAMAGED,
  SLIP_ERROR_KEY_MISSING,
  SLIP_ERROR_BAD_SIGNATURE,
  SLIP_ERROR_AUTH,
  SLIP_ERROR_NO_PASSWORD,
  SLIP_ERROR_OFFLINE,
  SLIP_ERROR_NOT_WEBDAV,
  SLIP_ERROR_CANCELLED,
} SlipError;

#define SLIP_ERROR (slip_error_quark ())
GQuark slip_error_quark (void);

G_END_DECLS
