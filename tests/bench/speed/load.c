/* Asks an echo server on this machine for echoes, as fast as it gives them, and checks every byte that comes back.

   load port=PORT [mode=exchange|storm|crowd] [NAME=NUMBER ...]     the names are those of `options` below

   exchange  `active` connections keep `window` messages of `size` bytes on their way each, or send `pace` a second; `idle`
             ones do nothing, `slow` ones send `flood` bytes and read `rate` bytes a second. Messages of `warm` bytes go
             over some of them before.
   storm     `count` times: connect, one echo, close; `active` of them at once.
   crowd     `active` connect at once, each gets its first echo, and all stay until the last has it.

   One line of JSON says what came of it. Whatever the server does, it is over after `limit` seconds. */

#define _GNU_SOURCE
#include "talk.h"

/* Connect, from one of several addresses: one has too few ports for what a storm leaves in TIME_WAIT. Answers whether it is on its way. */
static int begin(struct conn *c, uint64_t number)
{
    static const int yes = 1, small = 4096;
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + number % SOURCES)};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct epoll_event event = {.events = EPOLLOUT, .data.ptr = c};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    *c = (struct conn){.when = c->when, .watched = EPOLLOUT, .start = (unsigned)(number * 7919 % PERIOD)};
    c->role = number < active || !strcmp(mode, "storm") ? ACTIVE : number < active + idle ? IDLE : SLOW;
    c->allowed = length;
    c->when[0] = now();
    if ((c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) < 0)
        fail("socket");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (c->role == SLOW)
        setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    if (bind(c->fd, (void *)&from, sizeof from) || epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event))
        fail("bind");
    if (connect(c->fd, (void *)&to, sizeof to) && errno != EINPROGRESS)
        lose(c);
    return c->fd >= 0;
}

/* A step towards its first echo. Answers whether it is over: the echo is there, or the connection is lost. */
static int greet(struct conn *c, unsigned events)
{
    uint64_t begun = c->when[0];
    if (c->fd >= 0 && events & (EPOLLERR | EPOLLHUP))
        lose(c);
    if (c->fd >= 0 && events & EPOLLIN)
        take(c, CHUNK);
    if (c->fd >= 0 && events & EPOLLOUT) {
        enum role role = c->role;
        c->role = ACTIVE; /* even a slow reader waits for its first echo */
        push(c, begun);
        c->role = role;
    }
    if (c->fd >= 0 && c->got < length)
        return 0;
    if (c->fd >= 0)
        note(now() - begun);
    return 1;
}

/* Have so many connections get a first echo, not more than `slots` at once; with `again` each is closed then. */
static void introduce(uint64_t total, uint64_t slots, int again)
{
    struct epoll_event events[EVENTS];
    uint64_t begun = 0, over = 0;
    for (; begun < total && begun < slots; begun++)
        over += !begin(&conns[begun], begun);
    while (over < total && now() < deadline) {
        int ready = epoll_wait(epoll, events, EVENTS, 100);
        for (int i = 0; i < ready; i++) {
            struct conn *c = events[i].data.ptr;
            if (c->awaited || !greet(c, events[i].events))
                continue;
            c->awaited = 1;
            over++;
            finished += c->fd >= 0;
            if (again && c->fd >= 0)
                end(c);
            for (int on_its_way = 0; begun < total && !on_its_way; begun++)
                over += !(on_its_way = begin(again ? c : &conns[begun], begun));
        }
    }
    errors += total - over;
}

/* What is done by the clock: slow readers read, and who has a pace sends. */
static void tick(uint64_t at)
{
    next_tick = at + TICK;
    for (uint64_t i = 0; i < all; i++) {
        struct conn *c = &conns[i];
        if (c->fd < 0 || c->role == IDLE)
            continue;
        if (c->role == SLOW && rate >= 100)
            take(c, (uint64_t)rate / 100);
        if (c->role == ACTIVE && pace && c->got == c->allowed && at >= c->due) {
            c->due += (uint64_t)(SECOND / pace);
            allow(c, c->allowed + length);
            push(c, at);
        }
    }
}

/* Serve what is ready, until then; `to_the_last`, or until nothing is on its way. */
static void serve(uint64_t until, int to_the_last)
{
    struct epoll_event events[EVENTS];
    for (uint64_t at = now(); at < until && at < deadline && (outstanding || !to_the_last); at = now()) {
        int ticks = (slow || pace) && !stopping;
        uint64_t left = ticks ? TICK : until - at;
        int ready = epoll_wait(epoll, events, EVENTS, left > SECOND / 10 ? 100 : (int)(left / 1000000) + 1);
        for (int i = 0; i < ready; i++) {
            struct conn *c = events[i].data.ptr;
            at = now();
            if (c->fd >= 0 && events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP))
                pull(c, at);
            if (c->fd >= 0 && c->sent < c->allowed)
                push(c, at);
        }
        if (ticks && now() >= next_tick)
            tick(now());
    }
}

