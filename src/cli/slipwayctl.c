/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The command line: finds the command in a table and runs it. */

#include "cli/slip-commands.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

static const SlipCommand commands[] = {
  { "init", "NAME --person NAME --role ROLE... --passphrase-file FILE",
    N_ ("Make a new workspace; its founder administers it"), slip_cmd_init },
  { "info", "[FIELD]", N_ ("Show what this workspace is; one field alone prints its value"),
    slip_cmd_info },
  { "remote set", "URL [--user USER] [--password-file FILE] [--allow-cleartext]",
    N_ ("Say which WebDAV folder or directory to sync over"), slip_cmd_remote_set },
  { "remote show", "", N_ ("Show the remote"), slip_cmd_remote_show },
  { "remote check", "", N_ ("Ask the remote whether it works"), slip_cmd_remote_check },
  { "invite", "FILE", N_ ("Write an invitation for one person"), slip_cmd_invite },
  { "join", "FILE --person NAME|--identity FILE --passphrase-file FILE",
    N_ ("Make a workspace from an invitation, as a new person or on another device"),
    slip_cmd_join },
  { "identity export", "FILE --passphrase-file FILE",
    N_ ("Write who you are, sealed, to join from another device"), slip_cmd_identity_export },
  { "passphrase", "--passphrase-file FILE|--forgotten INVITATION --new-passphrase-file FILE",
    N_ ("Change the passphrase; make a new key when it is forgotten"), slip_cmd_passphrase },
  { "member list", "", N_ ("List members and those who wait for admission"), slip_cmd_member_list },
  { "member admit", "ID [--role ROLE...] --passphrase-file FILE",
    N_ ("Admit a person with roles, or another device or key of a member"), slip_cmd_member_admit },
  { "member role",
    "ID [--grant ROLE...] [--withdraw ROLE...] [--reason TEXT] --passphrase-file FILE",
    N_ ("Grant roles to a member, or take them away"), slip_cmd_member_role },
  { "deputy", "ROLE PERSON --until DATE --passphrase-file FILE",
    N_ ("Let somebody sign in a role of yours until a day"), slip_cmd_deputy },
  { "revoke", "ID --reason TEXT --passphrase-file FILE", N_ ("Revoke a person"), slip_cmd_revoke },
  { "device list", "[--person PERSON]", N_ ("List devices and what waits of them"),
    slip_cmd_device_list },
  { "device revoke", "ID --reason TEXT --passphrase-file FILE",
    N_ ("Revoke a lost device, and nothing else of its person"), slip_cmd_device_revoke },
  { "endorse", "ID [--reason TEXT] --passphrase-file FILE",
    N_ ("Take in honest work that was done after a revocation"), slip_cmd_endorse },
  { "release new", "TITLE [--process PROCESS] [--from RELEASE]",
    N_ ("Make a release and print its id"), slip_cmd_release_new },
  { "release list", "", N_ ("List releases"), slip_cmd_release_list },
  { "document new", "RELEASE FORM [--from DOCUMENT]",
    N_ ("Make a document of a release and print its id"), slip_cmd_document_new },
  { "document list", "[RELEASE] [--all]", N_ ("List documents"), slip_cmd_document_list },
  { "document show", "ID", N_ ("Print a document as XML"), slip_cmd_document_show },
  { "document check", "ID", N_ ("List what is missing or wrong in a document"),
    slip_cmd_document_check },
  { "document history", "ID", N_ ("Show a document's revisions, sign-offs and what waits"),
    slip_cmd_document_history },
  { "document delete", "ID [--reason TEXT]",
    N_ ("Delete a document; the log keeps it, and restore brings it back"),
    slip_cmd_document_delete },
  { "document restore", "ID", N_ ("Bring a deleted document back"), slip_cmd_document_restore },
  { "field set", "ID PATH VALUE", N_ ("Set a field; the value “-” is read from standard input"),
    slip_cmd_field_set },
  { "field attach", "ID PATH FILE", N_ ("Put a file into a field"), slip_cmd_field_attach },
  { "field add", "ID TABLE", N_ ("Add a row and print its id"), slip_cmd_field_add },
  { "field move", "ID ROW --before ROW", N_ ("Move a row"), slip_cmd_field_move },
  { "field delete", "ID ROW", N_ ("Delete a row"), slip_cmd_field_delete },
  { "import", "RELEASE FILE...", N_ ("Read documents from XML"), slip_cmd_import },
  { "sign",
    "ID --role ROLE [--slot NAME] --verdict approve|concerns|reject [--comment TEXT] "
    "--passphrase-file FILE",
    N_ ("Sign a document in a role"), slip_cmd_sign },
  { "unsign", "STATEMENT --reason TEXT --passphrase-file FILE", N_ ("Withdraw an own sign-off"),
    slip_cmd_unsign },
  { "revise", "ID --reason TEXT", N_ ("Start the next revision of an approved document"),
    slip_cmd_revise },
  { "comment add", "ID TEXT [--at PATH] [--kind comment|question|concern] [--role ROLE]",
    N_ ("Say something about a document or a field, and print the thread's id"),
    slip_cmd_comment_add },
  { "comment reply", "THREAD TEXT [--role ROLE]", N_ ("Answer in a thread"),
    slip_cmd_comment_reply },
  { "comment close", "THREAD [TEXT] [--role ROLE]",
    N_ ("Close a thread; a concern is closed by the role that raised it"), slip_cmd_comment_close },
  { "comment reopen", "THREAD [TEXT] [--role ROLE]", N_ ("Open a closed thread again"),
    slip_cmd_comment_reopen },
  { "comment list", "ID [--open]",
    N_ ("List the threads of a document, or of all documents of a release"),
    slip_cmd_comment_list },
  { "seen", "STATEMENT [--content|--statement]", N_ ("Print what a signer saw, byte for byte"),
    slip_cmd_seen },
  { "changed", "STATEMENT", N_ ("List what changed since a sign-off"), slip_cmd_changed },
  { "export", "ID -o FILE [--draft|--revision N]", N_ ("Write a document as .odt or .xml"),
    slip_cmd_export },
  { "search", "TEXT", N_ ("Find text in all documents and in comments on them"), slip_cmd_search },
  { "conflicts", "[ID]", N_ ("List what several people changed without knowing of each other"),
    slip_cmd_conflicts },
  { "resolve", "ID [PATH] VALUE|--take N|--merged|keep|delete", N_ ("Settle a conflict"),
    slip_cmd_resolve },
  { "log reviews", "", N_ ("List signed reviews of the audit trail"), slip_cmd_log_reviews },
  { "log reviewed", "STATEMENT -o FILE", N_ ("Write the entries that were reviewed, as XML"),
    slip_cmd_log_reviewed },
  { "log",
    "[ID] [--person P] [--since T] [--until T] [--field PATH] [--kind KIND] [--format "
    "text|xml|csv] [--after OP] [--limit N] [--sign --comment TEXT --passphrase-file FILE]",
    N_ ("Show who changed what, when and why; sign a review"), slip_cmd_log },
  { "forms put", "FILE", N_ ("Put a form in force for documents that are made from now on"),
    slip_cmd_forms_put },
  { "forms", "[FORM]", N_ ("List forms, or print a form's definition"), slip_cmd_forms },
  { "schema", "FORM", N_ ("Print the RELAX NG schema of a form's XML, or of the audit-trail"),
    slip_cmd_schema },
  { "for-me", "[--limit N]", N_ ("List what waits for you, most urgent first, and why"),
    slip_cmd_for_me },
  { "gate", "RELEASE [--stage STAGE] [--artifact FILE...] [--at TIME] [--max-age DURATION]",
    N_ ("Say whether a release may go on, and why not; exits 0 only when it may"), slip_cmd_gate },
  { "decide",
    "RELEASE go|conditional|no-go|deferred --reason TEXT [--dissent \"NAME: WHY\"...] [--until "
    "TIME] "
    "--passphrase-file FILE",
    N_ ("Decide about a release"), slip_cmd_decide },
  { "waive",
    "RELEASE CRITERION --reason TEXT --owner PERSON --control TEXT --until TIME [--role ROLE] "
    "--passphrase-file FILE",
    N_ ("Let a criterion of the gate be unmet for a time"), slip_cmd_waive },
  { "tailor",
    "RELEASE FORM required|not-required --reason TEXT [--role ROLE] --passphrase-file FILE",
    N_ ("Say that a release has to have a document, or not"), slip_cmd_tailor },
  { "process list", "", N_ ("List the processes, and which versions are in force"),
    slip_cmd_process_list },
  { "process show", "[PROCESS]|--release RELEASE",
    N_ ("Print the definition of a process; or which one a release follows, and its stages"),
    slip_cmd_process_show },
  { "process put", "FILE", N_ ("Put a process in force for releases that begin from now on"),
    slip_cmd_process_put },
  { "process follow", "RELEASE PROCESS [--yes]",
    N_ ("Move a release to another version, after a look at what would change"),
    slip_cmd_process_follow },
  { "attachment list", "ID", N_ ("List the files in a document, or in those of a release"),
    slip_cmd_attachment_list },
  { "attachment get", "ID PATH -o FILE",
    N_ ("Write a file of a field; fetch it when it is not here"), slip_cmd_attachment_get },
  { "fetch", "RELEASE", N_ ("Fetch all files of a release that are not here"), slip_cmd_fetch },
  { "purge", "DIGEST|OP --reason TEXT [--with-signed] [--yes]",
    N_ ("Remove a content everywhere, and leave the proof that it stood there"), slip_cmd_purge },
  { "sync", "[--attachments all|small|none] [--all-again]", N_ ("Exchange changes with the remote"),
    slip_cmd_sync },
  { "store check", "",
    N_ ("Read everything on the remote; name what is missing, altered or unknown"),
    slip_cmd_store_check },
  { "verify", "", N_ ("Check the log, its signatures, the members and the sign-offs"),
    slip_cmd_verify },
  { "rebuild", "", N_ ("Make all tables anew from the log"), slip_cmd_rebuild },
  { "backup", "FILE [--force]", N_ ("Write the workspace and its keys into one file"),
    slip_cmd_backup },
  { "restore", "FILE", N_ ("Put a backup into an empty folder (-C)"), slip_cmd_restore },
  { "demo", "DIR [--remote URL [--user USER] [--password-file FILE]]",
    N_ ("Play a whole release between three people"), slip_cmd_demo },
};

