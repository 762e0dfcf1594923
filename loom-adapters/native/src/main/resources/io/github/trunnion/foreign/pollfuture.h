/* pollfuture.h - a C ABI for poll-based futures that bring their own reactor.  Version 1.
 *
 * Two sides meet here. The EXECUTOR polls futures and owns the thread that they are polled on, the home thread. The
 * LIBRARY implements futures, and perhaps a reactor that waits for their events. Either side may be written in any
 * language. In Java it is the module io.github.trunnion.foreign, in Rust the crate beside it.
 *
 * THE IDEA. pf_context has a slot. A future that needs a reactor looks into the slot while it is polled. If the slot is
 * empty, it puts its reactor there; if its own reactor is there already, it uses that one; if there is another one, it
 * ends with PF_ERR_CONFLICT. When the executor has nothing to do, it calls `park` of what is in the slot: the thread
 * that polls futures also waits for their events, in one system call.
 *
 * OWNERSHIP
 *  O1  A pf_future has one owner. Who receives it from a function owns it, and calls `drop` exactly once.
 *  O2  `drop` ends the future whatever its state. A pending future is cancelled by it: it takes back what it registered.
 *  O3  A pf_context, its slot and waker_data are lent for the duration of one `poll`. A future keeps none of the
 *      pointers; it keeps a clone of the waker.
 *  O4  A clone of a waker is ended exactly once, by `wake` or by `drop`. With `clone` NULL the data is an id: it may be
 *      copied, kept and forgotten.
 *  O5  A waker vtable outlives all clones made through it. So do future and hook vtables outlive what they are for. In
 *      practice all vtables are static, and a library that has handed one out is never unloaded.
 *  O6  What a future writes into an empty slot is a reference that belongs to the executor from then on. The executor
 *      ends it by `close` on the home thread and then one `release`.
 *  O7  Any other reference to a hook is made by `retain` and ended by one `release`; both on any thread.
 *  O8  What `take` has written to pf_result belongs to the caller; a buffer (ptr not NULL) is given back by `buf_free`
 *      of the same vtable, exactly once, on any thread.
 *
 * IDENTITY. Two hooks are the same if the addresses of their vtables are equal and their data are equal. So a hook's
 * vtable is a static object. (Addresses of functions prove nothing: compilers merge and duplicate functions.) The same
 * source compiled into two libraries makes two vtables, so two reactors, which conflict. One reactor is one library.
 *
 * THREADS. `poll`, `take` and `drop` of one future are never called at the same time. A future without PF_SEND is
 * polled, taken and dropped on one thread: that of its first poll. Before that poll it may be handed to another thread
 * than the one that has made it, or be dropped there, so until then it holds nothing that is bound to a thread. One
 * with PF_SEND may move between polls, and so does not use the slot, which may be NULL for it. The slot is used only
 * inside `poll`. Functions of a hook or waker are called where their comment says.
 *
 * UNWINDING. No exception or panic leaves a function of this file, in either direction.
 */
#ifndef POLLFUTURE_H
#define POLLFUTURE_H

#include <stddef.h>
#include <stdint.h>

#define PF_ABI_VERSION 1u

/* What poll and take return. Negative: the caller is wrong, and nothing was done. */
enum {
  PF_PENDING = 0,  /* the waker of this poll will be woken                                                    */
  PF_READY = 1,    /* finished with a value                                                                   */
  PF_FAILED = 2,   /* finished with an error: a code (PF_ERR_*) and a message                                 */
  PF_PANICKED = 3, /* finished because its code panicked: a message. drop may return it too, and has dropped  */

  PF_E_DONE = -1,   /* polled after it had finished                                                           */
  PF_E_BUSY = -2,   /* called while another call is inside of the same future                                 */
  PF_E_THREAD = -3, /* called on another thread than the home thread                                          */
  PF_E_ARG = -4,    /* a null pointer, a struct too small, an unknown version, a time below zero              */
  PF_E_STATE = -5,  /* take before the end or for the second time; park after fail or close                   */
  PF_E_SYS = -1000  /* a system call failed; the value is PF_E_SYS - errno                                    */
};

/* pf_result.code of PF_FAILED. Codes of 1000 and above are the library's own. */
enum {
  PF_ERR_OTHER = 0,
  PF_ERR_IO = 1,             /* value is errno, or 0                                                          */
  PF_ERR_CONFLICT = 2,       /* the slot holds another reactor                                                */
  PF_ERR_NO_REACTOR = 3,     /* the context has no slot, and this future cannot do without                    */
  PF_ERR_REACTOR_FAILED = 4, /* the reactor that it waits in has failed, or was closed                        */
  PF_ERR_CANCELLED = 5       /* what it waited for was cancelled by somebody else                             */
};

