"""What a job says: a line of JSON in its log for each event."""

from __future__ import annotations

import json
import os
from typing import Any

MARK = "tensorwire: "
"""Begins every line that is an event."""
OUT = 1
"""The log: Ray appends standard output and standard error of the job to the same file."""


def say(event: dict[str, Any]) -> None:
    """By one write, so that what others write to the log at the same time is before or after the line, not in it."""
    line = f"{MARK}{json.dumps(event)}\n".encode()
    while line:
        line = line[os.write(OUT, line) :]
