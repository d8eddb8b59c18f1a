/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* See slip-passphrase.h. The entries keep what is typed in memory that isn't swapped; what is read from them is wiped. */

#include "ui/people/slip-passphrase.h"

#include <glib/gi18n.h>
#include <math.h>
#include <sodium.h>
#include <string.h>

/* As the engine has it. */
#define MIN_CHARACTERS 8
/* As when it is drawn from a list of 8192. */
#define BITS_A_WORD 13

/* == the text == */

void
slip_passphrase_free (SlipPassphrase *passphrase)
{
  if (passphrase == NULL)
    return;
  sodium_memzero (passphrase, strlen (passphrase));
  g_free (passphrase);
}

SlipPassphrase *
slip_passphrase_read (GtkEditable *entry)
{
  return g_strdup (gtk_editable_get_text (entry));
}

GtkWidget *
slip_passphrase_row_new (const char *title)
{
  return g_object_new (ADW_TYPE_PASSWORD_ENTRY_ROW, "title", title, "activates-default", TRUE,
                       NULL);
}

/* == how good it is == */

/* How many characters there are of the kinds that occur. */
static guint
alphabet (const char *text)
{
  gboolean lower = FALSE, upper = FALSE, digit = FALSE, other = FALSE, wide = FALSE;

  for (const char *c = text; *c != '\0'; c++)
    if (g_ascii_islower (*c))
      lower = TRUE;
    else if (g_ascii_isupper (*c))
      upper = TRUE;
    else if (g_ascii_isdigit (*c))
      digit = TRUE;
    else if ((guchar) *c < 128)
      other = TRUE;
    else
      wide = TRUE;
  return lower * 26 + upper * 26 + digit * 10 + other * 33 + wide * 60;
}

/* Characters that aren't told by the two before: "aaaa" and "1234" count little. */
static guint
count_surprises (const char *text)
{
  gunichar before = 0;
  int step = G_MAXINT;
  guint n = 0;

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar now = g_utf8_get_char (c);
      int next = (int) now - (int) before;

      if (next != step || ABS (next) > 1)
        n++;
      step = next;
      before = now;
    }
  return n;
}

static guint
count_words (const char *text)
{
  guint n = 0;

  for (const char *c = text; *c != '\0'; c++)
    if (*c != ' ' && (c == text || c[-1] == ' '))
      n++;
  return n;
}

/* What is left when words go that everybody tries first: each counts as much as one letter. */
static char *
without_common (const char *text)
{
  static const char *const common[] = { "password", "passwort", "passphrase", "slipway", "qwerty",
                                        "qwertz",   "letmein",  "welcome",    "secret",  "admin" };
  g_autofree char *lower = g_utf8_strdown (text, -1);
  GString *rest = g_string_new (lower);

  sodium_memzero (lower, strlen (lower));
  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    g_string_replace (rest, common[i], "?", 0);
  return g_string_free (rest, FALSE);
}

SlipStrength
slip_passphrase_judge (const char *text)
{
  g_autofree char *normal = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  SlipStrength strength = SLIP_STRENGTH_TOO_SHORT;
  char *rest;
  double bits;

  if (normal == NULL)
    return strength;
  if (g_utf8_strlen (normal, -1) >= MIN_CHARACTERS)
    {
      rest = without_common (normal);
      bits = count_surprises (rest) * log2 (MAX (2, alphabet (normal)));
      /* Letters of words follow each other as they do in a language, and words come out of a list. */
      if (strchr (normal, ' ') != NULL || alphabet (normal) == 26)
        bits *= 0.6;
      if (strchr (rest, ' ') != NULL)
        bits = MIN (bits, BITS_A_WORD * count_words (rest));
      strength = bits < 35   ? SLIP_STRENGTH_WEAK
                 : bits < 50 ? SLIP_STRENGTH_FAIR
                 : bits < 70 ? SLIP_STRENGTH_GOOD
                             : SLIP_STRENGTH_STRONG;
      sodium_memzero (rest, strlen (rest));
      g_free (rest);
    }
  sodium_memzero (normal, strlen (normal));
  return strength;
}

static const char *
words_of (SlipStrength strength)
{
  switch (strength)
    {
    case SLIP_STRENGTH_TOO_SHORT:
      return _ ("Too short: at least 8 characters");
    case SLIP_STRENGTH_WEAK:
      return _ ("Weak: easy to guess. Four or more words that don't belong together are good.");
    case SLIP_STRENGTH_FAIR:
      return _ ("Fair: another word makes it good");
    case SLIP_STRENGTH_GOOD:
      return _ ("Good");
    case SLIP_STRENGTH_STRONG:
    default:
      return _ ("Strong");
    }
}

/* == a new one == */

struct _SlipNewPassphrase
{
  AdwBin parent_instance;
  GtkEditable *first;
  GtkEditable *second;
  GtkLabel *strength;
};

G_DEFINE_FINAL_TYPE (SlipNewPassphrase, slip_new_passphrase, ADW_TYPE_BIN)

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

const char *
slip_new_passphrase_get_missing (SlipNewPassphrase *self)
{
  const char *first = gtk_editable_get_text (self->first);
  const char *second = gtk_editable_get_text (self->second);

  if (*first == '\0')
    return _ ("Choose a passphrase.");
  if (slip_passphrase_judge (first) == SLIP_STRENGTH_TOO_SHORT)
    return _ ("The passphrase is too short.");
  if (*second == '\0')
    return _ ("Type the passphrase again.");
  return g_str_equal (first, second) ? NULL : _ ("The two passphrases are not the same.");
}

SlipPassphrase *
slip_new_passphrase_read (SlipNewPassphrase *self)
{
  return slip_passphrase_read (self->first);
}

static void
on_changed_cb (SlipNewPassphrase *self)
{
  const char *text = gtk_editable_get_text (self->first);

  gtk_widget_set_visible (GTK_WIDGET (self->strength), *text != '\0');
  gtk_label_set_label (self->strength, words_of (slip_passphrase_judge (text)));
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
slip_new_passphrase_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (SLIP_NEW_PASSPHRASE (widget)->first));
}

static void
slip_new_passphrase_class_init (SlipNewPassphraseClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->grab_focus = slip_new_passphrase_grab_focus;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/slipway/Slipway/ui/people/slip-new-passphrase.ui");
  gtk_widget_class_bind_template_child (widget_class, SlipNewPassphrase, first);
  gtk_widget_class_bind_template_child (widget_class, SlipNewPassphrase, second);
  gtk_widget_class_bind_template_child (widget_class, SlipNewPassphrase, strength);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
}

static void
slip_new_passphrase_init (SlipNewPassphrase *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

SlipNewPassphrase *
slip_new_passphrase_new (const char *title)
{
  SlipNewPassphrase *self = g_object_new (SLIP_TYPE_NEW_PASSPHRASE, NULL);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (adw_bin_get_child (ADW_BIN (self))),
                                   title);
  return self;
}
