"""The built-in clients: plain selectors programs that know nothing of connscope, and that it launches."""
