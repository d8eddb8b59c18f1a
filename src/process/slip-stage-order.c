/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Order across documents and separation of duties. The documents of the stages before are judged by their own signatures
 * first (a stage never comes after itself, so that ends), and what of that the signer had seen is what counts. */

#include "process/slip-stage-order.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "core/slip-error.h"
#include "process/slip-approved.h"
#include "process/slip-processes.h"
#include "process/slip-roles.h"

/* An earlier document. */
typedef struct
{
  char *record;
  char *form_id;
  SlipForm *form;       /* nullable: not here */
  SlipSignoff *signoff; /* nullable: as far as revisions go; NULL without @form */
} Earlier;

/* What a signer could know of the release: the approved revisions that the process' questions ask. */
typedef struct
{
  xmlDoc *dossier;
  SlipEvidence *evidence;
} Known;

struct _SlipStageOrder
{
  SlipDatabase *database;
  SlipProcess *process; /* nullable: not here, then @missing */
  char *missing;
  char *release;
  GHashTable *documents; /* record → Earlier */
  GHashTable *records;   /* form → GPtrArray of records */
  GHashTable *known;     /* contents of the revisions → Known */
  GHashTable *contents;  /* what was read of contents, while it is shared */
  SlipRulings *rulings;  /* nullable: not asked yet */
};

static void
earlier_free (gpointer data)
{
  Earlier *earlier = data;

  g_clear_pointer (&earlier->signoff, slip_signoff_free);
  g_clear_pointer (&earlier->form, slip_form_unref);
  g_free (earlier->record);
  g_free (earlier->form_id);
  g_free (earlier);
}

static void
known_free (gpointer data)
{
  Known *known = data;

  slip_evidence_free (known->evidence);
  xmlFreeDoc (known->dossier);
  g_free (known);
}

SlipStageOrder *
slip_stage_order_new_under (SlipDatabase *database, const char *release, SlipProcess *process,
                            GError **error)
{
  SlipStageOrder *order = g_new0 (SlipStageOrder, 1);

  order->database = database;
  order->process = process != NULL ? slip_process_ref (process) : NULL;
  order->release = g_strdup (release);
  order->documents = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, earlier_free);
  order->records =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  order->contents = slip_scope_contents_new ();
  order->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  return order;
}

SlipStageOrder *
slip_stage_order_new_for (SlipDatabase *database, const char *release, GError **error)
{
  g_autoptr (SlipProcess) process = NULL;
  g_autofree char *digest = NULL;
  g_autoptr (GError) failure = NULL;
  SlipStageOrder *order;

  if (!slip_processes_pinned (database, release, &digest, error))
    return NULL;
  process = digest != NULL ? slip_processes_get (database, digest, &failure) : NULL;
  order = slip_stage_order_new_under (database, release, process, error);
  /* Nothing passes because its rules aren't here. */
  if (failure != NULL)
    order->missing = g_strdup (failure->message);
  return order;
}

SlipStageOrder *
slip_stage_order_new (SlipDatabase *database, const char *record, GError **error)
{
  g_autofree char *release = slip_database_get_text (
      database, NULL, "SELECT release FROM record WHERE id = ?", "s", record);
  g_autoptr (SlipStageOrder) order =
      release != NULL ? slip_stage_order_new_for (database, release, error) : NULL;

  return order != NULL && (order->process != NULL || order->missing != NULL)
             ? g_steal_pointer (&order)
             : NULL;
}

void
slip_stage_order_free (SlipStageOrder *order)
{
  g_hash_table_unref (order->documents);
  g_hash_table_unref (order->records);
  g_hash_table_unref (order->known);
  g_hash_table_unref (order->contents);
  g_clear_pointer (&order->rulings, slip_rulings_free);
  g_clear_pointer (&order->process, slip_process_unref);
  g_free (order->missing);
  g_free (order->release);
  g_free (order);
}

/* == the documents before == */

