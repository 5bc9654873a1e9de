"""The commands that need no screen: `serve` and `client`. They know nothing of the screen either."""
