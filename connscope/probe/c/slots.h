/* Objects as the interpreter lays them out: slots by their offsets, buffers by their built-in types.

Nothing here runs code of the program's. */

static inline PyObject *slot(PyObject *object, Py_ssize_t at)
{
    return *(PyObject **)((char *)object + at);
}

/* Takes the reference over. */
static inline void set_slot(PyObject *object, Py_ssize_t at, PyObject *value)
{
    PyObject **place = (PyObject **)((char *)object + at), *before = *place;
    *place = value;
    Py_XDECREF(before);
}

/* Where the slot of that name lies; -1 with an error if the class has none. */
static Py_ssize_t offset_of(PyTypeObject *kind, const char *name)
{
    PyObject *found = PyObject_GetAttrString((PyObject *)kind, name);
    Py_ssize_t at = -1;
    if (found != NULL && Py_IS_TYPE(found, &PyMemberDescr_Type))
        at = ((PyMemberDescrObject *)found)->d_member->offset;
    else if (found != NULL)
        PyErr_Format(PyExc_TypeError, "%s.%s is no slot", kind->tp_name, name);
    Py_XDECREF(found);
    return at;
}

/* Bytes in a buffer of a type that runs no code of the program's; 0 in any other, and in a view that was released. */
static Py_ssize_t size_of(PyObject *buffer)
{
    if (PyMemoryView_Check(buffer)) {
        PyMemoryViewObject *view = (PyMemoryViewObject *)buffer;
        return view->flags & _Py_MEMORYVIEW_RELEASED ? 0 : view->view.len;
    }
    if (PyByteArray_CheckExact(buffer))
        return PyByteArray_GET_SIZE(buffer);
    return PyBytes_CheckExact(buffer) ? PyBytes_GET_SIZE(buffer) : 0;
}

/* Bytes in what the held attributes have under that name; -1 if that is nothing that bytes are kept in. */
static Py_ssize_t length_of(PyObject *held, PyObject *name)
{
    PyObject *buffer = PyDict_GetItemWithError(held, name);
    if (buffer == NULL) {
        PyErr_Clear();
        return -1;
    }
    if (PyByteArray_CheckExact(buffer))
        return PyByteArray_GET_SIZE(buffer);
    return PyBytes_CheckExact(buffer) ? PyBytes_GET_SIZE(buffer) : -1;
}

/* The first bytes of a buffer, copied. Answers -1 if they cannot be had. */
static int copy_head(char *head, PyObject *data, Py_ssize_t size)
{
    Py_buffer view;
    if (PyObject_GetBuffer(data, &view, PyBUF_SIMPLE) < 0)
        return -1;
    memcpy(head, view.buf, Py_MIN(size, view.len));
    PyBuffer_Release(&view);
    return 0;
}
