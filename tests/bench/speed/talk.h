/* What is asked for, and the connections of the load: what each has said, has heard, and may say yet. */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "latency.h"

enum { CHUNK = 1 << 18, PERIOD = 65521, EVENTS = 512, SOURCES = 32, SLOTS = 64, WARMED = 100, HELLO = 64 };
enum { TICK = SECOND / 100 };
enum role { ACTIVE, IDLE, SLOW };

struct conn {
    int fd;
    unsigned watched; /* what epoll tells of it */
    unsigned start;   /* where in the pattern its stream begins: no two neighbours say the same */
    enum role role;
    int awaited;      /* whether what it has on its way is `outstanding` */
    uint64_t base, sent, got, allowed; /* offsets in its stream; messages are counted from `base` */
    uint64_t due;     /* when its next message is to be sent, if it has a pace */
    uint64_t *when;   /* when the first byte of each message on its way was sent */
};

static const char *mode = "exchange";
static double port, pid, active = 1, idle, slow, size = 64, window = 1, count, flood, rate, pace, warm, limit = 10;
static double seconds = 1, lead; /* of the lead nothing is measured */
static const struct { const char *name; double *value; } options[] = {
    {"port", &port}, {"pid", &pid}, {"active", &active}, {"idle", &idle}, {"slow", &slow}, {"size", &size},
    {"window", &window}, {"count", &count}, {"flood", &flood}, {"rate", &rate}, {"pace", &pace},
    {"warm", &warm}, {"seconds", &seconds}, {"lead", &lead}, {"limit", &limit},
};

static unsigned char pattern[PERIOD + CHUNK], come[CHUNK];
static struct conn *conns;
static int epoll, stopping;
static uint64_t all, length, ahead; /* connections; bytes of a message; how many of a connection's are on their way */
static uint64_t outstanding, echoed, errors, wrong, finished, deadline, next_tick;

static void fail(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(2);
}

static const unsigned char *said(const struct conn *c, uint64_t offset) { return pattern + (c->start + offset) % PERIOD; }

static void watch(struct conn *c, unsigned events)
{
    struct epoll_event event = {.events = events, .data.ptr = c};
    if (c->watched != events && epoll_ctl(epoll, EPOLL_CTL_MOD, c->fd, &event))
        fail("epoll_ctl");
    c->watched = events;
}

/* It may have sent so much. */
static void allow(struct conn *c, uint64_t up_to)
{
    outstanding += c->awaited ? up_to - c->allowed : 0;
    c->allowed = up_to;
}

static void end(struct conn *c)
{
    allow(c, c->got);
    c->sent = c->got;
    close(c->fd);
    c->fd = -1;
}

static void lose(struct conn *c)
{
    errors++;
    end(c);
}

/* Send what is allowed and not sent; what does not fit waits for EPOLLOUT. */
static void push(struct conn *c, uint64_t at)
{
    while (c->sent < c->allowed) {
        uint64_t left = c->allowed - c->sent;
        ssize_t taken = send(c->fd, said(c, c->sent), left < CHUNK ? left : CHUNK, MSG_NOSIGNAL);
        if (taken < 0 && errno != EAGAIN) {
            lose(c);
            return;
        }
        if (taken < 0)
            break;
        uint64_t message = (c->sent - c->base + length - 1) / length;
        c->sent += (uint64_t)taken;
        for (; c->base + message * length < c->sent; message++)
            c->when[message % ahead] = at;
    }
    watch(c, (c->role == SLOW && !stopping ? 0 : EPOLLIN) | (c->sent < c->allowed ? EPOLLOUT : 0));
}

/* Receive once and compare. Answers how much; 0 if there is nothing, or an end. */
static uint64_t take(struct conn *c, uint64_t most)
{
    ssize_t some = recv(c->fd, come, most < CHUNK ? most : CHUNK, 0);
    if (some < 0 && errno == EAGAIN)
        return 0;
    if (some <= 0 || c->got + (uint64_t)some > c->sent) {
        lose(c);
        return 0;
    }
    wrong += memcmp(come, said(c, c->got), (size_t)some) != 0;
    c->got += (uint64_t)some;
    outstanding -= c->awaited ? (uint64_t)some : 0;
    return (uint64_t)some;
}

/* Receive, and send anew for each message that is back whole. */
static void pull(struct conn *c, uint64_t at)
{
    uint64_t before = (c->got - c->base) / length, some = take(c, CHUNK), after = (c->got - c->base) / length;
    if (!some || c->role != ACTIVE)
        return;
    echoed += some;
    if (stopping)
        return;
    for (; before < after; before++)
        note(at - c->when[before % ahead]);
    if (!pace)
        allow(c, c->base + (after + ahead) * length);
}