/* (transfer none): records of the release's documents of this form. */
static GPtrArray *
records_of (SlipStageOrder *order, const char *form)
{
  GPtrArray *records = g_hash_table_lookup (order->records, form);
  g_autoptr (SlipQuery) query = NULL;

  if (records != NULL)
    return records;
  records = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_insert (order->records, g_strdup (form), records);
  query = slip_database_query (order->database, NULL,
                               "SELECT id FROM record WHERE kind = 'document' AND release = ? AND "
                               "form = ? AND NOT dead ORDER BY clock, replica",
                               "ss", order->release, form);
  while (query != NULL && slip_query_next (query, NULL))
    g_ptr_array_add (records, g_strdup (slip_query_text (query, 0)));
  return records;
}

static Earlier *
load_earlier (SlipStageOrder *order, const char *record, const char *form)
{
  Earlier *earlier = g_hash_table_lookup (order->documents, record);

  if (earlier != NULL)
    return earlier;
  earlier = g_new0 (Earlier, 1);
  earlier->record = g_strdup (record);
  earlier->form_id = g_strdup (form);
  g_hash_table_insert (order->documents, earlier->record, earlier);
  earlier->form = slip_forms_for_record (order->database, record, NULL);
  if (earlier->form != NULL)
    earlier->signoff =
        slip_signoff_load_revisions (order->database, earlier->form, record, order, NULL);
  return earlier;
}

SlipSignoff *
slip_stage_order_signoff (SlipStageOrder *order, SlipForm *form, const char *record)
{
  return load_earlier (order, record, slip_form_get_id (form))->signoff;
}

gboolean
slip_stage_order_covers (SlipStageOrder *order, const char *record)
{
  return g_hash_table_contains (order->documents, record) ||
         slip_database_get_int (order->database, 0,
                                "SELECT 1 FROM record WHERE id = ? AND release = ?", "ss", record,
                                order->release) > 0;
}

static GPrivate shared;

void
slip_stage_order_share (SlipStageOrder *order)
{
  g_private_set (&shared, order);
  slip_scope_share_contents (order != NULL ? order->contents : NULL);
}

SlipStageOrder *
slip_stage_order_shared (void)
{
  return g_private_get (&shared);
}

/* Whether the signer had seen what took the approval back. */
static gboolean
had_seen_end (SlipStageOrder *order, const SlipSignature *signature, const Earlier *earlier,
              const SlipRevision *revision)
{
  const SlipSignature *end = revision->taken_back;
  g_autofree char *hash = NULL;
  g_autoptr (SlipQuery) query = NULL;

  if (end == NULL)
    return FALSE;
  if (end->withdrawn == NULL)
    return slip_signature_had_seen (signature, end->replica, end->clock);
  hash = slip_hash_to_hex (&end->withdrawn->hash);
  query = slip_database_query (order->database, NULL,
                               "SELECT replica, clock FROM statement WHERE hash = ? AND record = ?",
                               "ss", hash, earlier->record);
  while (query != NULL && slip_query_next (query, NULL))
    if (slip_signature_had_seen (signature, slip_query_text (query, 0),
                                 (guint64) slip_query_int (query, 1)))
      return TRUE;
  return FALSE;
}

/* (nullable): the revision that was approved in what the signer had seen. */
static SlipRevision *
approved_as_seen (SlipStageOrder *order, const SlipSignature *signature, const Earlier *earlier)
{
  if (earlier->signoff == NULL)
    return NULL;
  for (guint i = earlier->signoff->revisions->len; i > 0; i--)
    {
      SlipRevision *revision = g_ptr_array_index (earlier->signoff->revisions, i - 1);

      if (slip_signature_had_seen (signature, revision->completion->replica,
                                   revision->completion->clock))
        return had_seen_end (order, signature, earlier, revision) ? NULL : revision;
    }
  return NULL;
}

static gboolean
is_approved_as_seen (SlipStageOrder *order, const SlipSignature *signature, const char *form)
{
  GPtrArray *records = records_of (order, form);

  for (guint i = 0; i < records->len; i++)
    if (approved_as_seen (order, signature,
                          load_earlier (order, g_ptr_array_index (records, i), form)) != NULL)
      return TRUE;
  return FALSE;
}

