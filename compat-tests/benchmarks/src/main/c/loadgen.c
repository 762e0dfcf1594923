// Loads an echo server on loopback: 64-byte requests, 128-byte responses, one thread, epoll.
//
//   loadgen load PORT CONNECTIONS WARM_MS MEASURE_MS RATE PID COUNTER [CONTROL ACK]
//   loadgen hold PORT CONNECTIONS
//
// load: RATE 0 is a closed loop: each connection sends its next request when it has its response. Else RATE
// requests a second are sent in turn on all connections, at their times; one whose connection is still busy is
// missed, and latency counts from the time it was due. The warm-up begins with the first response; after it one
// window is measured, which is longer if nothing is answered in it. The requests in it are those that the server
// has counted in the file COUNTER, a native long, and its processor time and context switches are those of all
// threads of PID. With CONTROL and ACK, the fifos of perf stat --control, its counters run in the window only.
// Prints one line "name value" for each figure.
//
// hold: opens the connections, has one response on each, prints "held", and keeps them until its input ends.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { REQUEST = 64, RESPONSE = 128, EVENTS = 1024, STALL_SECONDS = 10 };

// A histogram with 64 steps in each power of two.
enum { STEP_BITS = 6, STEPS = 1 << STEP_BITS };
static unsigned long histogram[64 * STEPS];

struct connection {
    int fd;
    int got;      // bytes of the current response
    int busy;     // whether a request is under way
    long started; // when it was sent, or due
};

struct usage {
    double cpu_nanos;
    long voluntary, involuntary;
};

static char request[REQUEST];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static long now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}

static int bucket(long value) {
    if (value < STEPS) return value < 0 ? 0 : (int)value;
    int exponent = 63 - __builtin_clzl((unsigned long)value);
    int step = (int)(value >> (exponent - STEP_BITS)) & (STEPS - 1);
    return (exponent - STEP_BITS + 1) * STEPS + step;
}

static long lowest(int bucket) {
    if (bucket < STEPS) return bucket;
    int exponent = bucket / STEPS + STEP_BITS - 1;
    return (1L << exponent) | ((long)(bucket % STEPS) << (exponent - STEP_BITS));
}

static double quantile(long count, double part) {
    long seen = 0;
    for (int i = 0; i < 64 * STEPS; i++) {
        seen += (long)histogram[i];
        if (seen > 0 && seen >= count * part) return lowest(i) / 1e3;
    }
    return 0;
}

static struct usage usage_of(int pid) {
    struct usage sum = {0, 0, 0};
    char folder[64], file[400], line[256];
    snprintf(folder, sizeof folder, "/proc/%d/task", pid);
    DIR *threads = opendir(folder);
    if (!threads) fail(folder);
    for (struct dirent *thread; (thread = readdir(threads));) {
        if (thread->d_name[0] == '.') continue;
        snprintf(file, sizeof file, "%s/%s/schedstat", folder, thread->d_name);
        FILE *f = fopen(file, "r");
        if (f) {
            double nanos;
            if (fscanf(f, "%lf", &nanos) == 1) sum.cpu_nanos += nanos;
            fclose(f);
        }
        snprintf(file, sizeof file, "%s/%s/status", folder, thread->d_name);
        f = fopen(file, "r");
        if (f) {
            long n;
            while (fgets(line, sizeof line, f)) {
                if (sscanf(line, "voluntary_ctxt_switches: %ld", &n) == 1) sum.voluntary += n;
                if (sscanf(line, "nonvoluntary_ctxt_switches: %ld", &n) == 1) sum.involuntary += n;
            }
            fclose(f);
        }
    }
    closedir(threads);
    return sum;
}

static int connect_to(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
    if (fd < 0) fail("socket");
    if (connect(fd, (void *)&address, sizeof address)) fail("connect");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    return fd;
}

static void send_request(struct connection *c, long time) {
    c->started = time;
    c->busy = 1;
    if (write(c->fd, request, REQUEST) != REQUEST) fail("write");
}

static void control(int fd, int ack, const char *command) {
    char answer[16];
    if (fd < 0) return;
    if (write(fd, command, strlen(command)) < 0) fail("perf control");
    if (read(ack, answer, sizeof answer) <= 0) fail("perf ack");
}

static volatile long *map_counter(const char *file) {
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) fail(file);
    void *mapped = mmap(NULL, sizeof(long), PROT_READ, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) fail("mmap");
    return mapped;
}