/* From now on messages are of such a length, and so many on their way; the first connections begin. */
static void speak(uint64_t each, uint64_t at_once, uint64_t speakers)
{
    length = each;
    ahead = at_once;
    for (uint64_t i = 0; i < all; i++)
        conns[i].base = conns[i].got;
    for (uint64_t i = 0; i < active && i < speakers; i++)
        if (conns[i].fd >= 0) {
            conns[i].due = now() + (pace ? (uint64_t)(SECOND / pace / active) * i : 0);
            allow(&conns[i], conns[i].base + (pace && !stopping ? 0 : length * ahead));
            push(&conns[i], now());
        }
}

/* Slow readers send all they have; what they are owed is not waited for. */
static void let_flood(void)
{
    for (uint64_t i = 0; i < all; i++)
        if (conns[i].role == SLOW && conns[i].fd >= 0) {
            conns[i].awaited = 0;
            allow(&conns[i], conns[i].got + (uint64_t)flood);
            push(&conns[i], now());
        }
}

struct moment {
    uint64_t at, cpu, own, echoed; /* CPU of the server and our own, in ns */
};
static struct moment from, to; /* what is between them is measured */

static struct moment look(void)
{
    return (struct moment){now(), cpu_of((pid_t)pid), clock_of(CLOCK_PROCESS_CPUTIME_ID), echoed};
}

/* They read as fast as they can now, and what they are owed is waited for. */
static void hurry_slow_ones(void)
{
    for (uint64_t i = 0; i < all; i++)
        if (conns[i].role == SLOW && conns[i].fd >= 0) {
            conns[i].awaited = 1;
            outstanding += conns[i].allowed - conns[i].got;
            push(&conns[i], now());
        }
}

static void exchange(void)
{
    length = HELLO;
    ahead = 1;
    introduce(all, SLOTS, 0);
    uint64_t opened = finished;
    if (warm) {
        stopping = 1;
        speak((uint64_t)warm, 2, WARMED);
        serve(deadline, 1);
        stopping = 0;
    }
    let_flood();
    speak((uint64_t)size, (uint64_t)window, all);
    serve(now() + (uint64_t)(lead * SECOND), 0);
    forget_latencies();
    from = look();
    serve(from.at + (uint64_t)(seconds * SECOND), 0);
    to = look();
    stopping = 1;
    hurry_slow_ones();
    serve(deadline, 1);
    finished = opened;
}

static void meet(void)
{
    length = (uint64_t)size;
    ahead = 1;
    from = look();
    if (!strcmp(mode, "storm"))
        introduce((uint64_t)count, (uint64_t)active, 1);
    else
        introduce(all, all, 0);
    to = look();
    to.echoed = finished * length;
}

static void prepare(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        char *value = strchr(argv[i], '=');
        size_t named = 0;
        if (value && !strncmp(argv[i], "mode=", 5))
            mode = value + 1;
        else if (value)
            for (; named < sizeof options / sizeof *options; named++)
                if (strlen(options[named].name) == (size_t)(value - argv[i])
                    && !strncmp(argv[i], options[named].name, (size_t)(value - argv[i])))
                    break;
        if (!value || named == sizeof options / sizeof *options) {
            fprintf(stderr, "load: what is %s?\n", argv[i]);
            exit(2);
        }
        if (mode != value + 1)
            *options[named].value = atof(value + 1);
    }
    for (uint32_t i = 0, seed = 1; i < sizeof pattern; i++) {
        seed = seed * 1664525 + 1013904223;
        pattern[i] = i < PERIOD ? (unsigned char)(seed >> 24) : pattern[i - PERIOD];
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    all = (uint64_t)(active + idle + slow);
    conns = calloc(all, sizeof *conns);
    for (uint64_t i = 0; conns && i < all; i++)
        conns[i].when = calloc(window > 2 ? (size_t)window : 2, sizeof *conns[i].when);
    epoll = epoll_create1(0);
    deadline = now() + (uint64_t)(limit * SECOND);
    alarm((unsigned)limit + 5);
}

#define U(number) ((unsigned long long)(number))

int main(int argc, char **argv)
{
    prepare(argc, argv);
    if (strcmp(mode, "exchange"))
        meet();
    else
        exchange();
    printf("{\"seconds\":%.6f,\"bytes\":%llu,\"cpu_ns\":%llu,\"load_cpu_ns\":%llu,\"p50_ns\":%llu,\"p99_ns\":%llu,"
           "\"max_ns\":%llu,\"timed\":%llu,\"met\":%llu,\"errors\":%llu,\"wrong\":%llu,\"owed\":%llu}\n",
           (double)(to.at - from.at) / SECOND, U(to.echoed - from.echoed), U(to.cpu - from.cpu), U(to.own - from.own),
           U(quantile(0.5)), U(quantile(0.99)), U(longest), U(measured), U(finished), U(errors), U(wrong), U(outstanding));
    return 0;
}
