/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What most files of the windows read of other libraries (core/pch/slip-pch.h says why). */

#include <adwaita.h>
#include <gtk/gtk.h>

#include "core/pch/slip-pch.h"