/* == what the process asks of them == */

static gboolean
asks_about (const SlipQuestion *question, const char *form)
{
  const char *at = question != NULL ? slip_question_get_text (question) : NULL;

  return at != NULL && strstr (at, form) != NULL;
}

/* Whether one of the stages before @stage is left out, or needs a document, by what a document of the form says. */
static gboolean
is_asked (const SlipProcess *process, const SlipStage *stage, const char *form)
{
  for (guint i = 0; i < process->stages->len; i++)
    {
      const SlipStage *one = g_ptr_array_index (process->stages, i);

      if (!slip_process_is_after (process, stage, one))
        continue;
      if (asks_about (one->skip, form))
        return TRUE;
      for (guint j = 0; j < one->documents->len; j++)
        if (asks_about (((SlipStageDocument *) g_ptr_array_index (one->documents, j))->required,
                        form))
          return TRUE;
    }
  return FALSE;
}

/* The revisions that the questions ask, as the signer knew them; @key: their contents. */
static GPtrArray *
list_known (SlipStageOrder *order, const SlipSignature *signature, const SlipStage *stage,
            GString *key)
{
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < order->process->stages->len; i++)
    {
      const SlipStage *one = g_ptr_array_index (order->process->stages, i);

      for (guint j = 0;
           slip_process_is_after (order->process, stage, one) && j < one->documents->len; j++)
        {
          const SlipStageDocument *document = g_ptr_array_index (one->documents, j);
          GPtrArray *records;

          if (!is_asked (order->process, stage, document->form))
            continue;
          records = records_of (order, document->form);
          for (guint k = 0; k < records->len; k++)
            {
              Earlier *earlier =
                  load_earlier (order, g_ptr_array_index (records, k), document->form);
              SlipRevision *revision = approved_as_seen (order, signature, earlier);

              if (revision == NULL)
                continue;
              g_string_append_printf (key, "%s %s ", earlier->record, revision->content);
              g_ptr_array_add (list, earlier);
              g_ptr_array_add (list, revision);
            }
        }
    }
  return list;
}

static SlipEvidence *
know (SlipStageOrder *order, const SlipSignature *signature, const SlipStage *stage)
{
  g_autoptr (GString) key = g_string_new (NULL);
  g_autoptr (GPtrArray) list = list_known (order, signature, stage, key);
  Known *known = g_hash_table_lookup (order->known, key->str);
  SlipStageOrder *outer = slip_stage_order_shared ();
  xmlNode *root;

  if (known != NULL)
    return known->evidence;
  /* The revisions ask for the state of their documents, which have all been judged here. */
  slip_stage_order_share (outer != NULL ? outer : order);
  known = g_new0 (Known, 1);
  known->dossier = xmlNewDoc (NULL);
  root = xmlNewDocNode (known->dossier, NULL, BAD_CAST "dossier", NULL);
  xmlDocSetRootElement (known->dossier, root);
  for (guint i = 0; i < list->len; i += 2)
    {
      Earlier *earlier = g_ptr_array_index (list, i);
      xmlDoc *instance = slip_approved_instance (order->database, earlier->form, earlier->record,
                                                 g_ptr_array_index (list, i + 1), FALSE, NULL);
      xmlNode *tree;

      if (instance == NULL)
        continue;
      tree = xmlDocGetRootElement (instance);
      xmlUnlinkNode (tree);
      xmlAddChild (root, tree);
      xmlFreeDoc (instance);
    }
  slip_stage_order_share (outer);
  /* No question of order asks for the time. */
  known->evidence = slip_evidence_new (known->dossier, "");
  g_hash_table_insert (order->known, g_string_free (g_steal_pointer (&key), FALSE), known);
  return known->evidence;
}

static SlipRulings *
rulings (SlipStageOrder *order)
{
  if (order->rulings == NULL)
    order->rulings = slip_rulings_load (order->database, order->process, order->release, NULL);
  return order->rulings;
}