static int load(char **args, int count) {
    int port = atoi(args[0]), connections = atoi(args[1]), pid = atoi(args[5]);
    long warm = atol(args[2]) * 1000000L, measure = atol(args[3]) * 1000000L;
    double rate = atof(args[4]), gap = rate > 0 ? 1e9 / rate : 0;
    volatile long *counter = map_counter(args[6]);
    int perf = count > 8 ? open(args[7], O_WRONLY) : -1, ack = count > 8 ? open(args[8], O_RDONLY) : -1;

    int epoll = epoll_create1(EPOLL_CLOEXEC);
    struct connection *all = calloc((size_t)connections, sizeof *all);
    for (int i = 0; i < connections; i++) {
        all[i].fd = connect_to(port);
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = &all[i]};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, all[i].fd, &event)) fail("epoll_ctl");
    }
    long time = now(), begin = 0, end = 0, last_response = time;
    if (rate == 0)
        for (int i = 0; i < connections; i++) send_request(&all[i], now());

    struct epoll_event events[EVENTS];
    struct usage before = {0, 0, 0};
    struct rusage own_before, own_after;
    long responses = 0, missed = 0, served = 0, window = 0;
    double next = (double)time;
    int turn = 0;
    char buffer[65536];
    for (;;) {
        time = now();
        if (!begin && responses) begin = time + warm;
        if (begin && !end && time >= begin) {
            memset(histogram, 0, sizeof histogram);
            responses = missed = 0;
            getrusage(RUSAGE_SELF, &own_before);
            before = usage_of(pid);
            control(perf, ack, "enable\n");
            served = *counter;
            window = now();
            if (rate > 0) next = (double)window;
            end = window + measure;
        }
        if (end && time >= end && responses) break;
        if (time - last_response > STALL_SECONDS * 1000000000L) {
            fprintf(stderr, "no response for %d seconds\n", STALL_SECONDS);
            return 4;
        }
        while (rate > 0 && next <= (double)time) {
            struct connection *c = &all[turn];
            turn = (turn + 1) % connections;
            if (c->busy) missed++;
            else send_request(c, (long)next);
            next += gap;
        }
        int ready = epoll_wait(epoll, events, EVENTS, rate > 0 ? 0 : 100);
        for (int i = 0; i < ready; i++) {
            struct connection *c = events[i].data.ptr;
            ssize_t got = read(c->fd, buffer, sizeof buffer);
            if (got <= 0) {
                fprintf(stderr, "the server closed a connection: %s\n", got ? strerror(errno) : "end of stream");
                return 3;
            }
            c->got += (int)got;
            if (c->got >= RESPONSE) {
                c->got -= RESPONSE;
                last_response = now();
                histogram[bucket(last_response - c->started)]++;
                responses++;
                c->busy = 0;
                if (rate == 0) send_request(c, last_response);
            }
        }
    }
    control(perf, ack, "disable\n");
    long requests = *counter - served;
    double seconds = (double)(now() - window) / 1e9;
    struct usage after = usage_of(pid);
    getrusage(RUSAGE_SELF, &own_after);
    double own = (double)(own_after.ru_utime.tv_sec - own_before.ru_utime.tv_sec)
            + (double)(own_after.ru_stime.tv_sec - own_before.ru_stime.tv_sec)
            + (double)(own_after.ru_utime.tv_usec - own_before.ru_utime.tv_usec) / 1e6
            + (double)(own_after.ru_stime.tv_usec - own_before.ru_stime.tv_usec) / 1e6;
    printf("requests %ld\nresponses %ld\nmissed %ld\nseconds %.6f\n", requests, responses, missed, seconds);
    printf("cpuNanos %.0f\nvoluntary %ld\ninvoluntary %ld\n", after.cpu_nanos - before.cpu_nanos,
            after.voluntary - before.voluntary, after.involuntary - before.involuntary);
    printf("p50 %.1f\np99 %.1f\np999 %.1f\ngeneratorCpu %.4f\n", quantile(responses, .5), quantile(responses, .99),
            quantile(responses, .999), own / seconds);
    return 0;
}

static int hold(int port, int connections) {
    char buffer[RESPONSE];
    for (int i = 0; i < connections; i++) {
        int fd = connect_to(port), got = 0;
        if (write(fd, request, REQUEST) != REQUEST) fail("write");
        while (got < RESPONSE) {
            ssize_t n = read(fd, buffer, (size_t)(RESPONSE - got));
            if (n <= 0) fail("read");
            got += (int)n;
        }
    }
    printf("held\n");
    fflush(stdout);
    while (read(0, buffer, sizeof buffer) > 0) {
    }
    return 0;
}

int main(int count, char **args) {
    memset(request, 'q', REQUEST);
    if (count >= 9 && !strcmp(args[1], "load")) return load(args + 2, count - 2);
    if (count == 4 && !strcmp(args[1], "hold")) return hold(atoi(args[2]), atoi(args[3]));
    fprintf(stderr, "usage: loadgen load PORT CONNECTIONS WARM_MS MEASURE_MS RATE PID COUNTER [CONTROL ACK]\n"
                    "       loadgen hold PORT CONNECTIONS\n");
    return 2;
}
