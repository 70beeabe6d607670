"""The demo: a centre with invented people, its central on loopback, and a working day in the window or without one."""
