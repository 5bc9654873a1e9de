/* One call of the program's is noted: as a record, or only as a number.

What fails here retires the probe, and not the program. */

enum direction { RECEIVES, RECEIVES_INTO, SENDS };

/* What is called or looked into, in the order in which accelerated.py gives it, and the number of the call. All of it is
there from the beginning on, and to the end. */
enum { PLAIN, GENERAL, CLOSED, STOP, RETIRE, APPEND, PART, HERE, REFUSED, DONE, TALLY, NOTHING, CALL, KEPT };

/* Where a slot lies in an object of its class. */
struct layout {
    Py_ssize_t row, held;                     /* of a socket */
    Py_ssize_t thread, conn, outb, way;       /* of a row; the first and the last of a tally, too */
    Py_ssize_t ident, seq, index, code, part; /* of a thread */
};

typedef struct {
    PyObject_HEAD
    vectorcallfunc vectorcall;
    PyObject *dict; /* its name, and what else a function has */
    PyTypeObject *sockets, *rows;
    PyObject *kept[KEPT];
    struct layout at;
    int direction, call;
    int counts; /* and records nothing */
} Transfer;

static PyObject *zero, *outb_name, *owes_name;

/* We failed: the probe is told why, and the program goes on. Answers -1 if it was no failure, but something that is to
end the program, and goes on its way. */
static int retire(Transfer *self)
{
    PyObject *type, *error, *trace;
    if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_Exception))
        return -1;
    if (!PyErr_Occurred())
        PyErr_SetNone(PyExc_SystemError);
    PyErr_Fetch(&type, &error, &trace);
    PyErr_NormalizeException(&type, &error, &trace);
    PyObject *done = PyObject_CallOneArg(self->kept[RETIRE], error);
    Py_XDECREF(done);
    Py_XDECREF(type);
    Py_XDECREF(error);
    Py_XDECREF(trace);
    return done ? 0 : -1;
}

/* Where in the source the program is, as `places.py` numbers it; -1 if that failed. */
static long long place_of(Transfer *self, PyObject *thread)
{
    PyFrameObject *frame = PyEval_GetFrame();
    if (frame == NULL)
        return 0;
    PyObject *code = (PyObject *)PyFrame_GetCode(frame);
    if (code != slot(thread, self->at.code)) {
        PyObject *part = PyObject_CallOneArg(self->kept[PART], code);
        if (part == NULL) {
            Py_DECREF(code);
            return -1;
        }
        set_slot(thread, self->at.part, part);
        set_slot(thread, self->at.code, Py_NewRef(code));
    }
    Py_DECREF(code);
    long long part = PyLong_AsLongLong(slot(thread, self->at.part));
    if (part != 0)
        return part < 0 ? -1 : part + PyFrame_GetLasti(frame);
    PyObject *place = PyObject_CallOneArg(self->kept[HERE], (PyObject *)frame);
    part = place ? PyLong_AsLongLong(place) : -1;
    Py_XDECREF(place);
    return part;
}

/* Count the call: one direction, with so many bytes more. Answers the number of the record. */
static PyObject *count(Transfer *self, PyObject *tally, PyObject *thread, Py_ssize_t size)
{
    PyObject *way = PyTuple_New(4); /* may run code of the program's, in a search for cycles: so it comes first */
    PyObject *before = slot(tally, self->at.way);
    long long seq = PyLong_AsLongLong(slot(thread, self->at.seq)) + 1;
    long long total = PyLong_AsLongLong(PyTuple_GET_ITEM(before, 1)) + size;
    long long calls = PyLong_AsLongLong(PyTuple_GET_ITEM(before, 2)) + 1;
    PyObject *number = PyLong_FromLongLong(seq);
    PyObject *bytes = PyLong_FromLongLong(total), *times = PyLong_FromLongLong(calls);
    if (way == NULL || number == NULL || bytes == NULL || times == NULL) {
        Py_XDECREF(way);
        Py_XDECREF(number);
        Py_XDECREF(bytes);
        Py_XDECREF(times);
        return NULL;
    }
    PyTuple_SET_ITEM(way, 0, Py_NewRef(number));
    PyTuple_SET_ITEM(way, 1, bytes);
    PyTuple_SET_ITEM(way, 2, times);
    PyTuple_SET_ITEM(way, 3, Py_NewRef(PyTuple_GET_ITEM(before, 3)));
    set_slot(thread, self->at.seq, Py_NewRef(number));
    set_slot(tally, self->at.way, way);
    return number;
}

