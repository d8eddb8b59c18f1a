/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Tuples read where they lie: they are taken for normal just when GVariant takes them so, and have the same children. */

#include <string.h>

#include "core/slip-tuple.h"

#define MAX_PARTS 12

static const char *const types[] = {
  "(ayayay)",
  "(yayaytaya(aytay)tyuayuay)",
  "(aya(yay))",
  "(yay)",
  "(aytay)",
  "(txnaysyaya(ayt)v)",
  "(ayt)",
  "(ayss)",
  "(aysstay)",
  "(ays)",
  "(s)",
  "(ay)",
  "(aysayayayayay)",
  "(aytsays)",
  "()",
  "(nus)",
};

/* Arrays in the types above: how their elements are aligned, and what they are. */
static const struct
{
  const char *array;
  const char *element;
  gsize alignment;
} arrays[] = {
  { "a(aytay)", "(aytay)", 8 },
  { "a(yay)", "(yay)", 1 },
  { "a(ayt)", "(ayt)", 8 },
};

static GVariant *
random_value (GRand *random, const GVariantType *type)
{
  if (g_variant_type_equal (type, G_VARIANT_TYPE_BYTESTRING))
    {
      static const gint32 sizes[] = { 1, 2, 40, 40, 300 };
      gsize size = (gsize) g_rand_int_range (random, 0, sizes[g_rand_int_range (random, 0, 5)]);
      g_autofree guint8 *data = g_malloc0 (size + 1);

      for (gsize i = 0; i < size; i++)
        data[i] = (guint8) g_rand_int_range (random, 0, 256);
      return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, size, 1);
    }
  if (g_variant_type_is_array (type))
    {
      GVariantBuilder builder;

      g_variant_builder_init (&builder, type);
      for (int i = g_rand_int_range (random, 0, 12); i > 0; i--)
        g_variant_builder_add_value (&builder,
                                     random_value (random, g_variant_type_element (type)));
      return g_variant_builder_end (&builder);
    }
  if (g_variant_type_is_tuple (type))
    {
      GVariantBuilder builder;

      g_variant_builder_init (&builder, type);
      for (const GVariantType *child = g_variant_type_first (type); child != NULL;
           child = g_variant_type_next (child))
        g_variant_builder_add_value (&builder, random_value (random, child));
      return g_variant_builder_end (&builder);
    }
  switch (*g_variant_type_peek_string (type))
    {
    case 'y':
      return g_variant_new_byte ((guint8) g_rand_int (random));
    case 'n':
      return g_variant_new_int16 ((gint16) g_rand_int (random));
    case 'u':
      return g_variant_new_uint32 (g_rand_int (random));
    case 't':
      return g_variant_new_uint64 ((guint64) g_rand_int (random) << 20);
    case 'x':
      return g_variant_new_int64 (-(gint64) g_rand_int (random));
    case 's':
      return g_variant_new_string (g_rand_boolean (random) ? "Grüße" : "");
    case 'v':
      return g_variant_new_variant (g_variant_new ("(st)", "text", G_GUINT64_CONSTANT (9)));
    default:
      g_assert_not_reached ();
    }
}

static gboolean reads_as (const char *type, const SlipSpan *span);

/* As far as a caller of slip_tuple_read() goes: into arrays and variants. */
static gboolean
children_read (const char *type, const SlipSpan *parts)
{
  const GVariantType *child = g_variant_type_first (G_VARIANT_TYPE (type));

  for (gsize i = 0; child != NULL; child = g_variant_type_next (child), i++)
    {
      g_autofree char *name = g_variant_type_dup_string (child);

      if (!reads_as (name, &parts[i]))
        return FALSE;
    }
  return TRUE;
}

static gboolean
reads_as (const char *type, const SlipSpan *span)
{
  SlipSpan parts[MAX_PARTS];
  SlipList list;

  if (*type == '(')
    return slip_tuple_read (type, span->data, span->size, parts) && children_read (type, parts);
  if (*type == 'v')
    {
      g_autoptr (GBytes) bytes = g_bytes_new (span->data, span->size);
      g_autoptr (GVariant) value =
          g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE_VARIANT, bytes, FALSE));

      return g_variant_is_normal_form (value);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    {
      SlipSpan element;

      if (strcmp (type, arrays[i].array) != 0)
        continue;
      if (!slip_list_open (&list, arrays[i].alignment, span))
        return FALSE;
      while (list.i < list.n)
        if (!slip_list_next (&list, &element) || !reads_as (arrays[i].element, &element))
          return FALSE;
    }
  return TRUE;
}

