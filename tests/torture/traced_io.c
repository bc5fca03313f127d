/* Preloaded into a desk or a server: writes down what reaches the disk, and makes the n-th call to it fail.
 *
 * TORTURE_ROOT   only files below this folder count
 * TORTURE_TRACE  where the trace is appended (outside the root); absent: nothing is written down
 * TORTURE_FAULT  "N:ERRNO:once" or "N:ERRNO:always": the N-th counted call fails; N = 0 only counts
 * TORTURE_COUNT  where the number of counted calls is written at the end
 *
 * A record of the trace: op (1 byte), inode (8), offset (8), length (4), then length bytes; little endian.
 * Calls run under one lock, so their order in the trace is the order in which they took effect.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 1, SIZE, SYNC, CREATE, RENAME, UNLINK, MKDIR, SYNC_FOLDER };
#define MOST_FILES 4096

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static __thread int inside;
static char root[PATH_MAX];
static size_t root_length;
static int trace = -1;
static long fault_at = -1, counted;
static int fault_errno = EIO, fault_always;
static char tracked[MOST_FILES]; /* 1: a file, 2: a folder */

#define REAL(name, result, ...) \
    static result (*real_##name)(__VA_ARGS__); \
    if (!real_##name) real_##name = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static int raw_open(const char *path, int flags, mode_t mode) {
    REAL(openat, int, int, const char *, int, ...);
    return real_openat(AT_FDCWD, path, flags, mode);
}

static ssize_t raw_write(int fd, const void *data, size_t length) {
    REAL(write, ssize_t, int, const void *, size_t);
    return real_write(fd, data, length);
}

__attribute__((constructor)) static void begin(void) {
    const char *given = getenv("TORTURE_ROOT");
    if (!given || !realpath(given, root)) return;
    root_length = strlen(root);
    if ((given = getenv("TORTURE_TRACE"))) trace = raw_open(given, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if ((given = getenv("TORTURE_FAULT"))) {
        char mode[16] = "";
        if (sscanf(given, "%ld:%d:%15s", &fault_at, &fault_errno, mode) < 2) abort();
        fault_always = strcmp(mode, "always") == 0;
    }
}

__attribute__((destructor)) static void end(void) {
    const char *place = getenv("TORTURE_COUNT");
    if (!root_length || !place) return;
    char line[32];
    int fd = raw_open(place, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0) return;
    int length = snprintf(line, sizeof line, "%ld\n", counted);
    if (raw_write(fd, line, (size_t)length) < 0) return;
    close(fd);
}

/* The place of a path below the root; NULL where it is elsewhere. The shared-memory index is rebuilt, so it is left. */
static const char *below(int folder, const char *path, char *into) {
    if (!root_length) return NULL;
    if (path[0] == '/') {
        snprintf(into, PATH_MAX, "%s", path);
    } else {
        char link[64], base[PATH_MAX];
        ssize_t length;
        if (folder == AT_FDCWD) {
            if (!getcwd(base, sizeof base)) return NULL;
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
            if ((length = readlink(link, base, sizeof base - 1)) < 0) return NULL;
            base[length] = 0;
        }
        if ((size_t)snprintf(into, PATH_MAX, "%s/%s", base, path) >= PATH_MAX) return NULL;
    }
    size_t length = strlen(into);
    if (strncmp(into, root, root_length) != 0 || (into[root_length] != '/' && into[root_length] != 0)) return NULL;
    if (length > 4 && strcmp(into + length - 4, "-shm") == 0) return NULL;
    return into[root_length] ? into + root_length + 1 : "";
}

static void note(uint8_t op, uint64_t inode, int64_t offset, const void *data, uint32_t length) {
    char head[21];
    if (trace < 0) return;
    head[0] = (char)op;
    memcpy(head + 1, &inode, 8);
    memcpy(head + 9, &offset, 8);
    memcpy(head + 17, &length, 4);
    if (raw_write(trace, head, sizeof head) != sizeof head) abort();
    for (uint32_t done = 0; done < length;) {
        ssize_t step = raw_write(trace, (const char *)data + done, length - done);
        if (step <= 0) abort();
        done += (uint32_t)step;
    }
}

static uint64_t inode_of(int fd) {
    struct stat found;
    return fstat(fd, &found) == 0 ? (uint64_t)found.st_ino : 0;
}

static int is_tracked(int fd) { return fd >= 0 && fd < MOST_FILES ? tracked[fd] : 0; }

/* Whether this call is to fail; errno is set then. Called under the lock. */
static int fails(void) {
    counted++;
    if (fault_at <= 0 || counted < fault_at || (counted > fault_at && !fault_always)) return 0;
    errno = fault_errno;
    return 1;
}

static int opening(int folder, const char *path, int flags, mode_t mode) {
    REAL(openat, int, int, const char *, int, ...);
    char whole[PATH_MAX];
    const char *place = inside ? NULL : below(folder, path, whole);
    if (!place) {
        int fd = real_openat(folder, path, flags, mode);
        if (fd >= 0 && fd < MOST_FILES && !inside) tracked[fd] = 0;
        return fd;
    }
    pthread_mutex_lock(&lock);
    inside = 1;
    struct stat before, after;
    int was_there = fstatat(folder, path, &before, 0) == 0;
    int fd = -1;
    if (!(flags & O_CREAT) || was_there || !fails()) fd = real_openat(folder, path, flags, mode);
    if (fd >= 0 && fd < MOST_FILES && fstat(fd, &after) == 0) {
        tracked[fd] = S_ISDIR(after.st_mode) ? 2 : S_ISREG(after.st_mode) ? 1 : 0;
        if (tracked[fd] == 1 && !was_there) note(CREATE, after.st_ino, 0, place, (uint32_t)strlen(place));
        if (tracked[fd] == 1 && was_there && (flags & O_TRUNC)) note(SIZE, after.st_ino, 0, "", 0);
    }
    inside = 0;
    pthread_mutex_unlock(&lock);
    return fd;
}

#define OPENING(name, folder) \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); } \
    return opening(folder, path, flags, mode)

int open(const char *path, int flags, ...) { OPENING(open, AT_FDCWD); }
int open64(const char *path, int flags, ...) { OPENING(open64, AT_FDCWD); }
int openat(int folder, const char *path, int flags, ...) { OPENING(openat, folder); }
int openat64(int folder, const char *path, int flags, ...) { OPENING(openat64, folder); }

int close(int fd) {
    REAL(close, int, int);
    if (fd >= 0 && fd < MOST_FILES) tracked[fd] = 0;
    return real_close(fd);
}

static ssize_t writing(int fd, const void *data, size_t length, int64_t offset) {
    REAL(pwrite64, ssize_t, int, const void *, size_t, off64_t);
    pthread_mutex_lock(&lock);
    ssize_t done = -1;
    if (!fails()) {
        int64_t place = offset;
        if (offset < 0) {
            int flags = fcntl(fd, F_GETFL);
            place = lseek(fd, 0, flags >= 0 && (flags & O_APPEND) ? SEEK_END : SEEK_CUR);
            done = raw_write(fd, data, length);
        } else {
            done = real_pwrite64(fd, data, length, offset);
        }
        if (done > 0) note(WRITE, inode_of(fd), place, data, (uint32_t)done);
    }
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t write(int fd, const void *data, size_t length) {
    return is_tracked(fd) ? writing(fd, data, length, -1) : raw_write(fd, data, length);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) {
    REAL(pwrite64, ssize_t, int, const void *, size_t, off64_t);
    return is_tracked(fd) ? writing(fd, data, length, offset) : real_pwrite64(fd, data, length, offset);
}

ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return pwrite64(fd, data, length, offset); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(writev, ssize_t, int, const struct iovec *, int);
    if (!is_tracked(fd)) return real_writev(fd, parts, count);
    ssize_t done = 0;
    for (int part = 0; part < count; part++) {
        ssize_t step = writing(fd, parts[part].iov_base, parts[part].iov_len, -1);
        if (step < 0) return done ? done : -1;
        done += step;
    }
    return done;
}

/* Whoever copies inside the kernel is sent back to read and write. */
ssize_t sendfile64(int to, int from, off64_t *offset, size_t length) {
    REAL(sendfile64, ssize_t, int, int, off64_t *, size_t);
    if (!is_tracked(to)) return real_sendfile64(to, from, offset, length);
    errno = EINVAL;
    return -1;
}

ssize_t sendfile(int to, int from, off_t *offset, size_t length) { return sendfile64(to, from, (off64_t *)offset, length); }

ssize_t copy_file_range(int from, off64_t *at, int to, off64_t *place, size_t length, unsigned flags) {
    REAL(copy_file_range, ssize_t, int, off64_t *, int, off64_t *, size_t, unsigned);
    if (!is_tracked(to)) return real_copy_file_range(from, at, to, place, length, flags);
    errno = EXDEV;
    return -1;
}

static int sizing(int fd, off64_t size, int (*real)(int, off64_t)) {
    if (!is_tracked(fd)) return real(fd, size);
    pthread_mutex_lock(&lock);
    int result = fails() ? -1 : real(fd, size);
    if (result == 0) note(SIZE, inode_of(fd), size, "", 0);
    pthread_mutex_unlock(&lock);
    return result;
}

int ftruncate64(int fd, off64_t size) {
    REAL(ftruncate64, int, int, off64_t);
    return sizing(fd, size, real_ftruncate64);
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int posix_fallocate64(int fd, off64_t offset, off64_t length) {
    REAL(posix_fallocate64, int, int, off64_t, off64_t);
    if (!is_tracked(fd)) return real_posix_fallocate64(fd, offset, length);
    pthread_mutex_lock(&lock);
    int result = fails() ? errno : real_posix_fallocate64(fd, offset, length);
    struct stat found;
    if (result == 0 && fstat(fd, &found) == 0) note(SIZE, found.st_ino, found.st_size, "", 0);
    pthread_mutex_unlock(&lock);
    return result;
}

int posix_fallocate(int fd, off_t offset, off_t length) { return posix_fallocate64(fd, offset, length); }

static int syncing(int fd, int (*real)(int)) {
    if (!is_tracked(fd)) return real(fd);
    pthread_mutex_lock(&lock);
    /* The flush itself is left out: nothing of this machine is at stake, the trace is. */
    int result = fails() ? -1 : 0;
    if (result == 0 && tracked[fd] == 1) note(SYNC, inode_of(fd), 0, "", 0);
    if (result == 0 && tracked[fd] == 2) {
        char link[64], whole[PATH_MAX];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(link, whole, sizeof whole - 1);
        if (length >= (ssize_t)root_length) {
            whole[length] = 0;
            const char *place = (size_t)length == root_length ? "" : whole + root_length + 1;
            note(SYNC_FOLDER, 0, 0, place, (uint32_t)strlen(place));
        }
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int fsync(int fd) {
    REAL(fsync, int, int);
    return syncing(fd, real_fsync);
}

int fdatasync(int fd) {
    REAL(fdatasync, int, int);
    return syncing(fd, real_fdatasync);
}

static int moving(int from, const char *old, int to, const char *fresh, unsigned flags) {
    REAL(renameat2, int, int, const char *, int, const char *, unsigned);
    char first[PATH_MAX], second[PATH_MAX], both[2 * PATH_MAX];
    const char *source = below(from, old, first), *target = below(to, fresh, second);
    if (!source || !target) return real_renameat2(from, old, to, fresh, flags);
    pthread_mutex_lock(&lock);
    int result = fails() ? -1 : real_renameat2(from, old, to, fresh, flags);
    if (result == 0) {
        int length = snprintf(both, sizeof both, "%s%c%s", source, 0, target);
        note(RENAME, 0, 0, both, (uint32_t)length);
    }
    pthread_mutex_unlock(&lock);
    return result;
}

int rename(const char *old, const char *fresh) { return moving(AT_FDCWD, old, AT_FDCWD, fresh, 0); }
int renameat(int from, const char *old, int to, const char *fresh) { return moving(from, old, to, fresh, 0); }

static int removing(int folder, const char *path, int flags) {
    REAL(unlinkat, int, int, const char *, int);
    char whole[PATH_MAX];
    const char *place = below(folder, path, whole);
    if (!place) return real_unlinkat(folder, path, flags);
    pthread_mutex_lock(&lock);
    int result = real_unlinkat(folder, path, flags);
    if (result == 0) note(UNLINK, 0, 0, place, (uint32_t)strlen(place));
    pthread_mutex_unlock(&lock);
    return result;
}

int unlink(const char *path) { return removing(AT_FDCWD, path, 0); }
int unlinkat(int folder, const char *path, int flags) { return removing(folder, path, flags); }
int rmdir(const char *path) { return removing(AT_FDCWD, path, AT_REMOVEDIR); }

static int making(int folder, const char *path, mode_t mode) {
    REAL(mkdirat, int, int, const char *, mode_t);
    char whole[PATH_MAX];
    const char *place = below(folder, path, whole);
    if (!place) return real_mkdirat(folder, path, mode);
    pthread_mutex_lock(&lock);
    int result = fails() ? -1 : real_mkdirat(folder, path, mode);
    if (result == 0) note(MKDIR, 0, 0, place, (uint32_t)strlen(place));
    pthread_mutex_unlock(&lock);
    return result;
}

int mkdir(const char *path, mode_t mode) { return making(AT_FDCWD, path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { return making(folder, path, mode); }
