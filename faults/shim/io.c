/* Stands between a program and the kernel (LD_PRELOAD) and makes storage behave as it does on a bad day.
 *
 * Power cut. Every write below ROOT goes through at once, but what was there before is first put into a journal of
 * that file; fsync empties the journal. So at any moment the journals say what a machine that loses its power now
 * would NOT have kept: the harness ends every process and plays them back (faults/src/cut.rs). Names (create,
 * rename, unlink, mkdir, link) are journalled too and are kept only by an fsync of their folder. That the program
 * sees its own writes at once, through any process, mmap included, is why nothing is buffered here.
 *
 * Failure. The n-th operation of the chosen kinds answers with an errno, or ends the process with SIGKILL.
 * Clock. CLOCK_REALTIME is moved by an offset that may change while the program runs.
 *
 * STATE/control is shared by all processes; its fields are written by the harness. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { WRITES = 1, SYNCS = 2, NAMES = 4, SIZES = 8, SENDS = 16 };
enum { ACT_FAIL = 1, ACT_KILL = 2 };

struct control {
  uint64_t armed, count, at, action, error, kinds, hits;
  uint64_t record;  /* keep journals */
  uint64_t swallow; /* fsync answers well and keeps nothing: the control run */
  uint64_t strict;  /* a name is kept only by an fsync of its folder, not by one of the file */
  int64_t clock_ms;
  uint64_t sync_us; /* how long a disk takes for an fsync: without it hardly any cut falls between a write and its fsync */
};

static struct control *ctl;
static char state[PATH_MAX], root[PATH_MAX];
static size_t root_len;