static void
assert_same (const char *type, const guint8 *data, gsize size)
{
  /* Bytes of their own, so that reading beside them shows. */
  g_autofree guint8 *copy = g_memdup2 (data, size);
  SlipSpan span = { copy, size };
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GVariant) value =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE));
  gboolean normal = g_variant_is_normal_form (value);
  SlipSpan parts[MAX_PARTS];

  g_assert_cmpint (reads_as (type, &span), ==, normal);
  if (!normal)
    return;
  g_assert_true (slip_tuple_read (type, copy, size, parts));
  for (gsize i = 0; i < g_variant_n_children (value); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (value, i);

      g_assert_cmpmem (parts[i].data, parts[i].size, g_variant_get_data (child),
                       g_variant_get_size (child));
    }
}

static void
test_as_gvariant (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (41);

  for (gsize i = 0; i < G_N_ELEMENTS (types) * 60; i++)
    {
      const char *type = types[i % G_N_ELEMENTS (types)];
      g_autoptr (GVariant) value =
          g_variant_ref_sink (random_value (random, G_VARIANT_TYPE (type)));
#if G_BYTE_ORDER == G_BIG_ENDIAN
      g_autoptr (GVariant) little = g_variant_byteswap (value);
#else
      GVariant *little = value;
#endif
      gsize size = g_variant_get_size (little);
      const guint8 *data = g_variant_get_data (little);

      /* GVariant takes nothing at all for a tuple of defaults, see below. */
      if (size == 0)
        continue;
      assert_same (type, data, size);
      for (int n = 0; n < 200; n++)
        {
          g_autofree guint8 *altered = g_malloc0 (size + 4);
          gsize altered_size = size;

          memcpy (altered, data, size);
          if (n % 4 == 0)
            altered_size = (gsize) g_rand_int_range (random, 1, (gint32) size + 4);
          /* Offsets stand at the end. */
          for (int k = g_rand_int_range (random, 0, 3); k > 0; k--)
            {
              gint32 from = g_rand_boolean (random) ? MAX (0, (gint32) altered_size - 12) : 0;

              altered[g_rand_int_range (random, from, (gint32) altered_size)] =
                  (guint8) (g_rand_boolean (random) ? g_rand_int (random)
                                                    : (guint32) g_rand_int_range (random, 0, 40));
            }
          assert_same (type, altered, altered_size);
        }
    }
}

/* GVariant takes no bytes for a tuple of defaults; nothing of ours is that. */
static void
test_nothing_is_no_tuple (void)
{
  SlipSpan parts[MAX_PARTS];

  g_assert_false (slip_tuple_read ("(ayayay)", (const guint8 *) "", 0, parts));
  g_assert_false (slip_tuple_read ("(aya(yay))", (const guint8 *) "", 0, parts));
  g_assert_false (slip_tuple_read ("(s)", (const guint8 *) "", 0, parts));
  g_assert_false (slip_tuple_read ("()", (const guint8 *) "", 0, parts));
  g_assert_true (slip_tuple_read ("(ay)", (const guint8 *) "", 0, parts));
  g_assert_cmpuint (parts[0].size, ==, 0);
}

static void
test_random_bytes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (42);

  for (gsize i = 0; i < 40000; i++)
    {
      guint8 data[64];
      gsize size = (gsize) g_rand_int_range (random, 1, sizeof data + 1);

      for (gsize k = 0; k < size; k++)
        data[k] = (guint8) g_rand_int_range (random, 0, i % 3 == 0 ? 256 : 4);
      assert_same (types[i % G_N_ELEMENTS (types)], data, size);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/tuple/as-gvariant", test_as_gvariant);
  g_test_add_func ("/core/tuple/nothing-is-no-tuple", test_nothing_is_no_tuple);
  g_test_add_func ("/core/tuple/random-bytes", test_random_bytes);
  return g_test_run ();
}
