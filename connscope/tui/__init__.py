"""The screen. It draws what ledger and journal hold, and turns keys into what a session is asked to do."""
