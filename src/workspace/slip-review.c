/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Everything that a page about signing shows, read at once. */

#include "workspace/slip-review.h"

#include "core/slip-hash.h"
#include "forms/slip-check.h"
#include "forms/slip-instance.h"
#include "process/slip-roles.h"
#include "store/slip-drafts.h"
#include "trust/slip-roster.h"
#include "workspace/slip-revisions-private.h"

static void
place_free (SlipSignPlace *place)
{
  g_free (place->slot);
  g_free (place->role);
  g_free (place->holder);
  g_free (place->meaning);
  g_strfreev (place->sections);
  g_free (place->covers);
  g_free (place->before);
  g_free (place->against);
  g_free (place->standing);
  g_free (place->since);
  g_clear_pointer (&place->changes, g_ptr_array_unref);
  g_free (place);
}

void
slip_sign_offer_free (SlipSignOffer *offer)
{
  g_free (offer->document);
  g_clear_pointer (&offer->report, slip_report_free);
  g_clear_pointer (&offer->places, g_ptr_array_unref);
  g_free (offer->signers);
  g_clear_pointer (&offer->problems, g_ptr_array_unref);
  g_free (offer);
}

/* == places == */

typedef struct
{
  SlipDatabase *db;
  SlipRecord *record;
  SlipSignoff *signoff;
  char *person;
  gboolean author;
} Look;

typedef struct
{
  SlipSignPlace *place;
  guint rank;
} Ranked;

static char *
name_sections (SlipForm *form, const GStrv sections)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; sections[i] != NULL; i++)
    {
      SlipFormNode *node = slip_form_node_child (slip_form_get_root (form), sections[i]);

      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              node != NULL ? slip_form_node_label (node) : sections[i]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
count_amendments (const Look *look, const SlipFormSlot *slot, SlipSignPlace *place)
{
  SlipSignoff *signoff = look->signoff;

  if (!slip_signoff_waits_for_revision (signoff))
    return;
  place->amendments = signoff->amendments->len;
  for (guint i = 0; i < signoff->amendments->len; i++)
    {
      SlipFieldChange *change = g_ptr_array_index (signoff->amendments, i);

      place->covered_amendments +=
          g_strv_contains ((const char *const *) slot->sections, change->section);
    }
}

/* What the person signed there last, and what changed since. That it can't be compared is no reason not to sign. */
static void
add_last (const Look *look, SlipSignPlace *place)
{
  SlipSignature *own = NULL;

  for (guint i = 0; i < look->signoff->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (look->signoff->signatures, i);

      if (signature->statement != NULL && signature->statement->sign_off != NULL &&
          g_strcmp0 (signature->person, look->person) == 0 &&
          g_str_equal (signature->slot, place->slot) &&
          (own == NULL || signature->clock > own->clock))
        own = signature;
    }
  if (own == NULL)
    return;
  place->since = g_strdup (own->time);
  place->changes = slip_changes_since (look->db, own, NULL);
}

static SlipSignPlace *
make_place (const Look *look, const SlipFormSlot *slot, const SlipSlotStatus *status,
            const char *role, char *holder)
{
  SlipForm *form = look->record->form;
  SlipSignPlace *place = g_new0 (SlipSignPlace, 1);
  SlipSlotStatus *waits = NULL;
  const SlipFormSlot *before = slip_slot_before (form, look->signoff, slot, &waits);

  place->slot = g_strdup (slot->name);
  place->role = g_strdup (role);
  place->holder = holder != NULL ? slip_person_name (look->db, holder) : NULL;
  place->meaning = g_strdup (slip_form_text (slot->meaning));
  place->sections = g_strdupv (slot->sections);
  place->covers = name_sections (form, slot->sections);
  if (before != NULL)
    {
      place->before = g_strdup (slip_form_text (before->meaning));
      place->against = waits->signature != NULL ? g_strdup (waits->signature->name) : NULL;
    }
  count_amendments (look, slot, place);
  for (guint i = status->standing->len; i > 0 && place->standing == NULL; i--)
    {
      SlipSignature *signature = g_ptr_array_index (status->standing, i - 1);

      if (g_str_equal (signature->person, look->person))
        {
          place->standing = g_strdup (signature->time);
          place->standing_verdict = signature->verdict;
        }
    }
  add_last (look, place);
  if (place->changes == NULL)
    place->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) slip_field_change_free);
  return place;
}