/* How many words of @args are @command's name; 0 when it is another. */
static guint
match_command (const SlipCommand *command, char **args)
{
  g_auto (GStrv) words = g_strsplit (command->name, " ", -1);
  guint n = g_strv_length (words);

  for (guint i = 0; i < n; i++)
    if (args[i] == NULL || !g_str_equal (args[i], words[i]))
      return 0;
  return n;
}

static const SlipCommand *
find_command (char **args, guint *n_words)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      guint n = match_command (&commands[i], args);
      if (n > 0)
        {
          *n_words = n;
          return &commands[i];
        }
    }
  return NULL;
}

/* "slipwayctl field --help": the commands that begin so. FALSE when none does. */
static gboolean
help_with_group (char **args)
{
  g_autofree char *group = g_strconcat (args[0], " ", NULL);
  gboolean found = FALSE;

  if (args[1] == NULL || (!g_str_equal (args[1], "--help") && !g_str_equal (args[1], "-h")))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_has_prefix (commands[i].name, group))
      {
        slip_cli_line ("slipwayctl %s %s\n    %s", commands[i].name, commands[i].arguments,
                       _ (commands[i].summary));
        found = TRUE;
      }
  return found;
}

/* Says why @args name no command: the second word is missing or unknown, or the first one is. */
static SlipExit
complain_unknown (char **args)
{
  g_autoptr (GString) choices = g_string_new (NULL);
  g_autofree char *group = g_strconcat (args[0], " ", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_has_prefix (commands[i].name, group))
      g_string_append_printf (choices, "%s%s", choices->len > 0 ? ", " : "",
                              commands[i].name + strlen (group));

  if (choices->len == 0)
    slip_cli_complain (_ ("there is no command “%s”; slipwayctl --help lists them"), args[0]);
  else if (args[1] == NULL)
    slip_cli_complain (_ ("%s what? One of: %s"), args[0], choices->str);
  else
    slip_cli_complain (_ ("there is no command “%s %s”; %s takes one of: %s"), args[0], args[1],
                       args[0], choices->str);
  return SLIP_EXIT_USAGE;
}

