/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* 1 GB of attachments (64 files of 16 MiB) through slipwayctl and a real Apache, beside curl moving the
 * same number of bytes in files as large as the parts on the store, to and from the same server and disk. Half of
 * curl's goes before, half after, so that a machine that is busy with something else is busy for both. curl is one process
 * that keeps its connections; neither side waits for the disk, and curl checks nothing. Prints seconds, ratios and the
 * greatest memory; SLIPWAY_BENCH_MB sets another amount. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "apache.h"
#include "sync-fixture.h"

#define FILE_BYTES (16 * 1024 * 1024)
#define PART_BYTES (768 * 1024)
#define MAX_RATIO 1.3
#define MAX_MEMORY_KB (50 * 1024)

typedef struct
{
  double seconds;
  double cpu; /* seconds, the server's aside */
  long kb;
} Cost;

/* Runs a program to its end; its standard output goes to @out (nullable). */
static Cost
run_to (const char *const *argv, char **out)
{
  gint64 start = g_get_monotonic_time ();
  g_autofree char *text = g_strjoinv (" ", (char **) argv);
  g_autoptr (GError) error = NULL;
  struct rusage usage = { 0 };
  Cost cost = { 0 };
  int status, fd = -1;
  GPid pid;

  if (!g_spawn_async_with_pipes (NULL, (char **) argv, NULL,
                                 G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD |
                                     (out == NULL ? G_SPAWN_STDOUT_TO_DEV_NULL : 0),
                                 NULL, NULL, &pid, NULL, out != NULL ? &fd : NULL, NULL, &error))
    g_error ("%s: %s", text, error->message);
  if (out != NULL)
    {
      GString *read_text = g_string_new (NULL);
      char buffer[4096];
      ssize_t n;

      while ((n = read (fd, buffer, sizeof buffer)) > 0)
        g_string_append_len (read_text, buffer, n);
      close (fd);
      *out = g_strchomp (g_string_free (read_text, FALSE));
    }
  wait4 (pid, &status, 0, &usage);
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
    g_error ("%s failed", text);
  cost.seconds = (g_get_monotonic_time () - start) / (double) G_USEC_PER_SEC;
  cost.cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
             (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / (double) G_USEC_PER_SEC;
  cost.kb = usage.ru_maxrss;
  return cost;
}

static Cost
run (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  va_list args;

  va_start (args, first);
  for (const char *word = first; word != NULL; word = va_arg (args, const char *))
    g_ptr_array_add (argv, (char *) word);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  return run_to ((const char *const *) argv->pdata, NULL);
}

static char *
run_for_text (const char *first, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  char *out = NULL;
  va_list args;

  va_start (args, first);
  for (const char *word = first; word != NULL; word = va_arg (args, const char *))
    g_ptr_array_add (argv, (char *) word);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  run_to ((const char *const *) argv->pdata, &out);
  return out;
}

static void
write_random (const char *path, gsize size, GRand *random)
{
  g_autofree guint32 *data = g_malloc (size);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < size / 4; i++)
    data[i] = g_rand_int (random);
  if (!g_file_set_contents (path, (char *) data, size, &error))
    g_error ("%s", error->message);
}

/* Everybody's turn begins with as much memory for the files' pages that was in use before: in a virtual machine the first
 * touch of a page costs several times what is copied into it. */
static void
warm_up (const char *dir, guint64 bytes)
{
  g_autofree char *path = g_build_filename (dir, "warm", NULL);
  g_autofree guint8 *data = g_malloc0 (PART_BYTES);
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

  for (guint64 at = 0; at < bytes; at += PART_BYTES)
    if (write (fd, data, PART_BYTES) != PART_BYTES)
      g_error ("can't write %s", path);
  close (fd);
  g_unlink (path);
  run ("sync", NULL);
}

/* What curl costs to put (or get) files @first to @end of PART_BYTES, one process, connections kept. */
static void
curl (const char *dir, const char *url, guint first, guint end, gboolean put, gboolean parallel,
      Cost *sum)
{
  g_autofree char *config = g_strdup_printf ("%s/curl.cfg", dir);
  g_autoptr (GString) text = g_string_new (NULL);
  Cost cost;

  for (guint i = first; i < end; i++)
    if (put)
      g_string_append_printf (
          text, "upload-file = %s/curl-part\nurl = %s/p%05u\noutput = /dev/null\n", dir, url, i);
    else
      g_string_append_printf (text, "url = %s/p%05u\noutput = %s/got/p%05u\n", url, i, dir, i);
  g_file_set_contents (config, text->str, text->len, NULL);
  if (parallel)
    cost = run ("curl", "-sf", "--no-progress-meter", "--parallel", "--parallel-max", "8", "-K",
                config, NULL);
  else
    cost = run ("curl", "-sf", "-K", config, NULL);
  sum->seconds += cost.seconds;
  sum->cpu += cost.cpu;
}

/* curl, one file after the other and eight at a time. */
static void
curl_half (const char *dir, const char *url, guint first, guint end, gboolean put, Cost *serial,
           Cost *parallel)
{
  warm_up (dir, (guint64) (end - first) * PART_BYTES);
  curl (dir, url, first, end, put, FALSE, serial);
  warm_up (dir, (guint64) (end - first) * PART_BYTES);
  curl (dir, url, first, end, put, TRUE, parallel);
}

