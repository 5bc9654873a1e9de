/* The plain forms of recv, recv_into and send once more, in C: what fast.py and counted.py do, at a quarter of the price.

A `Transfer` stands in a probed socket class under the name of one of the three. It makes the call, and writes the same
record or counts the same numbers; whatever is unusual it hands to the same Python code: flags, other arguments, a closed
gate, errors, the end of a stream, a short send. `accelerated.py` says which is used; nothing else knows of this. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <structmember.h>
#include <time.h>

#if !defined(__linux__) || defined(Py_GIL_DISABLED)
#error "the clock is that of Linux, and rows are written under the one lock"
#endif

#define FORM 1 /* as accelerated.py has it: what it gives, and what is written; a module of another form is left out */

#include "slots.h"
#include "packed.h"
#include "noting.h"

/* Make the call, and note it. `outb` is not asked for where calls are only counted. */
static PyObject *transfer(Transfer *self, PyObject *row, PyObject *outb, Py_ssize_t asked, PyObject *const *args)
{
    PyObject *answer = PyObject_Vectorcall(self->kept[PLAIN], args, 2, NULL), *data = args[1];
    if (answer == NULL) {
        refused(self, row, outb, asked);
        return NULL;
    }
    Py_ssize_t size;
    if (self->direction == RECEIVES) {
        data = answer;
        size = PyBytes_GET_SIZE(answer);
    }
    else
        size = PyLong_AsSsize_t(answer);
    int failed;
    if (size == 0 || (self->direction == SENDS && size < asked))
        failed = rare(self, row, outb, asked, size, data);
    else if (self->counts)
        failed = counted(self, row, size);
    else
        failed = record(self, row, PyLong_AsSsize_t(outb), asked, size, data);
    if (failed && retire(self) < 0)
        Py_CLEAR(answer);
    return answer;
}

/* Stop at the gate, which is closed for this call. Answers -1 if that raised. */
static int stop(Transfer *self, PyObject *row, Py_ssize_t asked, PyObject *given)
{
    PyObject *done = self->direction == SENDS
        ? PyObject_CallFunction(self->kept[STOP], "OOnO", self->kept[CALL], row, asked, given)
        : PyObject_CallFunction(self->kept[STOP], "OOn", self->kept[CALL], row, asked);
    Py_XDECREF(done);
    return done ? 0 : -1;
}

/* Whether it is the plain form of the call, and what that asks for: a size, or the length of a buffer. */
static int is_plain(Transfer *self, PyObject *given, Py_ssize_t *asked)
{
    if (self->direction != RECEIVES)
        return (*asked = size_of(given)) > 0;
    if (!PyLong_CheckExact(given))
        return 0;
    *asked = PyLong_AsSsize_t(given);
    if (*asked != -1 || !PyErr_Occurred())
        return 1;
    PyErr_Clear(); /* too large */
    return 0;
}

/* Bytes in the program's `outb` before the call; where nothing is registered any more, those that were there last. */
static PyObject *outb_of(Transfer *self, PyObject *held, PyObject *row)
{
    if (held == self->kept[NOTHING])
        return Py_NewRef(slot(row, self->at.outb));
    Py_ssize_t length = length_of(held, outb_name);
    return length == -1 && PyErr_Occurred() ? NULL : PyLong_FromSsize_t(length);
}

/* Whether it is a call of one argument on a socket of this class that is known; then its row, and what it holds. */
static int is_ours(Transfer *self, PyObject *const *args, size_t nargsf, PyObject *names, PyObject **row, PyObject **held)
{
    if (PyVectorcall_NARGS(nargsf) != 2 || names != NULL || !PyObject_TypeCheck(args[0], self->sockets))
        return 0;
    *row = slot(args[0], self->at.row);
    *held = slot(args[0], self->at.held);
    return *row != NULL && *held != NULL && Py_IS_TYPE(*row, self->rows);
}

/* The call, if it is a plain one; else it is the Python code's. */
static PyObject *call(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *names)
{
    Transfer *self = (Transfer *)callable;
    PyObject *row, *held, *outb = NULL, *answer = NULL;
    Py_ssize_t asked;
    int stops = PyList_GET_ITEM(self->kept[CLOSED], self->call) != zero;
    if (!is_ours(self, args, nargsf, names, &row, &held) || !is_plain(self, args[1], &asked)
        || (self->counts && (stops || !is_own(self, slot(row, self->at.thread)))))
        return PyObject_Vectorcall(self->kept[GENERAL], args, nargsf, names);
    Py_INCREF(row); /* the program may let go of both while it is asked, stopped or called */
    Py_INCREF(held);
    if (!self->counts) {
        outb = outb_of(self, held, row);
        if (outb != NULL)
            set_slot(row, self->at.outb, Py_NewRef(outb));
    }
    if ((self->counts || outb != NULL) && (!stops || stop(self, row, asked, args[1]) == 0))
        answer = transfer(self, row, outb, asked, args);
    Py_XDECREF(outb);
    Py_DECREF(held);
    Py_DECREF(row);
    return answer;
}

static PyObject *bound(PyObject *self, PyObject *object, PyObject *Py_UNUSED(kind))
{
    return object == NULL || object == Py_None ? Py_NewRef(self) : PyMethod_New(self, object);
}

