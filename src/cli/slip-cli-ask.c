/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Passphrases: from a file, or asked on the terminal without showing what is typed. */

#include "cli/slip-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define SECRET_MAX 4096

gboolean
slip_cli_can_ask (void)
{
  return isatty (STDIN_FILENO) && isatty (STDERR_FILENO);
}

/* One line without its end; NULL at the end of input. */
static SlipSecret *
read_line (void)
{
  char buffer[SECRET_MAX];
  SlipSecret *secret = NULL;

  if (fgets (buffer, sizeof buffer, stdin) != NULL)
    {
      buffer[strcspn (buffer, "\r\n")] = '\0';
      secret = g_strdup (buffer);
    }
  explicit_bzero (buffer, sizeof buffer);
  return secret;
}

static SlipSecret *
ask (const char *prompt)
{
  struct termios shown;
  struct termios hidden;
  SlipSecret *secret;

  fprintf (stderr, "%s: ", prompt);
  if (tcgetattr (STDIN_FILENO, &shown) != 0)
    return read_line ();
  hidden = shown;
  hidden.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &hidden);
  secret = read_line ();
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &shown);
  fputc ('\n', stderr);
  return secret;
}

SlipSecret *
slip_cli_get_secret (const char *what, const char *path, gboolean twice, GError **error)
{
  g_autoptr (SlipSecret) secret = NULL;
  g_autoptr (SlipSecret) again = NULL;
  g_autofree char *prompt = NULL;

  if (path != NULL)
    return slip_cli_read_secret (what, path, error);
  secret = ask (what);
  if (secret == NULL || *secret == '\0')
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("no %s was given"), what);
      return NULL;
    }
  if (!g_utf8_validate (secret, -1, NULL))
    {
      g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("the %s is not UTF-8 text"), what);
      return NULL;
    }
  if (!twice)
    return g_steal_pointer (&secret);
  prompt = g_strdup_printf (_ ("%s, again"), what);
  again = ask (prompt);
  if (g_strcmp0 (secret, again) == 0)
    return g_steal_pointer (&secret);
  g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("the two that were typed are different"));
  return NULL;
}
