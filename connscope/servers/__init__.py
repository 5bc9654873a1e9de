"""The built-in servers: plain selectors programs that know nothing of connscope, and that it shows."""