/* Whether the observed thread that met the socket is the one that calls: then the socket's own tally is its tally. */
static int is_own(Transfer *self, PyObject *thread)
{
    return PyLong_AsUnsignedLong(slot(thread, self->at.ident)) == PyThread_get_thread_ident();
}

/* Only count a call that went as usual. Answers -1 if that failed. */
static int counted(Transfer *self, PyObject *row, Py_ssize_t size)
{
    PyObject *number = count(self, row, slot(row, self->at.thread), size);
    Py_XDECREF(number);
    return number ? 0 : -1;
}

/* Append the record of a call that went as usual, packed. Its number comes last: none is taken by one that fails. */
static int record(Transfer *self, PyObject *row, Py_ssize_t outb, Py_ssize_t asked, Py_ssize_t size, PyObject *data)
{
    PyObject *both = NULL, *tally = row, *thread = slot(row, self->at.thread), *number = NULL, *done = NULL;
    if (!is_own(self, thread)) {
        both = PyObject_CallOneArg(self->kept[TALLY], row);
        if (both == NULL)
            return -1;
        tally = PyTuple_GET_ITEM(both, 0);
        thread = PyTuple_GET_ITEM(both, 1);
    }
    struct packed fields = {
        .call = self->call, .conn = PyLong_AsLongLong(slot(row, self->at.conn)), .asked = asked, .result = size,
        .thread = (int)PyLong_AsLong(slot(thread, self->at.index)), .outb = outb, .place = place_of(self, thread),
    };
    Py_ssize_t head = Py_MIN(size, HEAD);
    PyObject *whole = fields.place < 0 ? NULL : PyBytes_FromStringAndSize(NULL, sizeof fields + head);
    if (whole != NULL && copy_head(PyBytes_AS_STRING(whole) + sizeof fields, data, head) == 0)
        number = count(self, tally, thread, size);
    if (number != NULL) {
        fields.seq = PyLong_AsLongLong(number);
        fields.at = now();
        memcpy(PyBytes_AS_STRING(whole), &fields, sizeof fields);
        done = PyObject_CallOneArg(self->kept[APPEND], whole);
    }
    Py_XDECREF(number);
    Py_XDECREF(whole);
    Py_XDECREF(both);
    Py_XDECREF(done);
    return done ? 0 : -1;
}

/* `outb` as it was before the call; as it is now where nobody has looked then. */
static PyObject *owed(PyObject *outb, PyObject *row)
{
    return outb ? Py_NewRef(outb) : PyObject_CallMethodNoArgs(row, owes_name);
}

/* It raised: have an OSError noted, which the Python code does, and go on with it. */
static void refused(Transfer *self, PyObject *row, PyObject *outb, Py_ssize_t asked)
{
    if (!PyErr_ExceptionMatches(PyExc_OSError))
        return;
    PyObject *type, *error, *trace, *done = NULL;
    PyErr_Fetch(&type, &error, &trace);
    PyErr_NormalizeException(&type, &error, &trace);
    outb = owed(outb, row);
    if (outb != NULL)
        done = PyObject_CallFunction(self->kept[REFUSED], "OOOnO", self->kept[CALL], row, outb, asked, error);
    int goes_on = done != NULL || retire(self) == 0;
    Py_XDECREF(done);
    Py_XDECREF(outb);
    if (goes_on)
        PyErr_Restore(type, error, trace);
    else {
        Py_XDECREF(type);
        Py_XDECREF(error);
        Py_XDECREF(trace);
    }
}

/* It was the end, or did less than it was asked: have that noted, which the Python code does. Answers -1 if that failed. */
static int rare(Transfer *self, PyObject *row, PyObject *outb, Py_ssize_t asked, Py_ssize_t size, PyObject *data)
{
    PyObject *done = NULL;
    outb = owed(outb, row);
    if (outb != NULL)
        done = PyObject_CallFunction(self->kept[DONE], "OOOnniO", self->kept[CALL], row, outb, asked, size, 0, data);
    Py_XDECREF(done);
    Py_XDECREF(outb);
    return done ? 0 : -1;
}
