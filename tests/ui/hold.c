/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* Loaded into the program that a test drives (LD_PRELOAD), it holds up what takes long on a real machine for as long as the
 * file SLIP_TEST_HOLD is there: passphrases that are worked on, and files of a workspace that is being made. */

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
hold (void)
{
  const char *file = getenv ("SLIP_TEST_HOLD");

  while (file != NULL && access (file, F_OK) == 0)
    usleep (10 * 1000);
}

int crypto_pwhash (unsigned char *out, unsigned long long length, const char *passphrase,
                   unsigned long long passphrase_length, const unsigned char *salt,
                   unsigned long long passes, size_t memory, int algorithm);

int
crypto_pwhash (unsigned char *out, unsigned long long length, const char *passphrase,
               unsigned long long passphrase_length, const unsigned char *salt,
               unsigned long long passes, size_t memory, int algorithm)
{
  __typeof__ (crypto_pwhash) *real = dlsym (RTLD_NEXT, "crypto_pwhash");

  hold ();
  return real (out, length, passphrase, passphrase_length, salt, passes, memory, algorithm);
}

int
fsync (int fd)
{
  int (*real) (int) = dlsym (RTLD_NEXT, "fsync");
  char link[64];
  char path[4096];
  ssize_t length;

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = readlink (link, path, sizeof path - 1);
  if (length > 0)
    {
      path[length] = '\0';
      if (strstr (path, "/.slipway-new/") != NULL)
        hold ();
    }
  return real (fd);
}