/* A waker: this vtable and 64 bits of data. All functions: any thread; they never block. */
typedef struct pf_waker_vtable {
  uint32_t size;                       /* sizeof of the struct that the maker knows; later versions append    */
  uint32_t abi;                        /* PF_ABI_VERSION                                                      */
  uint64_t (*clone)(uint64_t data);    /* the data of a new waker; NULL: data is an id (O4)                   */
  void (*wake)(uint64_t data);         /* wakes and ends this clone; NULL: wake_by_ref, then drop             */
  void (*wake_by_ref)(uint64_t data);  /* wakes. Several wakes before the next poll count as one              */
  void (*drop)(uint64_t data);         /* ends this clone; NULL: there is nothing to do                       */
} pf_waker_vtable;

/* A reactor's face to the executor that parks in it. */
typedef struct pf_hook_vtable {
  uint32_t size;
  uint32_t abi;
  const char *name; /* of the reactor, for messages; UTF-8, static, not NULL                                  */

  /* Home thread. Waits for events and wakes whom they are for, at most for the given time, rounded up to what the
   * reactor can measure: 0 is one turn without blocking, INT64_MAX is no bound, below 0 is PF_E_ARG. May return early.
   * Wakes before it returns, and holds nothing (no lock, no borrow) while it does: a waker may poll and drop futures.
   * Having woken somebody it returns and does not block again. Returns the number of events, or PF_E_*. */
  int32_t (*park)(void *data, int64_t nanos);

  /* Any thread. Sticky: ends the current park, or makes the next one return without blocking. Never blocks, never
   * wakes anybody. Harmless after close. */
  void (*unpark)(void *data);

  /* Home thread. 0 only if no event could come; the executor then waits elsewhere. NULL: always 1. */
  int32_t (*has_interest)(void *data);

  /* Home thread. The executor has given the reactor up because park returned an error. Wakes every waker that the
   * reactor holds; from now on park returns PF_E_STATE, and futures that wait in it end with PF_ERR_REACTOR_FAILED. */
  void (*fail)(void *data);

  /* Home thread, exactly once, after the last park. Gives back what belongs to the home thread. Futures that still
   * wait in it end with PF_ERR_REACTOR_FAILED if they are ever polled again; to drop them is harmless. */
  void (*close)(void *data);

  /* Any thread. References to data (O6, O7); the last release frees it. The last one may come long after close. */
  void (*retain)(void *data);
  void (*release)(void *data);
} pf_hook_vtable;

/* Where a future finds or registers the reactor. A future that registers writes data first, then vtable. */
typedef struct pf_hook_slot {
  const pf_hook_vtable *vtable; /* NULL: empty                                                                */
  void *data;
  const void *owner;   /* the executor's, as is the next one: pass the same pf_hook_slot on, do not copy it   */
  uint64_t owner_data;
} pf_hook_slot;

typedef struct pf_context {
  uint32_t size;
  uint32_t abi;
  const pf_waker_vtable *waker_vtable;
  uint64_t waker_data;
  pf_hook_slot *slot; /* NULL: nobody would park in a reactor                                                 */
} pf_context;

typedef struct pf_result {
  int32_t status; /* PF_READY, PF_FAILED or PF_PANICKED                                                       */
  int32_t code;   /* of PF_FAILED                                                                             */
  int64_t value;
  uint8_t *ptr;   /* bytes of the value, or the UTF-8 message; NULL: none                                     */
  size_t len;
  size_t cap;     /* for buf_free only                                                                        */
} pf_result;

enum { PF_SEND = 1u }; /* flags of pf_future_vtable */

/* The functions travel with the future, so that nobody has to know which library it comes from. */
typedef struct pf_future_vtable {
  uint32_t size;
  uint32_t abi;
  uint32_t flags;
  uint32_t reserved;
  const pf_hook_vtable *hook; /* the only reactor that these futures can wait in; NULL: unknown or none       */

  int32_t (*poll)(void *future, const pf_context *context); /* PF_PENDING .. PF_PANICKED, PF_E_*              */
  int32_t (*take)(void *future, pf_result *out);            /* after the end, once: the status, PF_E_*        */
  /* 0: dropped. PF_PANICKED: dropped, and *panic, if panic is not NULL, has the message. PF_E_*: not dropped. */
  int32_t (*drop)(void *future, pf_result *panic);
  void (*buf_free)(uint8_t *ptr, size_t len, size_t cap);
} pf_future_vtable;

/* Opaque after the first word. */
typedef struct pf_future {
  const pf_future_vtable *vtable;
} pf_future;

/* Each library exports it; it returns PF_ABI_VERSION. */
uint32_t pf_abi_version(void);

#endif
