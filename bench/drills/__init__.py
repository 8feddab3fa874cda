"""Faults under load, on a running product of the drill's own: `make drill`, or `python -m bench.drills --quick`."""
