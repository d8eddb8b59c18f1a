/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* The Wilson score interval. */

#include "core/slip-wilson.h"

#include <math.h>

#define Z 1.959964

/**
 * slip_wilson:
 * @passed: successes, 0 to @n
 * @n: trials
 * @low: (out) (optional): lower bound, 0 to 1; untouched on failure
 * @high: (out) (optional): upper bound, 0 to 1; untouched on failure
 *
 * Bounds of a proportion at 95 % (two-sided), without continuity correction: E. B. Wilson, Probable
 * Inference, JASA 22 (1927) 209–212.
 *
 * Returns: %FALSE when there is nothing to say: @n is not above 0, or @passed not within 0 and @n
 */
gboolean
slip_wilson (double passed, double n, double *low, double *high)
{
  double p, square, middle, margin;

  if (!(n > 0) || !(passed >= 0) || !(passed <= n) || !isfinite (n))
    return FALSE;
  p = passed / n;
  square = Z * Z / n;
  middle = (p + square / 2) / (1 + square);
  margin = Z * sqrt (p * (1 - p) / n + square / (4 * n)) / (1 + square);
  if (low != NULL)
    *low = passed > 0 ? MAX (0, middle - margin) : 0;
  if (high != NULL)
    *high = passed < n ? MIN (1, middle + margin) : 1;
  return TRUE;
}