/* Those that wait for nobody else come first. */
static int
compare_ranked (gconstpointer a, gconstpointer b)
{
  const Ranked *one = a;
  const Ranked *other = b;
  int waits = (one->place->before != NULL) - (other->place->before != NULL);

  return waits != 0 ? waits : (int) one->rank - (int) other->rank;
}

static GPtrArray *
list_places (const Look *look)
{
  GPtrArray *places = g_ptr_array_new_with_free_func ((GDestroyNotify) place_free);
  g_autoptr (GArray) ranked = g_array_new (FALSE, FALSE, sizeof (Ranked));
  GPtrArray *slots = slip_form_get_slots (look->record->form);
  const char *const *roles = slip_roles_all ();

  for (guint i = 0; i < slots->len; i++)
    for (gsize k = 0; roles[k] != NULL; k++)
      {
        SlipFormSlot *slot = g_ptr_array_index (slots, i);
        SlipSlotStatus *status = g_ptr_array_index (look->signoff->slots, i);
        g_autofree char *holder = NULL;
        Ranked one;

        if (!slip_role_signs (roles[k]) || !slip_slot_takes (slot, roles[k]) ||
            !slip_roster_may_sign (look->db, look->person, roles[k], slip_now_ms (), &holder))
          continue;
        one.place = make_place (look, slot, status, roles[k], holder);
        one.rank = slip_slot_rank (slot, status, look->person, look->author);
        g_array_append_val (ranked, one);
      }
  g_array_sort (ranked, compare_ranked);
  for (guint i = 0; i < ranked->len; i++)
    g_ptr_array_add (places, g_array_index (ranked, Ranked, i).place);
  return places;
}

static char *
list_signers (SlipForm *form)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GPtrArray *slots = slip_form_get_slots (form);

  for (guint i = 0; i < slots->len; i++)
    {
      const char *name = slip_role_name (((SlipFormSlot *) g_ptr_array_index (slots, i))->role);

      if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, (gpointer) name);
    }
  g_ptr_array_add (names, NULL);
  return g_strjoinv (", ", (char **) names->pdata);
}

static gboolean
write_drafts (SlipWorkspace *self, SlipDatabase *db, gpointer data, GError **error)
{
  g_autoptr (SlipRecord) record = slip_record_load (db, data, error);

  return record != NULL && slip_signing_commit_drafts (db, record, error);
}

SlipSignOffer *
slip_workspace_offer_signing (SlipWorkspace *self, const char *document, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *id = slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT, document, error);
  g_autofree char *person = slip_meta_get (db, SLIP_META_PERSON);
  g_autoptr (GPtrArray) drafts = id != NULL ? slip_drafts_list (db, id, error) : NULL;
  g_autoptr (SlipRecord) record = NULL;
  g_autoptr (SlipSignoff) signoff = NULL;
  g_autoptr (SlipSignOffer) offer = g_new0 (SlipSignOffer, 1);
  Look look = { db, NULL, NULL, person, FALSE };

  if (drafts == NULL || (drafts->len > 0 && !slip_workspace_edit (self, write_drafts, id, error)) ||
      (record = slip_record_load (db, id, error)) == NULL ||
      (signoff = slip_signoff_load (db, record->form, id, error)) == NULL)
    return NULL;
  look.record = record;
  look.signoff = signoff;
  look.author = slip_slot_is_author (db, id, person);
  offer->document = g_strdup (id);
  offer->places = list_places (&look);
  offer->signers = list_signers (record->form);
  if ((offer->problems = slip_check_document (db, record->form, id, error)) == NULL ||
      (offer->report = slip_workspace_make_report (self, id, SLIP_EXPORT_DRAFT, 0, FALSE, error)) ==
          NULL)
    return NULL;
  return g_steal_pointer (&offer);
}

