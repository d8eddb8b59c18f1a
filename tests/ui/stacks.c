/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SPDX-FileCopyrightText: 2026 The Slipway authors */

/* Loaded into the program whose leaks a test looks for (LD_PRELOAD), it keeps the address sanitizer from finding out stacks that
 * tell nothing about a leak: of what frees memory, and of GLib's thread that reads and writes D-Bus's messages, in which nothing
 * of ours runs. With fast_unwind_on_malloc=0 stacks are most of what such a program does. */

#include <dlfcn.h>
#include <stdbool.h>
#include <linux/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <unwind.h>

/* Nothing here may lead back into the sanitizer, which may not be ready yet: so no prctl() and no strcmp(). */
#define OWN __thread __attribute__ ((tls_model ("initial-exec")))

static OWN bool frees;
/* Threads get their name before they allocate anything that is looked for: 0 until it was asked. */
static OWN signed char reads_messages;

void free (void *memory);
/* The sanitizer's own. To ask for it by dlsym() would not do: that frees, too. */
void __interceptor_free (void *memory);

void
free (void *memory)
{
  bool was = frees;

  frees = true;
  __interceptor_free (memory);
  frees = was;
}

/* One frame is the least that the sanitizer takes for a stack. */
struct first
{
  _Unwind_Trace_Fn tell;
  void *data;
};

static _Unwind_Reason_Code
tell_first (struct _Unwind_Context *context, void *data)
{
  struct first *first = data;

  first->tell (context, first->data);
  return _URC_END_OF_STACK;
}

_Unwind_Reason_Code
_Unwind_Backtrace (_Unwind_Trace_Fn tell, void *data)
{
  static _Unwind_Reason_Code (*real) (_Unwind_Trace_Fn, void *) = NULL;
  struct first first = { tell, data };

  if (real == NULL)
    *(void **) &real = dlsym (RTLD_NEXT, "_Unwind_Backtrace");
  if (reads_messages == 0)
    {
      union
      {
        char text[16];
        unsigned long long start;
      } name = { "" }, gdbus = { "gdbus" };

      syscall (SYS_prctl, PR_GET_NAME, name.text, 0, 0, 0);
      reads_messages = name.start == gdbus.start ? 1 : -1;
    }
  return frees || reads_messages == 1 ? real (tell_first, &first) : real (tell, data);
}
