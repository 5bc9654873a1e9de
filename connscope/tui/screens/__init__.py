"""The screens: what is arranged where, and what a key does there."""
