/*
 * Preloaded into a server, it puts every change of a file below RECORD_ROOT on record in RECORD_LOG, in the order in
 * which it happens: what is written, what is flushed, what becomes of names. A loss of power is then any beginning of that
 * record, without some of what was not flushed.
 *
 * A record: its length, an operation (one character), two numbers, the length of a text, the text, bytes.
 * What goes through a memory map (SQLite's wal-index) is not seen, and not needed: it is made anew at the next start.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static int log_file = -1;

__attribute__((constructor)) static void begin(void) {
  root = getenv("RECORD_ROOT");
  const char *path = getenv("RECORD_LOG");
  if (root != NULL && path != NULL) log_file = REAL(open64)(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

static int recorded(const char *path) {
  return log_file >= 0 && path != NULL && strncmp(path, root, strlen(root)) == 0;
}

/* The path of an open file, "" when it is none of ours. */
static void path_of(int fd, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = log_file >= 0 ? readlink(link, path, size - 1) : -1;
  path[length < 0 ? 0 : length] = 0;
  if (!recorded(path)) path[0] = 0;
}

static void put(char operation, uint64_t first, uint64_t second, const char *text, const struct iovec *bytes, int count) {
  uint32_t text_length = strlen(text), length = 1 + 8 + 8 + 4 + text_length;
  struct iovec pieces[6 + 1024];
  int used = 6;
  for (int i = 0; i < count && i < 1024; i++) {
    pieces[used++] = bytes[i];
    length += bytes[i].iov_len;
  }
  pieces[0] = (struct iovec){&length, 4};
  pieces[1] = (struct iovec){&operation, 1};
  pieces[2] = (struct iovec){&first, 8};
  pieces[3] = (struct iovec){&second, 8};
  pieces[4] = (struct iovec){&text_length, 4};
  pieces[5] = (struct iovec){(void *)text, text_length};
  if (REAL(writev)(log_file, pieces, used) != (ssize_t)length + 4) abort();
}

static uint64_t inode_of(int fd) {
  struct stat64 about;
  return REAL(fstat64)(fd, &about) == 0 ? about.st_ino : 0;
}

/* Bytes are cut to what was really written. */
static void put_write(int fd, uint64_t offset, const struct iovec *bytes, int count, ssize_t written) {
  struct iovec cut[1024];
  int used = 0;
  for (; used < count && written > 0; used++) {
    cut[used] = bytes[used];
    if ((ssize_t)cut[used].iov_len > written) cut[used].iov_len = written;
    written -= cut[used].iov_len;
  }
  put('W', inode_of(fd), offset, "", cut, used);
}

/* The change and its record, together. */
#define TOGETHER(call, record)            \
  pthread_mutex_lock(&lock);              \
  __typeof__(call) result = (call);       \
  int error = *__errno_location();        \
  if (result >= 0) { record; }            \
  pthread_mutex_unlock(&lock);            \
  *__errno_location() = error;            \
  return result

extern int *__errno_location(void);

static int opened(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  if (!(flags & (O_CREAT | O_TRUNC)) || !recorded(path)) return real(path, flags, mode);
  pthread_mutex_lock(&lock);
  int known = access(path, F_OK) == 0;
  int fd = real(path, flags, mode);
  int error = *__errno_location();
  if (fd >= 0 && !known) put('C', inode_of(fd), 0, path, NULL, 0);
  else if (fd >= 0 && (flags & O_TRUNC)) put('T', inode_of(fd), 0, "", NULL, 0);
  pthread_mutex_unlock(&lock);
  *__errno_location() = error;
  return fd;
}

#define OPEN(name)                                     \
  int name(const char *path, int flags, ...) {         \
    va_list rest;                                      \
    va_start(rest, flags);                             \
    mode_t mode = flags & O_CREAT ? va_arg(rest, int) : 0; \
    va_end(rest);                                      \
    return opened(REAL(name), path, flags, mode);      \
  }

OPEN(open)
OPEN(open64)

#define OURS(fd)       \
  char path[4096];     \
  path_of(fd, path, sizeof path)

static ssize_t written_at(int fd, const struct iovec *bytes, int count, off64_t offset) {
  return offset < 0 ? REAL(writev)(fd, bytes, count) : REAL(pwritev64)(fd, bytes, count, offset);
}

static ssize_t write_any(int fd, const struct iovec *bytes, int count, off64_t offset) {
  OURS(fd);
  if (path[0] == 0) return written_at(fd, bytes, count, offset);
  uint64_t at = offset >= 0 ? offset : lseek64(fd, 0, fcntl(fd, F_GETFL) & O_APPEND ? SEEK_END : SEEK_CUR);
  TOGETHER(written_at(fd, bytes, count, offset), put_write(fd, at, bytes, count, result));
}

ssize_t write(int fd, const void *bytes, size_t length) {
  struct iovec one = {(void *)bytes, length};
  return write_any(fd, &one, 1, -1);
}
ssize_t writev(int fd, const struct iovec *bytes, int count) { return write_any(fd, bytes, count, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
  struct iovec one = {(void *)bytes, length};
  return write_any(fd, &one, 1, offset);
}
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
  struct iovec one = {(void *)bytes, length};
  return write_any(fd, &one, 1, offset);
}
ssize_t pwritev(int fd, const struct iovec *bytes, int count, off_t offset) {
  return write_any(fd, bytes, count, offset);
}
ssize_t pwritev64(int fd, const struct iovec *bytes, int count, off64_t offset) {
  return write_any(fd, bytes, count, offset);
}

#define CHANGE(signature, fd, call, record) \
  signature {                               \
    OURS(fd);                               \
    if (path[0] == 0) return call;          \
    TOGETHER(call, record);                 \
  }

CHANGE(int ftruncate(int fd, off_t size), fd, REAL(ftruncate)(fd, size), put('T', inode_of(fd), size, "", NULL, 0))
CHANGE(int ftruncate64(int fd, off64_t size), fd, REAL(ftruncate64)(fd, size), put('T', inode_of(fd), size, "", NULL, 0))
CHANGE(int fsync(int fd), fd, REAL(fsync)(fd), put('S', inode_of(fd), 0, path, NULL, 0))
CHANGE(int fdatasync(int fd), fd, REAL(fdatasync)(fd), put('S', inode_of(fd), 0, path, NULL, 0))

#define NAME(signature, path, call, record) \
  signature {                               \
    if (!recorded(path)) return call;       \
    TOGETHER(call, record);                 \
  }

static void put_pair(char operation, const char *from, const char *to) {
  struct iovec second = {(void *)to, strlen(to)};
  put(operation, 0, 0, from, &second, 1);
}

NAME(int mkdir(const char *path, mode_t mode), path, REAL(mkdir)(path, mode), put('M', 0, 0, path, NULL, 0))
NAME(int rmdir(const char *path), path, REAL(rmdir)(path), put('U', 0, 0, path, NULL, 0))
NAME(int unlink(const char *path), path, REAL(unlink)(path), put('U', 0, 0, path, NULL, 0))
NAME(int rename(const char *from, const char *to), from, REAL(rename)(from, to), put_pair('R', from, to))
NAME(int link(const char *from, const char *to), to, REAL(link)(from, to), put_pair('L', from, to))
