/* A record while it waits for its reader: one `bytes` instead of a tuple and six objects in it, which in fresh memory cost
three times as much. It is unpacked by whoever reads it; all that is not here is 0. */

#define HEAD 64 /* as records.py has it */

struct packed {
    long long seq, at, conn, place, asked, result, outb;
    int thread, call;
    /* and as many bytes of what the call carried as are kept */
};

static long long now(void)
{
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000000000LL + at.tv_nsec;
}

/* As the tuple that records.py lays out: seq, at, call, conn, thread, place, asked, result, errno, took, outb, head. */
static PyObject *unpacked(PyObject *Py_UNUSED(module), PyObject *whole)
{
    struct packed it;
    if (!PyBytes_CheckExact(whole) || PyBytes_GET_SIZE(whole) < (Py_ssize_t)sizeof it) {
        PyErr_SetString(PyExc_ValueError, "no packed record");
        return NULL;
    }
    memcpy(&it, PyBytes_AS_STRING(whole), sizeof it);
    const long long numbers[] = {
        it.seq, it.at, it.call, it.conn, it.thread, it.place, it.asked, it.result, 0, 0, it.outb,
    };
    const Py_ssize_t count = Py_ARRAY_LENGTH(numbers);
    PyObject *tuple = PyTuple_New(count + 1);
    for (Py_ssize_t i = 0; tuple != NULL && i <= count; i++) {
        PyObject *field = i < count ? PyLong_FromLongLong(numbers[i])
            : PyBytes_FromStringAndSize(PyBytes_AS_STRING(whole) + sizeof it, PyBytes_GET_SIZE(whole) - sizeof it);
        if (field == NULL)
            Py_CLEAR(tuple);
        else
            PyTuple_SET_ITEM(tuple, i, field);
    }
    return tuple;
}
