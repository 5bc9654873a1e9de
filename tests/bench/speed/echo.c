/* The same echo server in C, as a measure for the others: epoll, one thread, sends at once, owes what does not fit.

   It prints its port, and serves until it is ended from outside. */

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK = 1 << 18, EVENTS = 512, BACKLOG = 4096 };

struct conn {
    int fd;
    size_t owed; /* bytes in `outb` that are still to be sent, from `sent` on */
    size_t sent;
    char *outb; /* one CHUNK, while something is owed; then the peer is read no more */
};

static char buffer[CHUNK];
static int epoll;

static void watch(struct conn *c, int how, unsigned events)
{
    struct epoll_event event = {.events = events, .data.ptr = c};
    epoll_ctl(epoll, how, c->fd, &event);
}

static void end(struct conn *c)
{
    close(c->fd);
    free(c->outb);
    free(c);
}

static void admit(int listener)
{
    for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        struct conn *c = calloc(1, sizeof *c);
        c->fd = fd;
        watch(c, EPOLL_CTL_ADD, EPOLLIN);
    }
}

/* Send what is owed. Answers whether the connection is still there. */
static int pay(struct conn *c)
{
    ssize_t taken = send(c->fd, c->outb + c->sent, c->owed, MSG_NOSIGNAL);
    if (taken < 0)
        return errno == EAGAIN;
    c->sent += (size_t)taken;
    c->owed -= (size_t)taken;
    if (!c->owed) {
        free(c->outb);
        c->outb = NULL;
        watch(c, EPOLL_CTL_MOD, EPOLLIN);
    }
    return 1;
}

/* Receive once and send at once. Answers whether the connection is still there. */
static int answer(struct conn *c)
{
    ssize_t come = recv(c->fd, buffer, CHUNK, 0);
    if (come <= 0)
        return come < 0 && errno == EAGAIN;
    ssize_t taken = send(c->fd, buffer, (size_t)come, MSG_NOSIGNAL);
    if (taken < 0 && errno != EAGAIN)
        return 0;
    size_t sent = taken < 0 ? 0 : (size_t)taken;
    if (sent < (size_t)come) {
        c->outb = malloc(CHUNK);
        c->owed = (size_t)come - sent;
        c->sent = 0;
        memcpy(c->outb, buffer + sent, c->owed);
        watch(c, EPOLL_CTL_MOD, EPOLLOUT);
    }
    return 1;
}

static int listening(void)
{
    static const int yes = 1;
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, BACKLOG)
        || getsockname(listener, (void *)&address, &size)) {
        perror("echo");
        exit(2);
    }
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(void)
{
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    struct epoll_event events[EVENTS], first = {.events = EPOLLIN, .data.ptr = NULL};
    int listener = listening();
    epoll = epoll_create1(0);
    epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &first);
    for (;;) {
        int ready = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < ready; i++) {
            struct conn *c = events[i].data.ptr;
            if (!c)
                admit(listener);
            else if (!(events[i].events & EPOLLOUT ? pay(c) : answer(c)))
                end(c);
        }
    }
}
