"""Settings: what can be set, where it is read from, what may be wrong with it. It knows no command."""