#define REAL(ret, name, ...) \
  static ret (*real_##name)(__VA_ARGS__); \
  if (!real_##name) real_##name = (ret(*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static int raw_open(const char *path, int flags, int mode) { return syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, mode); }
static void raw_close(int fd) { syscall(SYS_close, fd); }

static void set_up(void) {
  static int done;
  if (done) return;
  done = 1;
  const char *s = getenv("YUI_FAULTS_STATE"), *r = getenv("YUI_FAULTS_ROOT");
  if (!s || !r) return;
  snprintf(state, sizeof state, "%s", s);
  snprintf(root, sizeof root, "%s", r);
  root_len = strlen(root);
  char path[PATH_MAX + 16];
  snprintf(path, sizeof path, "%s/control", state);
  int fd = raw_open(path, O_RDWR, 0);
  if (fd < 0) return;
  void *m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  raw_close(fd);
  if (m != MAP_FAILED) ctl = m;
}

__attribute__((constructor)) static void begin(void) { set_up(); }

/* 0 = go on; -1 = errno is set and the call fails. */
static int meet(uint64_t kind) {
  if (!ctl || !ctl->armed || !(ctl->kinds & kind)) return 0;
  if (__atomic_add_fetch(&ctl->count, 1, __ATOMIC_SEQ_CST) != ctl->at) return 0;
  __atomic_add_fetch(&ctl->hits, 1, __ATOMIC_SEQ_CST);
  if (ctl->action == ACT_KILL) {
    syscall(SYS_kill, getpid(), SIGKILL);
    for (;;) syscall(SYS_pause);
  }
  errno = (int)ctl->error;
  return -1;
}

static int ours(const char *path) {
  if (!ctl || strncmp(path, root, root_len) != 0) return 0;
  /* the folder itself too: its fsync is what keeps the names in it */
  if (!path[root_len]) return 1;
  if (path[root_len] != '/') return 0;
  size_t n = strlen(path);
  /* SQLite's shared memory is rebuilt from the log after a crash */
  return !(n > 4 && strcmp(path + n - 4, "-shm") == 0);
}

/* The path of an open file when it is one of ours; its kind and inode in *st. */
static int of_fd(int fd, char *path, struct stat *st) {
  if (!ctl || fstat(fd, st) != 0 || !(S_ISREG(st->st_mode) || S_ISDIR(st->st_mode))) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  return ours(path);
}

static int of_path(int dir, const char *name, char *path) {
  if (!ctl || !name) return 0;
  if (name[0] == '/') {
    snprintf(path, PATH_MAX, "%s", name);
  } else {
    char base[PATH_MAX];
    if (dir == AT_FDCWD) {
      if (!getcwd(base, sizeof base)) return 0;
    } else {
      char link[64];
      snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
      ssize_t n = syscall(SYS_readlinkat, AT_FDCWD, link, base, sizeof base - 1);
      if (n <= 0) return 0;
      base[n] = 0;
    }
    if (name[0] == '.' && name[1] == '/') name += 2;
    if (snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) return 0;
  }
  return ours(path);
}


/* ---- journals ---- */

/* The journal of a file, locked: recording, writing and fsync of one file exclude each other. */
static int journal(ino_t ino, int create) {
  char path[PATH_MAX + 32];
  snprintf(path, sizeof path, "%s/%lu.undo", state, (unsigned long)ino);
  int fd = raw_open(path, O_RDWR | O_APPEND | (create ? O_CREAT : 0), 0666);
  if (fd >= 0) syscall(SYS_flock, fd, LOCK_EX);
  return fd;
}

struct head { uint64_t off, kept, size, len; };

/* Puts what [off, off+len) holds into the journal; `to_end`: everything from off on. */
static void remember(int j, int fd, off_t off, size_t len, int to_end) {
  struct stat st;
  if (j < 0 || fstat(fd, &st) != 0) return;
  uint64_t end = to_end ? (uint64_t)st.st_size : (uint64_t)off + len;
  if (end > (uint64_t)st.st_size) end = st.st_size;
  uint64_t kept = end > (uint64_t)off ? end - off : 0;
  struct head *h = malloc(sizeof *h + kept);
  if (!h) return;
  *h = (struct head){off, kept, st.st_size, len};
  int from = fd, opened = -1;
  if (kept && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    from = opened = raw_open(link, O_RDONLY, 0);
  }
  uint64_t got = 0;
  while (got < kept) {
    ssize_t n = syscall(SYS_pread64, from, (char *)(h + 1) + got, kept - got, off + got);
    if (n <= 0) break;
    got += n;
  }
  if (opened >= 0) raw_close(opened);
  if (got == kept) {
    size_t put = 0, all = sizeof *h + kept;
    while (put < all) {
      ssize_t n = syscall(SYS_write, j, (char *)h + put, all - put);
      if (n <= 0) break;
      put += n;
    }
  }
  free(h);
}

/* One line of the journal of names. */
static void note(char op, ino_t ino, const char *path, const char *other, const char *kept) {
  char line[3 * PATH_MAX + 64], file[PATH_MAX + 16];
  int n = snprintf(line, sizeof line, "%c\t%lu\t%s\t%s\t%s\n", op, (unsigned long)ino, path, other, kept);
  snprintf(file, sizeof file, "%s/names", state);
  int fd = raw_open(file, O_WRONLY | O_APPEND | O_CREAT, 0666);
  if (fd < 0) return;
  syscall(SYS_write, fd, line, n);
  raw_close(fd);
}

/* A second name for what is about to lose its own, so that it can come back. */
static void keep_aside(const char *path, char *kept, ino_t *ino) {
  static uint64_t serial;
  struct stat st;
  kept[0] = 0;
  *ino = 0;
  if (lstat(path, &st) != 0) return;
  *ino = st.st_ino;
  if (!S_ISREG(st.st_mode)) return;
  snprintf(kept, PATH_MAX, "%s/kept/%d.%lu", state, getpid(), (unsigned long)__atomic_add_fetch(&serial, 1, __ATOMIC_SEQ_CST));
  if (syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, kept, 0) != 0) kept[0] = 0;
}

/* Begins a change of a file's content: the locked journal, or -1. */
static int before(int fd, off_t off, size_t len, int to_end, const struct stat *st) {
  if (!ctl->record) return -1;
  int j = journal(st->st_ino, 1);
  remember(j, fd, off, len, to_end);
  return j;
}

static off_t place_of(int fd, const struct stat *st) {
  return fcntl(fd, F_GETFL) & O_APPEND ? st->st_size : syscall(SYS_lseek, fd, 0, SEEK_CUR);
}

static int is_socket(int fd) {
  struct stat st;
  return ctl && (ctl->kinds & SENDS) && fstat(fd, &st) == 0 && S_ISSOCK(st.st_mode);
}

/* ---- content ---- */

static size_t total(const struct iovec *v, int n) {
  size_t all = 0;
  for (int i = 0; i < n; i++) all += v[i].iov_len;
  return all;
}

#define CONTENT(fd, off, len, to_end, kind, call) \
  char path[PATH_MAX]; struct stat st; \
  if (!of_fd(fd, path, &st) || !S_ISREG(st.st_mode)) { \
    if (((kind) & WRITES) && is_socket(fd) && meet(SENDS)) return -1; \
    return call; \
  } \
  if (meet(kind)) return -1; \
  int j = before(fd, off, len, to_end, &st); \
  __auto_type answer = call; \
  if (j >= 0) { int e = errno; raw_close(j); errno = e; } \
  return answer

ssize_t write(int fd, const void *b, size_t n) {
  REAL(ssize_t, write, int, const void *, size_t);
  CONTENT(fd, place_of(fd, &st), n, 0, WRITES, real_write(fd, b, n));
}
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) {
  REAL(ssize_t, pwrite, int, const void *, size_t, off_t);
  CONTENT(fd, o, n, 0, WRITES, real_pwrite(fd, b, n, o));
}
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) {
  REAL(ssize_t, pwrite64, int, const void *, size_t, off64_t);
  CONTENT(fd, o, n, 0, WRITES, real_pwrite64(fd, b, n, o));
}
ssize_t writev(int fd, const struct iovec *v, int n) {
  REAL(ssize_t, writev, int, const struct iovec *, int);
  CONTENT(fd, place_of(fd, &st), total(v, n), 0, WRITES, real_writev(fd, v, n));
}
ssize_t pwritev(int fd, const struct iovec *v, int n, off_t o) {
  REAL(ssize_t, pwritev, int, const struct iovec *, int, off_t);
  CONTENT(fd, o, total(v, n), 0, WRITES, real_pwritev(fd, v, n, o));
}
ssize_t pwritev64(int fd, const struct iovec *v, int n, off64_t o) {
  REAL(ssize_t, pwritev64, int, const struct iovec *, int, off64_t);
  CONTENT(fd, o, total(v, n), 0, WRITES, real_pwritev64(fd, v, n, o));
}
int ftruncate(int fd, off_t n) {
  REAL(int, ftruncate, int, off_t);
  CONTENT(fd, n, 0, 1, SIZES, real_ftruncate(fd, n));
}
int ftruncate64(int fd, off64_t n) {
  REAL(int, ftruncate64, int, off64_t);
  CONTENT(fd, n, 0, 1, SIZES, real_ftruncate64(fd, n));
}
int fallocate(int fd, int mode, off_t o, off_t n) {
  REAL(int, fallocate, int, int, off_t, off_t);
  CONTENT(fd, o, n, 0, SIZES, real_fallocate(fd, mode, o, n));
}
int fallocate64(int fd, int mode, off64_t o, off64_t n) {
  REAL(int, fallocate64, int, int, off64_t, off64_t);
  CONTENT(fd, o, n, 0, SIZES, real_fallocate64(fd, mode, o, n));
}
static int allocate(int fd, off_t o, off_t n) {
  char path[PATH_MAX]; struct stat st;
  REAL(int, posix_fallocate, int, off_t, off_t);
  if (!of_fd(fd, path, &st)) return real_posix_fallocate(fd, o, n);
  if (meet(SIZES)) return errno;
  int j = before(fd, o, n, 0, &st);
  int answer = real_posix_fallocate(fd, o, n);
  if (j >= 0) raw_close(j);
  return answer;
}
int posix_fallocate(int fd, off_t o, off_t n) { return allocate(fd, o, n); }
int posix_fallocate64(int fd, off64_t o, off64_t n) { return allocate(fd, o, n); }

