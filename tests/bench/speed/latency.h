/* Clocks, and how long things took: buckets that double, 64 to each doubling, so that a latency is known to 1.6 %. */

#include <stdint.h>
#include <string.h>
#include <time.h>

enum { SECOND = 1000000000, BUCKETS = 64 * 60 };

static uint64_t latencies[BUCKETS], longest, measured;

static uint64_t clock_of(clockid_t clock)
{
    struct timespec at;
    return clock_gettime(clock, &at) ? 0 : (uint64_t)at.tv_sec * SECOND + (uint64_t)at.tv_nsec;
}

static uint64_t now(void) { return clock_of(CLOCK_MONOTONIC); }

/* CPU time of all threads of another process; 0 if there is none. */
static uint64_t cpu_of(pid_t pid)
{
    clockid_t clock;
    return pid && !clock_getcpuclockid(pid, &clock) ? clock_of(clock) : 0;
}

static void note(uint64_t ns)
{
    int shift = ns < 128 ? 0 : 57 - __builtin_clzll(ns);
    uint64_t bucket = ((uint64_t)shift << 6) + (ns >> shift);
    latencies[bucket < BUCKETS ? bucket : BUCKETS - 1]++;
    longest = ns > longest ? ns : longest;
    measured++;
}

/* The latency that this share of all was within. */
static uint64_t quantile(double share)
{
    uint64_t seen = 0, wanted = (uint64_t)(share * (double)measured);
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        seen += latencies[bucket];
        if (seen > wanted) {
            int shift = bucket < 128 ? 0 : (bucket >> 6) - 1;
            return (uint64_t)(bucket - (shift << 6)) << shift;
        }
    }
    return longest;
}

static void forget_latencies(void)
{
    memset(latencies, 0, sizeof latencies);
    longest = measured = 0;
}
