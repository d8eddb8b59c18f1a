/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Options and input of the commands. Output is in slip-cli-output.c. */

#include "cli/slip-cli.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <unistd.h>

#include "process/slip-roles.h"

#define TEXT_MAX (16 * 1024 * 1024)
#define SECRET_MAX 1024

/* == options == */

static gboolean
words_are_utf8 (SlipCli *cli)
{
  for (guint i = 0; cli->args[i] != NULL; i++)
    {
      if (!g_utf8_validate (cli->args[i], -1, NULL))
        {
          slip_cli_usage (cli, _ ("argument %u is not UTF-8 text"), i + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
count_arguments (SlipCli *cli, int min, int max)
{
  int n = (int) g_strv_length (cli->args);

  if (n < min)
    {
      slip_cli_usage (cli, "%s",
                      n == 0 ? _ ("an argument is missing") : _ ("more arguments are needed"));
      return FALSE;
    }
  if (max >= 0 && n > max)
    {
      slip_cli_usage (cli, _ ("“%s” is one argument too many"), cli->args[max]);
      return FALSE;
    }
  return TRUE;
}

static void
drop_word (GStrv words, guint i)
{
  g_free (words[i]);
  for (; words[i + 1] != NULL; i++)
    words[i] = words[i + 1];
  words[i] = NULL;
}

static gboolean
parse (SlipCli *cli, const GOptionEntry *entries, gboolean verbatim, int min, int max)
{
  g_autofree char *dir = NULL;
  const GOptionEntry common[] = {
    { "directory", 'C', 0, G_OPTION_ARG_FILENAME, &dir, N_ ("The workspace's folder"), "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print data as JSON"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *parameters =
      g_strconcat (cli->command->name, " ", cli->command->arguments, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (!words_are_utf8 (cli))
    return FALSE;

  /* GLib takes the first word for the program. */
  g_strv_builder_add (builder, "slipwayctl");
  g_strv_builder_addv (builder, (const char **) cli->args);
  g_strfreev (cli->args);
  cli->args = g_strv_builder_end (builder);

  context = g_option_context_new (g_strchomp (parameters));
  g_option_context_set_summary (context, _ (cli->command->summary));
  g_option_context_set_strict_posix (context, verbatim);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, &cli->args, &error))
    {
      slip_cli_usage (cli, "%s", error->message);
      return FALSE;
    }

  if (dir != NULL)
    {
      g_free (cli->dir);
      cli->dir = g_steal_pointer (&dir);
    }

  drop_word (cli->args, 0); /* the program's name again */
  for (guint i = 0; cli->args[i] != NULL && (!verbatim || i == 0); i++)
    {
      if (!g_str_equal (cli->args[i], "--"))
        continue;
      /* GLib leaves it where an argument with a dash follows. */
      drop_word (cli->args, i);
      break;
    }
  return count_arguments (cli, min, max);
}

gboolean
slip_cli_parse (SlipCli *cli, const GOptionEntry *entries, int min, int max)
{
  return parse (cli, entries, FALSE, min, max);
}

gboolean
slip_cli_parse_verbatim (SlipCli *cli, int min, int max)
{
  return parse (cli, NULL, TRUE, min, max);
}

static void
add_roles (GStrvBuilder *builder, const char *option, const char *list)
{
  g_auto (GStrv) ids = g_strsplit (list, ",", -1);

  for (guint i = 0; ids[i] != NULL; i++)
    {
      g_strv_builder_add (builder, option);
      g_strv_builder_add (builder, g_strstrip (ids[i]));
    }
}

static gboolean
is_role_list (const char *list)
{
  g_auto (GStrv) ids = g_strsplit (list, ",", -1);

  for (guint i = 0; ids[i] != NULL; i++)
    if (!g_strv_contains (slip_roles_all (), g_strstrip (ids[i])))
      return FALSE;
  return ids[0] != NULL;
}

void
slip_cli_spread (SlipCli *cli, const char *option)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *with_value = g_strconcat (option, "=", NULL);
  gboolean in_roles = FALSE;

  for (guint i = 0; cli->args[i] != NULL; i++)
    {
      const char *word = cli->args[i];

      if (g_str_equal (word, option) && cli->args[i + 1] != NULL)
        {
          word = cli->args[++i];
          in_roles = TRUE;
        }
      else if (g_str_has_prefix (word, with_value))
        {
          word += strlen (with_value);
          in_roles = TRUE;
        }
      else if (!in_roles || !is_role_list (word))
        {
          g_strv_builder_add (builder, word);
          in_roles = FALSE;
          continue;
        }

      add_roles (builder, option, word);
    }
  g_strfreev (cli->args);
  cli->args = g_strv_builder_end (builder);
}

void
slip_cli_spread_roles (SlipCli *cli)
{
  slip_cli_spread (cli, "--role");
}

/* == files == */

void
slip_secret_free (SlipSecret *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

/* The first @max bytes of a file, which may be a device that never ends; NULL with errno set. */
static char *
read_start (const char *path, gsize max, gsize *length)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  g_autofree char *buffer = g_malloc0 (max + 1);
  gsize done = 0;
  gssize n = fd;

  while (n >= 0 && done < max)
    {
      n = read (fd, buffer + done, max - done);
      if (n == 0)
        break;
      done += n > 0 ? (gsize) n : 0;
    }
  if (fd >= 0)
    {
      int code = errno;

      close (fd);
      errno = code;
    }
  if (n < 0)
    return NULL;
  *length = done;
  return g_steal_pointer (&buffer);
}

SlipSecret *
slip_cli_read_secret (const char *what, const char *path, GError **error)
{
  g_autofree char *contents = NULL;
  gsize length = 0;
  gsize line;
  SlipSecret *secret = NULL;

  contents = read_start (path, SECRET_MAX + 1, &length);
  if (contents == NULL)
    {
      int code = errno;

      g_set_error (error, SLIP_ERROR, code == ENOENT ? SLIP_ERROR_NOT_FOUND : SLIP_ERROR_FAILED,
                   _ ("can't read the %s file %s: %s"), what, path,
                   code == ENOENT   ? _ ("there is no such file")
                   : code == EISDIR ? _ ("it is a folder")
                   : code == EACCES ? _ ("you have no right to")
                                    : g_strerror (code));
      return NULL;
    }

  for (line = 0; line < length && contents[line] != '\r' && contents[line] != '\n'; line++)
    ;
  if (line > SECRET_MAX)
    g_set_error (
        error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
        _ ("the first line of the %s file %s is longer than %d bytes; is it the right file?"), what,
        path, SECRET_MAX);
  else if (line == 0)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                 _ ("the first line of the %s file %s is empty; write the %s there"), what, path,
                 what);
  else if (!g_utf8_validate (contents, (gssize) line, NULL))
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_INVALID, _ ("the %s in %s is not UTF-8 text"), what,
                 path);
  else
    secret = g_strndup (contents, line);
  explicit_bzero (contents, length);
  return secret;
}

char *
slip_cli_read_text (int fd, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[16384];

  for (;;)
    {
      ssize_t n = read (fd, buffer, sizeof buffer);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_FAILED, _ ("can't read the value: %s"),
                       g_strerror (errno));
          return NULL;
        }
      if (n == 0)
        break;
      g_string_append_len (text, buffer, n);
      if (text->len > TEXT_MAX)
        {
          g_set_error (error, SLIP_ERROR, SLIP_ERROR_TOO_LARGE,
                       _ ("the value is longer than %d MiB; attach it as a file"),
                       TEXT_MAX / 1024 / 1024);
          return NULL;
        }
    }
  if (text->len > 0 && text->str[text->len - 1] == '\n')
    g_string_truncate (text, text->len - 1);
  if (!g_utf8_validate (text->str, (gssize) text->len, NULL))
    {
      g_set_error_literal (error, SLIP_ERROR, SLIP_ERROR_INVALID,
                           _ ("the value is not UTF-8 text"));
      return NULL;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Beside the command's own output, and no failure. */
static void
on_workspace_notice_cb (SlipWorkspace *workspace, const char *text, gpointer data)
{
  g_printerr (_ ("note: %s\n"), text);
}

SlipWorkspace *
slip_cli_open (SlipCli *cli, GError **error)
{
  SlipWorkspace *workspace = slip_workspace_open (cli->dir != NULL ? cli->dir : ".", error);

  if (workspace != NULL)
    g_signal_connect (workspace, "notice", G_CALLBACK (on_workspace_notice_cb), NULL);
  return workspace;
}
