/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A form that has every type of field. */

#pragma once

#define FUZZ_FORM_BODY                                                                             \
  "<codes id='size'><code value='small'>Small</code><code value='big'>Big</code></codes>"          \
  "<section name='s'><label>S</label>"                                                             \
  "<field name='a' type='text'><label>A</label></field>"                                           \
  "<field name='long' type='long-text'><label>L</label></field>"                                   \
  "<field name='n' type='number' decimals='1'><label>N</label></field>"                            \
  "<field name='m' type='number'><label>M</label></field>"                                         \
  "<field name='size' type='choice' codes='size'><label>S</label></field>"                         \
  "<field name='sizes' type='choices' codes='size'><label>S</label></field>"                       \
  "<field name='tags' type='choices'><label>T</label></field>"                                     \
  "<field name='who' type='person'><label>W</label></field>"                                       \
  "<field name='file' type='file'><label>F</label></field>"                                        \
  "<field name='at' type='date-time'><label>At</label></field>"                                    \
  "<field name='day' type='date'><label>Day</label></field>"                                       \
  "<field name='yes' type='boolean'><label>Yes</label></field></section>"                          \
  "<table name='t' row='r' key='k'><label>T</label>"                                               \
  "<field name='k' type='text'><label>K</label></field>"                                           \
  "<field name='c' type='number'><label>C</label></field>"                                         \
  "<table name='u' row='v'><label>U</label>"                                                       \
  "<field name='w' type='text'><label>W</label></field></table></table>"
