/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A dialogue for one thing to be done: Cancel, the verb, what it needs, a line that says what is missing yet, and what went
 * wrong in place. The verb can be used when nothing is missing. Signal "apply": the verb was used. */

#pragma once

#include <adwaita.h>

#include "ui/app/slip-work.h"

G_BEGIN_DECLS

#define SLIP_TYPE_TASK_DIALOG (slip_task_dialog_get_type ())
G_DECLARE_FINAL_TYPE (SlipTaskDialog, slip_task_dialog, SLIP, TASK_DIALOG, AdwWindow)

/* @parent: any widget of the window above. @verb: label with mnemonic. */
SlipTaskDialog *slip_task_dialog_new (GtkWidget *parent, const char *title, const char *verb);
/* Below what was added before. */
void slip_task_dialog_add (SlipTaskDialog *self, GtkWidget *widget);
/* A paragraph, plain text. */
void slip_task_dialog_add_text (SlipTaskDialog *self, const char *text);
/* Makes it as high as what it holds: it is when it is shown; afterwards rows may have come or gone. */
void slip_task_dialog_fit (SlipTaskDialog *self);
/* The verb can't be undone. */
void slip_task_dialog_set_destructive (SlipTaskDialog *self);

/* @text: (nullable): what is missing yet, a line; "" when it shows already; %NULL: nothing is missing. */
void slip_task_dialog_set_missing (SlipTaskDialog *self, const char *text);
/* @text: (nullable): what went wrong; gone with the next run. */
void slip_task_dialog_set_error (SlipTaskDialog *self, const char *text);

/**
 * slip_task_dialog_run:
 * @busy: what is being done, while it is: "Making the workspace…"
 * @func: as with slip_work_edit(), as what follows
 * @done: called with the dialogue as owner when it succeeded; the dialogue closes afterwards, unless @done gave it more
 *   to say with slip_task_dialog_show_result()
 *
 * Until it is done nothing can be changed here. When it fails, the dialogue says why and stays. Cancel stops what looks at
 * the cancellable, or waits for a passphrase to be worked on, as long as nothing was written; then the dialogue closes.
 */
void slip_task_dialog_run (SlipTaskDialog *self, const char *busy, SlipWorkFunc func, gpointer data,
                           GDestroyNotify data_free, SlipWorkDone done, GDestroyNotify result_free);
/**
 * slip_task_dialog_run_long:
 * @func: gets a cancellable that it looks at often; what it had begun is gone when it ends with CANCELLED
 *
 * The same for what may take long: it runs beside edits.
 */
void slip_task_dialog_run_long (SlipTaskDialog *self, const char *busy, SlipWorkFunc func,
                                gpointer data, GDestroyNotify data_free, SlipWorkDone done,
                                GDestroyNotify result_free);
/* What came of it, in place of what was asked; there is nothing but to close it. */
void slip_task_dialog_show_result (SlipTaskDialog *self, GtkWidget *widget);
/* (transfer none) (nullable): the window above. */
GtkWidget *slip_task_dialog_get_parent (SlipTaskDialog *self);

G_END_DECLS