/* == versions == */

void
slip_version_free (SlipVersion *version)
{
  g_free (version->content);
  g_free (version->name);
  g_free (version->time);
  g_free (version);
}

static SlipVersion *
add_version (GPtrArray *versions, const char *content, const char *name, const char *time)
{
  SlipVersion *version = g_new0 (SlipVersion, 1);

  version->content = g_strdup (content);
  version->name = g_strdup (name);
  version->time = g_strdup (time);
  g_ptr_array_insert (versions, 0, version);
  return version;
}

static SlipVersion *
find_version (GPtrArray *versions, const char *content)
{
  for (guint i = 0; i < versions->len; i++)
    if (g_str_equal (((SlipVersion *) g_ptr_array_index (versions, i))->content, content))
      return g_ptr_array_index (versions, i);
  return NULL;
}

GPtrArray *
slip_workspace_list_versions (SlipWorkspace *self, const char *document, GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autoptr (GPtrArray) versions =
      g_ptr_array_new_with_free_func ((GDestroyNotify) slip_version_free);
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT | SLIP_RECORD_DELETED, document, error);
  g_autoptr (SlipForm) form = id != NULL ? slip_forms_for_record (db, id, error) : NULL;
  g_autoptr (SlipSignoff) signoff = form != NULL ? slip_signoff_load (db, form, id, error) : NULL;
  g_autoptr (GBytes) now =
      signoff != NULL ? slip_instance_content (db, form, id, NULL, error) : NULL;
  g_autofree char *digest = now != NULL ? slip_hash_hex_of (now) : NULL;
  SlipVersion *current;

  if (digest == NULL)
    return NULL;
  /* Signatures come in the order of their clocks; the last one of a content names it. */
  for (guint i = 0; i < signoff->signatures->len; i++)
    {
      SlipSignature *signature = g_ptr_array_index (signoff->signatures, i);
      SlipVersion *version;

      if (signature->statement == NULL || signature->content == NULL || *signature->content == '\0')
        continue;
      version = find_version (versions, signature->content);
      if (version != NULL)
        g_ptr_array_remove (versions, version);
      add_version (versions, signature->content, signature->name, signature->time);
    }
  for (guint i = 0; i < signoff->revisions->len; i++)
    {
      SlipRevision *revision = g_ptr_array_index (signoff->revisions, i);
      SlipVersion *version = find_version (versions, revision->content);

      if (version == NULL)
        version = add_version (versions, revision->content, revision->completion->name,
                               revision->completion->time);
      version->revision = revision->number;
    }
  current = find_version (versions, digest);
  if (current != NULL)
    current->is_current = TRUE;
  return g_steal_pointer (&versions);
}

GPtrArray *
slip_workspace_compare (SlipWorkspace *self, const char *document, const char *content,
                        GError **error)
{
  SlipDatabase *db = slip_workspace_reader (self);
  g_autofree char *id =
      slip_workspace_resolve (self, SLIP_RECORD_DOCUMENT | SLIP_RECORD_DELETED, document, error);
  g_autoptr (SlipForm) form = id != NULL ? slip_forms_for_record (db, id, error) : NULL;
  g_autoptr (GBytes) before = form != NULL ? slip_review_blob (db, content, error) : NULL;
  g_autoptr (GBytes) now =
      before != NULL ? slip_instance_content (db, form, id, NULL, error) : NULL;
  GPtrArray *changes = now != NULL ? slip_contents_diff (form, before, now, error) : NULL;

  if (changes != NULL)
    slip_changes_name (db, form, id, changes);
  return changes;
}
