/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A disk that fails, at every single step: what was acknowledged is there afterwards, nothing is
 * there half, and the same connection goes on as soon as the disk does. */

#include "store-test.h"

#include "failing-vfs.h"

typedef struct
{
  char *folder;
  char *path;
  char *doc;
  GBytes *template; /* a database with something in it, closed */
} Fixture;

static const char *const ends[] = { "", "-wal", "-shm", "-journal", ".copy", ".copy.part" };

static void
clean (Fixture *f)
{
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strconcat (f->path, ends[i], NULL);

      g_unlink (path);
    }
}

static Replica *
open_again (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  SlipDatabase *db = slip_database_open (f->path, SLIP_DATABASE_WRITE, &error);

  g_assert_no_error (error);
  return replica_take (db, 1);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize length;
  Replica *self;

  memset (&disk, 0, sizeof disk);
  f->folder = g_dir_make_tmp ("slip-disk-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "workspace.db", NULL);
  f->doc = fixed_id (10, SLIP_ID_BYTES);
  self = replica_take (slip_database_open (f->path, SLIP_DATABASE_CREATE, &error), 1);
  g_assert_no_error (error);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *field = g_strdup_printf ("s/f%u", i);

      do_set (self, f->doc, "", field, "there from the beginning");
    }
  replica_seal (self);
  replica_free (self);
  g_assert_true (g_file_get_contents (f->path, &bytes, &length, &error));
  f->template = g_bytes_new_take (bytes, length);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  clean (f);
  g_rmdir (f->folder);
  g_bytes_unref (f->template);
  g_free (f->folder);
  g_free (f->path);
  g_free (f->doc);
}

static void
start_anew (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *bytes = g_bytes_get_data (f->template, &length);

  clean (f);
  /* Without waiting for the disk, as everywhere here. */
  g_file_set_contents_full (f->path, bytes, length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
}

/* The work that fails: a few ops, in one transaction with their frame. */
static gboolean
work (Replica *self, Fixture *f, GError **error)
{
  if (!slip_database_begin (self->db, error))
    return FALSE;
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *field = g_strdup_printf ("s/f%u", i);
      g_autoptr (GArray) names = slip_values_names (self->db, f->doc, "", field, NULL, error);
      g_autoptr (SlipOp) op = NULL;

      if (names != NULL)
        op = slip_log_do (self->db, SLIP_OP_SET, SLIP_UNKNOWN_IGNORE, f->doc,
                          (SlipOpName *) (gpointer) names->data, names->len,
                          g_variant_new ("(@ayss)", slip_op_id_variant (""), field, "changed"),
                          error);
      if (op == NULL)
        {
          slip_database_rollback (self->db);
          return FALSE;
        }
    }
  if (slip_log_seal (self->db, self->secret, error) && slip_database_commit (self->db, error))
    return TRUE;
  slip_database_rollback (self->db);
  return FALSE;
}

static void
arm (gint64 step, int code, gboolean stays)
{
  disk.steps = 0;
  disk.fail_at = step;
  disk.code = code;
  disk.stays = stays;
}

/* 12 or 0 fields are changed, their frame is there or not, and folding anew changes nothing. */
static void
check (Replica *self, gboolean done)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = dump_of (self->db);
  g_autofree char *after = NULL;
  g_autofree char *sound = NULL;

  g_assert_cmpint (slip_database_get_int (self->db, -1,
                                          "SELECT count(*) FROM value WHERE value = 'changed'", ""),
                   ==, done ? 12 : 0);
  g_assert_cmpint (slip_database_get_int (self->db, -1, "SELECT count(*) FROM value", ""), ==, 21);
  g_assert_cmpint (held_of (self->db, self->replica), ==, done ? 3 : 2);
  g_assert_cmpint (slip_log_outbox_size (self->db), ==, 0);
  sound = slip_database_get_text (self->db, &error, "PRAGMA integrity_check", "");
  g_assert_cmpstr (sound, ==, "ok");
  slip_search_check (self->db, &error);
  g_assert_no_error (error);
  slip_fold_rebuild (self->db, &error);
  g_assert_no_error (error);
  after = dump_of (self->db);
  assert_same_dump (before, after);
}

