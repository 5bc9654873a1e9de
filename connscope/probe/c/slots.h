/* Objects as the interpreter lays them out: slots by their offsets, buffers by their built-in types. */

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
    if (found != NULL && Py_IS_TYPE(found, &PyMemberDescr_Type)
        && ((PyMemberDescrObject *)found)->d_member->type == T_OBJECT_EX)
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

/* Bytes in what the held attributes have under that name; -1 if that is nothing that bytes are kept in.

A key of the program's may be asked whether it is that name: that may raise, and let go of what is held. */
static Py_ssize_t length_of(PyObject *held, PyObject *name)
{
    PyObject *buffer = PyDict_GetItemWithError(held, name);
    if (buffer == NULL)
        return -1;
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
    int fits = size <= view.len;
    if (fits)
        memcpy(head, view.buf, size);
    else
        PyErr_SetString(PyExc_BufferError, "the buffer was cut off during the call");
    PyBuffer_Release(&view);
    return fits ? 0 : -1;
}