static gboolean
judge (const char *what, Cost ours, Cost theirs, Cost parallel, guint64 mb)
{
  gboolean good = ours.seconds <= MAX_RATIO * theirs.seconds && ours.kb <= MAX_MEMORY_KB;

  g_print ("%s %" G_GUINT64_FORMAT
           " MB: %.2f s (%.0f MB/s; CPU %.2f s), curl %.2f s (CPU %.2f s), ratio "
           "%.2f (limit %.1f); curl with 8 connections %.2f s, ratio %.2f; memory %.1f MB (limit "
           "%d): %s\n",
           what, mb, ours.seconds, mb / ours.seconds, ours.cpu, theirs.seconds, theirs.cpu,
           ours.seconds / theirs.seconds, MAX_RATIO, parallel.seconds,
           ours.seconds / parallel.seconds, ours.kb / 1024.0, MAX_MEMORY_KB / 1024,
           good ? "ok" : "MISSED");
  return good;
}

int
main (void)
{
  const char *ctl = g_getenv ("SLIPWAYCTL") != NULL ? g_getenv ("SLIPWAYCTL") : "slipwayctl";
  const char *amount = g_getenv ("SLIPWAY_BENCH_MB");
  guint64 mb = amount != NULL ? g_ascii_strtoull (amount, NULL, 10) : 1024;
  guint n_files = MAX (1, mb / 16);
  guint n_parts = (guint64) n_files * FILE_BYTES / PART_BYTES;
  g_autofree char *dir = test_dir_new ();
  g_autofree char *a = g_build_filename (dir, "a", NULL);
  g_autofree char *b = g_build_filename (dir, "b", NULL);
  g_autofree char *pass = g_build_filename (dir, "pass", NULL);
  g_autofree char *file = g_build_filename (dir, "file.bin", NULL);
  g_autofree char *part = g_build_filename (dir, "curl-part", NULL);
  g_autofree char *got = g_build_filename (dir, "got", NULL);
  g_autofree char *invitation = g_build_filename (dir, "invitation.xml", NULL);
  g_autofree char *url = NULL;
  g_autofree char *release = NULL;
  g_autofree char *document = NULL;
  g_autofree char *person = NULL;
  g_autoptr (TestApache) apache = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  Cost put = { 0 }, put_parallel = { 0 }, get = { 0 }, get_parallel = { 0 };
  Cost push, pull, attach = { 0 };
  gboolean good;

  if (!test_apache_is_installed ())
    {
      g_print ("no Apache here: nothing measured\n");
      return 0;
    }
  g_setenv ("SLIPWAY_TEST_KDF", "weak", TRUE);
  apache = test_apache_start ();
  url = test_apache_url (apache, "/open/");
  g_mkdir (got, 0700);
  g_file_set_contents (pass, "correct horse battery staple\n", -1, NULL);
  write_random (part, PART_BYTES, random);

  run (ctl, "-C", a, "init", "Bench", "--person", "Ada", "--role", "development-lead",
       "--passphrase-file", pass, NULL);
  run (ctl, "-C", a, "remote", "set", url, NULL);
  run (ctl, "-C", a, "invite", invitation, NULL);
  run (ctl, "-C", a, "sync", NULL);
  person = run_for_text (ctl, "-C", b, "join", invitation, "--person", "Bo", "--passphrase-file",
                         pass, NULL);
  run (ctl, "-C", b, "remote", "set", url, NULL);
  run (ctl, "-C", b, "sync", NULL);
  run (ctl, "-C", a, "sync", NULL);
  run (ctl, "-C", a, "member", "admit", person, "--role", "qa-lead", "--passphrase-file", pass,
       NULL);
  release = run_for_text (ctl, "-C", a, "release", "new", "Bench 1", NULL);
  for (guint i = 0; i < n_files; i++)
    {
      Cost one;

      g_free (document);
      document = run_for_text (ctl, "-C", a, "document", "new", release, "deployment-plan", NULL);
      write_random (file, FILE_BYTES, random);
      one = run (ctl, "-C", a, "field", "attach", document, "rollback/evidence", file, NULL);
      attach.seconds += one.seconds;
      attach.kb = MAX (attach.kb, one.kb);
    }
  g_unlink (file);

  curl_half (dir, url, 0, n_parts / 2, TRUE, &put, &put_parallel);
  warm_up (dir, mb << 20);
  push = run (ctl, "-C", a, "sync", NULL);
  curl_half (dir, url, n_parts / 2, n_parts, TRUE, &put, &put_parallel);
  curl_half (dir, url, 0, n_parts / 2, FALSE, &get, &get_parallel);
  warm_up (dir, mb << 20);
  pull = run (ctl, "-C", b, "sync", "--attachments", "all", NULL);
  curl_half (dir, url, n_parts / 2, n_parts, FALSE, &get, &get_parallel);

  g_print ("attach %u files of 16 MiB: %.2f s, memory %.1f MB\n", n_files, attach.seconds,
           attach.kb / 1024.0);
  good = judge ("push", push, put, put_parallel, (guint64) n_files * 16);
  good = judge ("pull", pull, get, get_parallel, (guint64) n_files * 16) && good;
  test_apache_stop (g_steal_pointer (&apache));
  test_dir_remove (dir);
  return good ? 0 : 1;
}