/* Look up where everything lies. */
static int lay_out(Transfer *self, PyTypeObject *threads)
{
    int in = self->direction != SENDS;
    const struct { Py_ssize_t *at; PyTypeObject *kind; const char *name; } slots[] = {
        {&self->at.row, self->sockets, "row"},       {&self->at.held, self->sockets, "held"},
        {&self->at.thread, self->rows, "thread"},    {&self->at.conn, self->rows, "conn"},
        {&self->at.outb, self->rows, "outb"},        {&self->at.way, self->rows, in ? "into" : "out"},
        {&self->at.ident, threads, "ident"},         {&self->at.seq, threads, "seq"},
        {&self->at.index, threads, "index"},         {&self->at.code, threads, in ? "in_code" : "out_code"},
        {&self->at.part, threads, in ? "in_part" : "out_part"},
    };
    for (size_t i = 0; i < Py_ARRAY_LENGTH(slots); i++)
        if ((*slots[i].at = offset_of(slots[i].kind, slots[i].name)) < 0)
            return -1;
    return 0;
}

static PyObject *new(PyTypeObject *kind, PyObject *args, PyObject *names)
{
    PyTypeObject *sockets, *rows, *threads;
    PyObject *kept;
    int direction, call_number, counts;
    if (names != NULL || !PyArg_ParseTuple(
            args, "iipO!O!O!O!:Transfer", &direction, &call_number, &counts, &PyType_Type, &sockets, &PyType_Type, &rows,
            &PyType_Type, &threads, &PyTuple_Type, &kept))
        return PyErr_Occurred() ? NULL : PyErr_Format(PyExc_TypeError, "Transfer() takes no names");
    if (PyTuple_GET_SIZE(kept) != CALL || !PyList_Check(PyTuple_GET_ITEM(kept, CLOSED)) || call_number < 0
        || call_number >= PyList_GET_SIZE(PyTuple_GET_ITEM(kept, CLOSED)))
        return PyErr_Format(PyExc_TypeError, "Transfer() is given something else than accelerated.py gives");
    Transfer *self = (Transfer *)kind->tp_alloc(kind, 0);
    if (self == NULL)
        return NULL;
    for (int i = 0; i < CALL; i++)
        self->kept[i] = Py_NewRef(PyTuple_GET_ITEM(kept, i));
    self->kept[CALL] = PyLong_FromLong(call_number);
    self->sockets = (PyTypeObject *)Py_NewRef(sockets);
    self->rows = (PyTypeObject *)Py_NewRef(rows);
    self->direction = direction;
    self->call = call_number;
    self->counts = counts;
    self->vectorcall = call;
    if (self->kept[CALL] == NULL || lay_out(self, threads) < 0)
        Py_CLEAR(self);
    return (PyObject *)self;
}

static int traverse(Transfer *self, visitproc visit, void *arg)
{
    Py_VISIT(Py_TYPE(self));
    Py_VISIT(self->dict);
    Py_VISIT(self->sockets);
    Py_VISIT(self->rows);
    for (int i = 0; i < KEPT; i++)
        Py_VISIT(self->kept[i]);
    return 0;
}

/* Only what leads back here; without the rest it could not be called any more, by whoever still has it. */
static int clear(Transfer *self)
{
    Py_CLEAR(self->dict);
    return 0;
}

static void dealloc(Transfer *self)
{
    PyTypeObject *kind = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Py_CLEAR(self->dict);
    Py_CLEAR(self->sockets);
    Py_CLEAR(self->rows);
    for (int i = 0; i < KEPT; i++)
        Py_CLEAR(self->kept[i]);
    kind->tp_free(self);
    Py_DECREF(kind);
}

static PyMemberDef members[] = {
    {"__vectorcalloffset__", T_PYSSIZET, offsetof(Transfer, vectorcall), READONLY, NULL},
    {"__dictoffset__", T_PYSSIZET, offsetof(Transfer, dict), READONLY, NULL},
    {NULL},
};

static PyType_Slot slots[] = {
    {Py_tp_doc, "One of recv, recv_into and send, made for one class of sockets."},
    {Py_tp_new, new},
    {Py_tp_traverse, traverse},
    {Py_tp_clear, clear},
    {Py_tp_dealloc, dealloc},
    {Py_tp_call, PyVectorcall_Call},
    {Py_tp_descr_get, bound},
    {Py_tp_members, members},
    {0, NULL},
};

static PyType_Spec spec = {
    "connscope.probe._fast.Transfer", sizeof(Transfer), 0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_METHOD_DESCRIPTOR, slots,
};

static int begin(PyObject *module)
{
    if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
        PyErr_SetString(PyExc_ImportError, "its names are those of the main interpreter");
        return -1;
    }
    zero = PyLong_FromLong(0);
    outb_name = PyUnicode_InternFromString("outb");
    owes_name = PyUnicode_InternFromString("owes");
    PyObject *kind = PyType_FromSpec(&spec);
    if (zero == NULL || outb_name == NULL || owes_name == NULL || kind == NULL)
        return -1;
    int added = PyModule_AddObjectRef(module, "Transfer", kind);
    Py_DECREF(kind);
    return added < 0 ? -1 : PyModule_AddIntConstant(module, "FORM", FORM) | PyModule_AddIntMacro(module, HEAD);
}

static PyMethodDef functions[] = {
    {"unpacked", unpacked, METH_O, "A packed record as the tuple that `records.py` lays out."},
    {NULL},
};

static PyModuleDef_Slot steps[] = {{Py_mod_exec, begin}, {0, NULL}};

static PyModuleDef definition = {PyModuleDef_HEAD_INIT, "_fast", NULL, 0, functions, steps, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__fast(void)
{
    return PyModuleDef_Init(&definition);
}