static ssize_t sent(int fd) { return is_socket(fd) && meet(SENDS) ? -1 : 0; }
ssize_t send(int fd, const void *b, size_t n, int flags) {
  REAL(ssize_t, send, int, const void *, size_t, int);
  return sent(fd) ? -1 : real_send(fd, b, n, flags);
}
ssize_t sendmsg(int fd, const struct msghdr *m, int flags) {
  REAL(ssize_t, sendmsg, int, const struct msghdr *, int);
  return sent(fd) ? -1 : real_sendmsg(fd, m, flags);
}

/* ---- keeping ---- */

static int keep(int fd, int (*real)(int)) {
  char path[PATH_MAX];
  struct stat st;
  if (!of_fd(fd, path, &st)) return real(fd);
  char lost[PATH_MAX + 32];
  snprintf(lost, sizeof lost, "%s/%lu.lost", state, (unsigned long)st.st_ino);
  if (meet(SYNCS)) {
    int e = errno;
    /* As Linux does it: the pages count as clean now and no later fsync brings them to the disk. */
    if (ctl->strict && S_ISREG(st.st_mode)) raw_close(raw_open(lost, O_WRONLY | O_CREAT, 0666));
    errno = e;
    return -1;
  }
  if (!ctl->record) return real(fd);
  if (ctl->sync_us) {
    struct timespec t = {ctl->sync_us / 1000000, (ctl->sync_us % 1000000) * 1000};
    syscall(SYS_nanosleep, &t, NULL);
  }
  if (ctl->swallow || syscall(SYS_faccessat, AT_FDCWD, lost, F_OK) == 0) return 0;
  if (S_ISDIR(st.st_mode)) {
    note('S', st.st_ino, path, "", "");
  } else {
    int j = journal(st.st_ino, 0);
    if (j >= 0) {
      syscall(SYS_ftruncate, j, 0);
      raw_close(j);
    }
    if (!ctl->strict) note('F', st.st_ino, path, "", "");
  }
  return 0;
}
int fsync(int fd) {
  REAL(int, fsync, int);
  return keep(fd, real_fsync);
}
int fdatasync(int fd) {
  REAL(int, fdatasync, int);
  return keep(fd, real_fdatasync);
}

