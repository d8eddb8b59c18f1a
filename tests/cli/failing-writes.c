/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Slipway authors
 */

/* A disk that fails, for LD_PRELOAD: from the n-th write to a regular file on (SLIPWAY_FAIL_AT), everything that writes fails
 * with ENOSPC, or with EIO if SLIPWAY_FAIL_WITH says so. What is removed or read goes well, as on a full disk. */

/* Both names of pwrite() are wanted, so that neither may stand for the other. */
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static long
limit (void)
{
  static long at = -2;

  if (at == -2)
    {
      const char *text = getenv ("SLIPWAY_FAIL_AT");

      at = text != NULL ? strtol (text, NULL, 10) : -1;
    }
  return at;
}

static int
is_file (int fd)
{
  struct stat info;

  return fd > 2 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode);
}

/* Counts; nonzero when this one fails. */
static int
fails (int fd)
{
  static long n;
  const char *with;

  if (limit () < 0 || !is_file (fd) || __atomic_add_fetch (&n, 1, __ATOMIC_RELAXED) < limit ())
    return 0;
  with = getenv ("SLIPWAY_FAIL_WITH");
  errno = with != NULL && strcmp (with, "EIO") == 0 ? EIO : ENOSPC;
  return 1;
}

#define NEXT(type, name)                                                                           \
  static type next;                                                                                \
  if (next == NULL)                                                                                \
  *(void **) &next = dlsym (RTLD_NEXT, name)

typedef ssize_t (*Write) (int, const void *, size_t);
typedef ssize_t (*Pwrite) (int, const void *, size_t, off_t);
typedef ssize_t (*Writev) (int, const struct iovec *, int);
typedef int (*Sync) (int);

ssize_t
write (int fd, const void *data, size_t length)
{
  NEXT (Write, "write");
  return fails (fd) ? -1 : next (fd, data, length);
}

ssize_t
pwrite (int fd, const void *data, size_t length, off_t at)
{
  NEXT (Pwrite, "pwrite");
  return fails (fd) ? -1 : next (fd, data, length, at);
}

ssize_t
pwrite64 (int fd, const void *data, size_t length, off_t at)
{
  NEXT (Pwrite, "pwrite64");
  return fails (fd) ? -1 : next (fd, data, length, at);
}

ssize_t
writev (int fd, const struct iovec *parts, int n)
{
  NEXT (Writev, "writev");
  return fails (fd) ? -1 : next (fd, parts, n);
}

int
fsync (int fd)
{
  NEXT (Sync, "fsync");
  return fails (fd) ? -1 : next (fd);
}

int
fdatasync (int fd)
{
  NEXT (Sync, "fdatasync");
  return fails (fd) ? -1 : next (fd);
}