typedef struct
{
  int code;
  gboolean stays;
} Failure;

static const Failure full_once = { SQLITE_FULL, FALSE };
static const Failure full = { SQLITE_FULL, TRUE };
static const Failure broken_once = { SQLITE_IOERR, FALSE };
static const Failure broken = { SQLITE_IOERR, TRUE };

static void
assert_named (const GError *error, const Failure *how)
{
  int code = how->code == SQLITE_FULL ? SLIP_ERROR_NO_SPACE : SLIP_ERROR_FAILED;

  g_assert_error (error, SLIP_ERROR, code);
}

static void
test_every_step (Fixture *f, gconstpointer data)
{
  const Failure *how = data;
  gboolean through = FALSE;
  gint64 step;

  for (step = 1; !through; step++)
    {
      g_autoptr (GError) error = NULL;
      Replica *self;
      gboolean done;

      start_anew (f);
      self = open_again (f);
      /* Acknowledged before. */
      do_set (self, f->doc, "", "s/before", "kept");
      replica_seal (self);

      arm (step, how->code, how->stays);
      done = work (self, f, &error);
      through = disk.steps < step;
      if (!done)
        assert_named (error, how);
      g_assert_true (done || !through);
      g_clear_error (&error);
      arm (0, 0, FALSE);

      check (self, done);
      if (!done)
        {
          g_assert_true (work (self, f, &error));
          g_assert_no_error (error);
        }
      check (self, TRUE);
      replica_free (self);
      self = open_again (f);
      check (self, TRUE);
      replica_free (self);
    }
  g_assert_cmpint (step, >, 10);
}

/* The disk fails while the database is closed: then the log is worked in when it is opened next. */
static void
test_closing (Fixture *f, gconstpointer data)
{
  const Failure *how = data;
  gboolean through = FALSE;

  for (gint64 step = 1; !through; step++)
    {
      g_autoptr (GError) error = NULL;
      Replica *self;

      start_anew (f);
      self = open_again (f);
      do_set (self, f->doc, "", "s/before", "kept");
      replica_seal (self);
      g_assert_true (work (self, f, &error));
      arm (step, how->code, how->stays);
      replica_free (self);
      through = disk.steps < step;
      arm (0, 0, FALSE);
      self = open_again (f);
      check (self, TRUE);
      replica_free (self);
    }
}

/* A backup is whole or not there. */
static void
test_backup (Fixture *f, gconstpointer data)
{
  const Failure *how = data;
  g_autofree char *copy = g_strconcat (f->path, ".copy", NULL);
  g_autofree char *partial = g_strconcat (copy, ".part", NULL);
  gboolean done = FALSE;

  for (gint64 step = 1; !done; step += 7)
    {
      g_autoptr (GError) error = NULL;
      Replica *self;

      start_anew (f);
      self = open_again (f);
      arm (step, how->code, how->stays);
      done = slip_database_backup (self->db, copy, &error);
      arm (0, 0, FALSE);
      if (!done)
        assert_named (error, how);
      g_assert_cmpint (g_file_test (copy, G_FILE_TEST_EXISTS), ==, done);
      g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));
      replica_free (self);
    }
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    const Failure *how;
  } failures[] = {
    { "full-once", &full_once },
    { "full", &full },
    { "broken-once", &broken_once },
    { "broken", &broken },
  };

  g_test_init (&argc, &argv, NULL);
  failing_vfs_install ();
  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autofree char *step = g_strdup_printf ("/disk/every-step/%s", failures[i].name);
      g_autofree char *closing = g_strdup_printf ("/disk/closing/%s", failures[i].name);
      g_autofree char *backup = g_strdup_printf ("/disk/backup/%s", failures[i].name);

      g_test_add (step, Fixture, failures[i].how, set_up, test_every_step, tear_down);
      g_test_add (closing, Fixture, failures[i].how, set_up, test_closing, tear_down);
      g_test_add (backup, Fixture, failures[i].how, set_up, test_backup, tear_down);
    }
  return g_test_run ();
}