static char *
list_commands (void)
{
  g_autoptr (GString) text = g_string_new (_ ("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-15s  %s", commands[i].name, _ (commands[i].summary));
  g_string_append_printf (
      text, "\n\n%s\n%s", _ ("“slipwayctl COMMAND --help” tells a command's options."),
      _ ("Exit status: 0 done or yes, 1 the answer is no, 2 wrong usage, 3 could not."));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The options before the command. Leaves the command and all behind it in @args. */
static gboolean
parse_global (SlipCli *cli, GStrv *args, gboolean *show_version)
{
  const GOptionEntry entries[] = {
    { "directory", 'C', 0, G_OPTION_ARG_FILENAME, &cli->dir,
      N_ ("The workspace's folder (default: this one)"), "DIR" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json, N_ ("Print data as JSON"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, show_version, N_ ("Print the version"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("COMMAND"));
  g_autofree char *list = list_commands ();
  g_autoptr (GError) error = NULL;

  g_option_context_set_summary (
      context, _ ("Takes releases of AI systems into production: plans, checks, signs, syncs."));
  g_option_context_set_description (context, list);
  g_option_context_set_strict_posix (context, TRUE);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (g_option_context_parse_strv (context, args, &error))
    return TRUE;
  slip_cli_complain (_ ("%s; slipwayctl --help lists options and commands"), error->message);
  return FALSE;
}

static SlipExit
run (SlipCli *cli, GStrv *args)
{
  gboolean show_version = FALSE;
  guint n_words = 0;

  if (!parse_global (cli, args, &show_version))
    return SLIP_EXIT_USAGE;
  if (show_version)
    {
      slip_cli_line ("slipwayctl %s", SLIPWAY_VERSION);
      return SLIP_EXIT_DONE;
    }
  if ((*args)[1] == NULL)
    {
      slip_cli_complain ("%s", _ ("a command is missing; slipwayctl --help lists them"));
      return SLIP_EXIT_USAGE;
    }
  cli->command = find_command (*args + 1, &n_words);
  if (cli->command == NULL)
    return help_with_group (*args + 1) ? SLIP_EXIT_DONE : complain_unknown (*args + 1);
  cli->args = g_strdupv (*args + 1 + n_words);
  return cli->command->run (cli);
}

int
main (int argc, char **argv)
{
  SlipCli cli = { NULL };
  g_auto (GStrv) args = g_strdupv (argv);
  SlipExit status;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, SLIPWAY_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("slipwayctl");

  status = run (&cli, &args);

  /* A full disk or a closed pipe behind standard output must not pass for done. */
  if ((fflush (stdout) != 0 || ferror (stdout)) && status != SLIP_EXIT_FAILED)
    {
      slip_cli_complain ("%s",
                         _ ("can't write to standard output; what was printed is not complete"));
      status = SLIP_EXIT_FAILED;
    }
  g_free (cli.dir);
  g_strfreev (cli.args);
  return status;
}