static gboolean
is_seen_ruling (const SlipRulingState *state, const SlipSignature *signature,
                SlipStatementType type)
{
  return state->refused == NULL && state->signature->statement->type == type &&
         slip_signature_had_seen (signature, state->signature->replica, state->signature->clock);
}

/* Whether the release has to have it, by the newest tailoring that the signer had seen, else by the process. What can't be
 * told is needed. */
static gboolean
is_required (SlipStageOrder *order, const SlipSignature *signature, const SlipStage *stage,
             const SlipStageDocument *document)
{
  SlipRulings *all = rulings (order);
  const SlipRuling *newest = NULL;

  for (guint i = 0; all != NULL && i < all->all->len; i++)
    {
      const SlipRulingState *state = g_ptr_array_index (all->all, i);

      if (is_seen_ruling (state, signature, SLIP_STATEMENT_TAILORING) &&
          g_str_equal (state->signature->statement->ruling->form, document->form))
        newest = state->signature->statement->ruling;
    }
  if (newest != NULL)
    return newest->required;
  return document->required == NULL ||
         slip_question_ask (document->required, know (order, signature, stage), NULL) !=
             SLIP_REPLY_NO;
}

static char *
check_stages (SlipStageOrder *order, SlipForm *form, const SlipSignature *signature)
{
  SlipStage *stage = NULL;
  const SlipStageDocument *own =
      slip_process_document_of (order->process, slip_form_get_id (form), &stage);

  if (own == NULL || own->anytime)
    return NULL;
  for (guint i = 0; i < order->process->stages->len; i++)
    {
      const SlipStage *one = g_ptr_array_index (order->process->stages, i);

      if (!slip_process_is_after (order->process, stage, one) ||
          (one->skip != NULL && slip_stage_is_skipped (one, know (order, signature, stage), NULL)))
        continue;
      for (guint j = 0; j < one->documents->len; j++)
        {
          const SlipStageDocument *document = g_ptr_array_index (one->documents, j);

          if (!document->anytime && is_required (order, signature, stage, document) &&
              !is_approved_as_seen (order, signature, document->form))
            return g_strdup_printf (
                _ ("it is out of order: %s, of stage %s (%s), has to be approved first"),
                document->form, one->number, slip_process_text (one->title));
        }
    }
  return NULL;
}

/* == separation of duties == */

/* Whether the person had made the document, or changed something in it, before signing. */
static gboolean
has_drafted (SlipStageOrder *order, const SlipSeparation *separation, const char *record,
             const SlipSignature *signature)
{
  const char *sql =
      separation->drafter == SLIP_DRAFTER_MAKER
          ? "SELECT 1 FROM record WHERE id = ? AND person = ? AND clock < ?"
          : "SELECT 1 FROM op WHERE record = ? AND person = ? AND clock < ? AND counts AND kind IN "
            "('document', 'set', 'set-blob', 'attach', 'put', 'drop', 'add', 'move', 'delete') "
            "LIMIT 1";

  return slip_database_get_int (order->database, 0, sql, "ssi", record, signature->person,
                                (gint64) MIN (signature->clock, G_MAXINT64)) > 0;
}

static gboolean
somebody_else_approved (SlipCounting *counting, const SlipSignature *signature)
{
  for (guint i = 0; i < counting->counted->len; i++)
    {
      const SlipSignature *other = g_ptr_array_index (counting->counted, i);

      if (other->verdict == SLIP_VERDICT_APPROVE &&
          !g_str_equal (other->person, signature->person) &&
          slip_signature_had_seen (signature, other->replica, other->clock) &&
          slip_signature_agree (signature, other))
        return TRUE;
    }
  return FALSE;
}

/* The recorded exception: a waiver that was in force, as far as the log proves. */
static gboolean
is_excepted (SlipStageOrder *order, const SlipSeparation *separation,
             const SlipSignature *signature)
{
  SlipRulings *all = rulings (order);
  gint64 at_ms = MAX (signature->time_ms, signature->not_before_ms);

  for (guint i = 0; all != NULL && i < all->all->len; i++)
    {
      const SlipRulingState *state = g_ptr_array_index (all->all, i);

      if (is_seen_ruling (state, signature, SLIP_STATEMENT_WAIVER) &&
          g_str_equal (state->signature->statement->ruling->criterion, separation->id) &&
          at_ms < state->signature->statement->ruling->until_ms)
        return TRUE;
    }
  return FALSE;
}

