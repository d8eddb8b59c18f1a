/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The commands of slipwayctl, one file each (or one for a group). The table in slipwayctl.c names them. */

#pragma once

#include <glib/gi18n.h>

#include "cli/slip-cli.h"

G_BEGIN_DECLS

SlipExit slip_cmd_init (SlipCli *cli);
SlipExit slip_cmd_info (SlipCli *cli);

SlipExit slip_cmd_remote_set (SlipCli *cli);
SlipExit slip_cmd_remote_show (SlipCli *cli);
SlipExit slip_cmd_remote_check (SlipCli *cli);

SlipExit slip_cmd_invite (SlipCli *cli);
SlipExit slip_cmd_join (SlipCli *cli);
SlipExit slip_cmd_member_list (SlipCli *cli);
SlipExit slip_cmd_member_admit (SlipCli *cli);
SlipExit slip_cmd_member_role (SlipCli *cli);
SlipExit slip_cmd_deputy (SlipCli *cli);
SlipExit slip_cmd_identity_export (SlipCli *cli);
SlipExit slip_cmd_passphrase (SlipCli *cli);
SlipExit slip_cmd_revoke (SlipCli *cli);
SlipExit slip_cmd_device_list (SlipCli *cli);
SlipExit slip_cmd_device_revoke (SlipCli *cli);
SlipExit slip_cmd_endorse (SlipCli *cli);

SlipExit slip_cmd_release_new (SlipCli *cli);
SlipExit slip_cmd_release_list (SlipCli *cli);

SlipExit slip_cmd_document_new (SlipCli *cli);
SlipExit slip_cmd_document_list (SlipCli *cli);
SlipExit slip_cmd_document_show (SlipCli *cli);
SlipExit slip_cmd_document_delete (SlipCli *cli);
SlipExit slip_cmd_document_restore (SlipCli *cli);
SlipExit slip_cmd_document_check (SlipCli *cli);
SlipExit slip_cmd_document_history (SlipCli *cli);

SlipExit slip_cmd_field_set (SlipCli *cli);
SlipExit slip_cmd_field_attach (SlipCli *cli);
SlipExit slip_cmd_field_add (SlipCli *cli);
SlipExit slip_cmd_field_move (SlipCli *cli);
SlipExit slip_cmd_field_delete (SlipCli *cli);

SlipExit slip_cmd_import (SlipCli *cli);
SlipExit slip_cmd_export (SlipCli *cli);
SlipExit slip_cmd_sign (SlipCli *cli);
SlipExit slip_cmd_unsign (SlipCli *cli);
SlipExit slip_cmd_revise (SlipCli *cli);
SlipExit slip_cmd_seen (SlipCli *cli);
SlipExit slip_cmd_changed (SlipCli *cli);

/* A list of SlipFieldChange: as a table; as an array of objects. */
void slip_cli_print_changes (GPtrArray *changes, FILE *stream);
void slip_json_changes (JsonBuilder *json, GPtrArray *changes);

SlipExit slip_cmd_comment_add (SlipCli *cli);
SlipExit slip_cmd_comment_reply (SlipCli *cli);
SlipExit slip_cmd_comment_close (SlipCli *cli);
SlipExit slip_cmd_comment_reopen (SlipCli *cli);
SlipExit slip_cmd_comment_list (SlipCli *cli);

SlipExit slip_cmd_search (SlipCli *cli);
SlipExit slip_cmd_log (SlipCli *cli);
SlipExit slip_cmd_log_reviews (SlipCli *cli);
SlipExit slip_cmd_log_reviewed (SlipCli *cli);
SlipExit slip_cmd_conflicts (SlipCli *cli);
SlipExit slip_cmd_resolve (SlipCli *cli);
SlipExit slip_cmd_forms (SlipCli *cli);
SlipExit slip_cmd_forms_put (SlipCli *cli);
SlipExit slip_cmd_for_me (SlipCli *cli);
SlipExit slip_cmd_gate (SlipCli *cli);
SlipExit slip_cmd_decide (SlipCli *cli);
SlipExit slip_cmd_waive (SlipCli *cli);
SlipExit slip_cmd_tailor (SlipCli *cli);
SlipExit slip_cmd_process_list (SlipCli *cli);
SlipExit slip_cmd_process_show (SlipCli *cli);
SlipExit slip_cmd_process_put (SlipCli *cli);
SlipExit slip_cmd_process_follow (SlipCli *cli);
SlipExit slip_cmd_schema (SlipCli *cli);

SlipExit slip_cmd_attachment_list (SlipCli *cli);
SlipExit slip_cmd_attachment_get (SlipCli *cli);
SlipExit slip_cmd_fetch (SlipCli *cli);
SlipExit slip_cmd_purge (SlipCli *cli);

SlipExit slip_cmd_sync (SlipCli *cli);
SlipExit slip_cmd_store_check (SlipCli *cli);
SlipExit slip_cmd_verify (SlipCli *cli);

SlipExit slip_cmd_rebuild (SlipCli *cli);
SlipExit slip_cmd_backup (SlipCli *cli);
SlipExit slip_cmd_restore (SlipCli *cli);

SlipExit slip_cmd_demo (SlipCli *cli);

G_END_DECLS
