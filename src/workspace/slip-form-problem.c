/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* What is wrong with a document, one by one and as a list. A large document has tens of thousands: the list is an array that
 * is replaced as a whole. */

#include "workspace/slip-form-session-private.h"

#include <string.h>

G_DEFINE_FINAL_TYPE (SlipFormProblem, slip_form_problem, G_TYPE_OBJECT)

static void
slip_form_problem_finalize (GObject *object)
{
  SlipFormProblem *self = SLIP_FORM_PROBLEM (object);

  g_free (self->section);
  g_free (self->path);
  g_free (self->label);
  g_free (self->text);
  G_OBJECT_CLASS (slip_form_problem_parent_class)->finalize (object);
}

static void
slip_form_problem_class_init (SlipFormProblemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_form_problem_finalize;
}

static void
slip_form_problem_init (SlipFormProblem *self)
{
}

SlipProblemKind
slip_form_problem_get_kind (SlipFormProblem *self)
{
  return self->kind;
}

const char *
slip_form_problem_get_section (SlipFormProblem *self)
{
  return self->section;
}

const char *
slip_form_problem_get_path (SlipFormProblem *self)
{
  return self->path;
}

const char *
slip_form_problem_get_label (SlipFormProblem *self)
{
  return self->label;
}

const char *
slip_form_problem_get_text (SlipFormProblem *self)
{
  return self->text;
}

gboolean
slip_form_problem_equal (const SlipFormProblem *a, const SlipFormProblem *b)
{
  return a == b || (a->kind == b->kind && strcmp (a->path, b->path) == 0 &&
                    strcmp (a->label, b->label) == 0 && strcmp (a->text, b->text) == 0);
}

/* == what is typed == */

/* "Tasks › T-03 › Minutes", as far as the session knows what the rows are called. */
static char *
make_label (SlipFormSession *self, const SlipFormField *field)
{
  g_auto (GStrv) steps = g_strsplit (field->path, "/", -1);
  g_autoptr (GString) label = g_string_new (NULL);
  g_autoptr (GString) path = g_string_new (NULL);
  SlipFormNode *node = slip_form_get_root (self->form);

  for (gsize i = 0; steps[i] != NULL; i++)
    {
      SlipFormNode *child = slip_form_node_child (node, steps[i]);
      const char *name = "";

      g_string_append_printf (path, "%s%s", i > 0 ? "/" : "", steps[i]);
      if (child != NULL)
        {
          node = child;
          name = slip_form_node_label (node);
        }
      else if (node->key != NULL)
        {
          g_autofree char *key = g_strconcat (path->str, "/", node->key->name, NULL);
          const SlipFormField *found = slip_form_session_find_field (self, key);

          name = found != NULL ? found->state.display : "";
        }
      if (*name != '\0')
        g_string_append_printf (label, "%s%s", label->len > 0 ? " › " : "", name);
    }
  return g_strdup (label->str);
}

SlipFormProblem *
slip_form_problem_new_refused (SlipFormSession *self, const SlipFormField *field)
{
  SlipFormProblem *problem = g_object_new (SLIP_TYPE_FORM_PROBLEM, NULL);

  problem->kind = SLIP_PROBLEM_TYPE;
  problem->index = field->node->index;
  problem->section = g_strdup (field->node->section != NULL ? field->node->section->name : "");
  problem->path = g_strdup (field->path);
  problem->label = make_label (self, field);
  problem->text = g_strdup (field->refused);
  return problem;
}

/* == the list == */

struct _SlipFormProblems
{
  GObject parent_instance;
  GPtrArray *items; /* (element-type SlipFormProblem), shared and never changed */
};

static GType
get_item_type (GListModel *model)
{
  return SLIP_TYPE_FORM_PROBLEM;
}

static guint
get_n_items (GListModel *model)
{
  return SLIP_FORM_PROBLEMS (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint place)
{
  GPtrArray *items = SLIP_FORM_PROBLEMS (model)->items;

  return place < items->len ? g_object_ref (g_ptr_array_index (items, place)) : NULL;
}

static void
model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SlipFormProblems, slip_form_problems, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_init))

static void
slip_form_problems_finalize (GObject *object)
{
  g_ptr_array_unref (SLIP_FORM_PROBLEMS (object)->items);
  G_OBJECT_CLASS (slip_form_problems_parent_class)->finalize (object);
}

static void
slip_form_problems_class_init (SlipFormProblemsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = slip_form_problems_finalize;
}

static void
slip_form_problems_init (SlipFormProblems *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

/* Only what differs is told. */
gboolean
slip_form_problems_show (SlipFormProblems *self, GPtrArray *items)
{
  g_autoptr (GPtrArray) before = g_ptr_array_ref (self->items);
  guint same = 0, end = 0, least = MIN (before->len, items->len);

  if (before == items)
    return FALSE;
  while (same < least && slip_form_problem_equal (g_ptr_array_index (before, same),
                                                  g_ptr_array_index (items, same)))
    same++;
  while (end < least - same &&
         slip_form_problem_equal (g_ptr_array_index (before, before->len - 1 - end),
                                  g_ptr_array_index (items, items->len - 1 - end)))
    end++;
  g_ptr_array_unref (self->items);
  self->items = g_ptr_array_ref (items);
  if (same == before->len && same == items->len)
    return FALSE;
  g_list_model_items_changed (G_LIST_MODEL (self), same, before->len - same - end,
                              items->len - same - end);
  return TRUE;
}