static char *
check_duties (SlipStageOrder *order, SlipCounting *counting, const SlipSignature *signature)
{
  for (guint i = 0; i < order->process->separations->len; i++)
    {
      const SlipSeparation *separation = g_ptr_array_index (order->process->separations, i);

      if (!g_str_equal (separation->form, slip_form_get_id (counting->form)) ||
          !g_str_equal (separation->slot, signature->slot) ||
          !has_drafted (order, separation, counting->record, signature) ||
          (separation->drafter == SLIP_DRAFTER_NOT_ALONE &&
           somebody_else_approved (counting, signature)) ||
          is_excepted (order, separation, signature))
        continue;
      return g_strdup_printf (
          _ ("its signer drafted the document: %s An exception would be a waiver of “%s”"),
          slip_process_text (separation->text), separation->id);
    }
  return NULL;
}

/* == concerns == */

/* One that the signer knew of: against the document itself, or, where Go is given, against any that leads there. */
static char *
check_concerns (SlipStageOrder *order, SlipCounting *counting, const SlipSignature *signature)
{
  SlipRulings *all = rulings (order);
  const char *form = slip_form_get_id (counting->form);

  for (guint i = 0; all != NULL && i < all->discussions->all->len; i++)
    {
      const SlipDiscussion *one = g_ptr_array_index (all->discussions->all, i);
      g_autofree char *summary = NULL;

      if (!slip_discussion_is_against (one, order->process, counting->record, form) ||
          !slip_discussion_was_open (all->discussions, one, signature))
        continue;
      summary = slip_discussion_summary (one);
      return g_strdup_printf (_ ("a concern stands against %s, which only the role %s closes: %s"),
                              one->form, slip_role_name (one->role), summary);
    }
  return NULL;
}

char *
slip_stage_order_check (SlipStageOrder *order, SlipCounting *counting,
                        const SlipSignature *signature)
{
  char *why;

  if (order->process == NULL)
    return g_strdup (order->missing); /* or NULL: it follows none */
  why = check_stages (order, counting->form, signature);
  if (why == NULL)
    why = check_duties (order, counting, signature);
  return why != NULL ? why : check_concerns (order, counting, signature);
}

gboolean
slip_signoff_check_turn (SlipDatabase *database, SlipForm *form, const char *record,
                         const SlipSignoff *signoff, const SlipStatement *statement, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (SlipStageOrder) order = slip_stage_order_new (database, record, &failure);
  g_autoptr (GPtrArray) counted = g_ptr_array_new ();
  SlipCounting counting = { .database = database, .form = form, .record = record };
  /* What its op will be: after all that is here. */
  const SlipSignature signature = {
    .replica = (char *) "",
    .clock = G_MAXINT64,
    .statement = (SlipStatement *) statement,
    .slot = statement->sign_off->slot,
    .role = statement->role,
    .verdict = statement->sign_off->verdict,
    .person = statement->person,
    .time_ms = statement->time_ms,
    .sections = statement->sign_off->sections,
  };
  g_autofree char *why = NULL;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  for (guint i = 0; i < signoff->signatures->len; i++)
    if (((SlipSignature *) g_ptr_array_index (signoff->signatures, i))->valid)
      g_ptr_array_add (counted, g_ptr_array_index (signoff->signatures, i));
  counting.counted = counted;
  if (order != NULL && signature.verdict == SLIP_VERDICT_APPROVE)
    why = slip_stage_order_check (order, &counting, &signature);
  if (why != NULL)
    g_set_error (error, SLIP_ERROR, SLIP_ERROR_NOT_ALLOWED, _ ("this wouldn't count: %s"), why);
  return why == NULL;
}