/* ---- names ---- */

typedef int (*opener)(int, const char *, int, mode_t);

static int opened(opener real, int dir, const char *name, int flags, mode_t mode) {
  char path[PATH_MAX];
  struct stat st;
  if (!(flags & (O_CREAT | O_TRUNC)) || (flags & O_TMPFILE) == O_TMPFILE || !of_path(dir, name, path))
    return real(dir, name, flags, mode);
  int there = stat(path, &st) == 0;
  if (!there && meet(NAMES)) return -1;
  if (there && (flags & O_TRUNC) && meet(SIZES)) return -1;
  int j = -1;
  if (there && S_ISREG(st.st_mode) && (flags & O_TRUNC) && ctl->record) {
    int fd = raw_open(path, O_RDONLY, 0);
    if (fd >= 0) {
      j = before(fd, 0, 0, 1, &st);
      raw_close(fd);
    }
  }
  int fd = real(dir, name, flags, mode);
  int e = errno;
  if (j >= 0) raw_close(j);
  if (fd >= 0 && !there && ctl->record && fstat(fd, &st) == 0) note('C', st.st_ino, path, "", "");
  errno = e;
  return fd;
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { va_list a; va_start(a, flags); mode = va_arg(a, mode_t); va_end(a); }

static int by_openat(int dir, const char *name, int flags, mode_t mode) {
  return syscall(SYS_openat, dir, name, flags, mode);
}
int open(const char *name, int flags, ...) { MODE(flags) return opened(by_openat, AT_FDCWD, name, flags, mode); }
int open64(const char *name, int flags, ...) { MODE(flags) return opened(by_openat, AT_FDCWD, name, flags, mode); }
int openat(int dir, const char *name, int flags, ...) { MODE(flags) return opened(by_openat, dir, name, flags, mode); }
int openat64(int dir, const char *name, int flags, ...) { MODE(flags) return opened(by_openat, dir, name, flags, mode); }

static int renamed(int d1, const char *a, int d2, const char *b, unsigned flags) {
  char from[PATH_MAX], to[PATH_MAX], kept[PATH_MAX] = "";
  struct stat st;
  ino_t old;
  int mine = of_path(d1, a, from) && of_path(d2, b, to);
  if (mine && meet(NAMES)) return -1;
  if (mine && ctl->record) keep_aside(to, kept, &old);
  int answer = syscall(SYS_renameat2, d1, a, d2, b, flags);
  if (mine && answer == 0 && ctl->record && lstat(to, &st) == 0) note('R', st.st_ino, from, to, kept);
  return answer;
}
int rename(const char *a, const char *b) { return renamed(AT_FDCWD, a, AT_FDCWD, b, 0); }
int renameat(int d1, const char *a, int d2, const char *b) { return renamed(d1, a, d2, b, 0); }
int renameat2(int d1, const char *a, int d2, const char *b, unsigned f) { return renamed(d1, a, d2, b, f); }

static int removed(int dir, const char *name, int flags) {
  char path[PATH_MAX], kept[PATH_MAX] = "";
  ino_t ino = 0;
  int mine = of_path(dir, name, path);
  if (mine && meet(NAMES)) return -1;
  if (mine && ctl->record) keep_aside(path, kept, &ino);
  int answer = syscall(SYS_unlinkat, dir, name, flags);
  if (mine && answer == 0 && ctl->record) note(flags & AT_REMOVEDIR ? 'D' : 'U', ino, path, "", kept);
  return answer;
}
int unlink(const char *name) { return removed(AT_FDCWD, name, 0); }
int unlinkat(int dir, const char *name, int flags) { return removed(dir, name, flags); }
int rmdir(const char *name) { return removed(AT_FDCWD, name, AT_REMOVEDIR); }

int mkdir(const char *name, mode_t mode) {
  char path[PATH_MAX];
  struct stat st;
  int mine = of_path(AT_FDCWD, name, path);
  if (mine && stat(path, &st) != 0 && meet(NAMES)) return -1;
  int answer = syscall(SYS_mkdirat, AT_FDCWD, name, mode);
  if (mine && answer == 0 && ctl->record && stat(path, &st) == 0) note('M', st.st_ino, path, "", "");
  return answer;
}
int link(const char *a, const char *b) {
  char path[PATH_MAX];
  struct stat st;
  int mine = of_path(AT_FDCWD, b, path);
  if (mine && meet(NAMES)) return -1;
  int answer = syscall(SYS_linkat, AT_FDCWD, a, AT_FDCWD, b, 0);
  if (mine && answer == 0 && ctl->record && stat(path, &st) == 0) note('C', st.st_ino, path, "", "");
  return answer;
}

/* ---- clock ---- */

int clock_gettime(clockid_t id, struct timespec *t) {
  int answer = syscall(SYS_clock_gettime, id, t);
  if (answer == 0 && ctl && ctl->clock_ms && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
    int64_t ms = ctl->clock_ms;
    t->tv_sec += ms / 1000;
    t->tv_nsec += ms % 1000 * 1000000;
    if (t->tv_nsec < 0) t->tv_nsec += 1000000000, t->tv_sec--;
    if (t->tv_nsec >= 1000000000) t->tv_nsec -= 1000000000, t->tv_sec++;
  }
  return answer;
}
int gettimeofday(struct timeval *t, void *zone) {
  struct timespec s;
  (void)zone;
  int answer = clock_gettime(CLOCK_REALTIME, &s);
  t->tv_sec = s.tv_sec;
  t->tv_usec = s.tv_nsec / 1000;
  return answer;
}
time_t time(time_t *out) {
  struct timespec s;
  clock_gettime(CLOCK_REALTIME, &s);
  if (out) *out = s.tv_sec;
  return s.tv_sec;
}
