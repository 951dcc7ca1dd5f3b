"""Pure decisions: what is one problem, what is published, under which name. No I/O, no clock, no random numbers."""
