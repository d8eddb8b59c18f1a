/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Threads that a program's end waits for. What runs on while main() returns loses the ground under it: libxml2 clears its
 * tables away in its library's destructor. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * slip_thread_run:
 * @task: kept until @func has returned
 * @func: returns a value or an error with @task
 *
 * As g_task_run_in_thread(), but known to slip_thread_wait(). Any thread.
 */
void slip_thread_run (GTask *task, GTaskThreadFunc func);

/**
 * slip_thread_wait:
 *
 * Returns when everything that slip_thread_run() was asked for has run. For the end of the program: nothing may ask for
 * more.
 */
void slip_thread_wait (void);

G_END_DECLS
