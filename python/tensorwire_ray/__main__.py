"""`python -m tensorwire_ray train` in the folder of a job; `python -m tensorwire_ray stop NAME` ends it early."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .events import say


def _missing() -> str:
    """The name of a package that this Python lacks; '': none."""
    try:
        import numpy, onnxruntime, ray.train  # noqa: E401, F401
    except ImportError as error:
        return error.name or str(error)
    return ""


def main(arguments: list[str]) -> int:
    missing = _missing()
    if missing:
        event = {"event": "missing", "package": missing, "python": sys.version.split()[0]}
        say(event)
        return 0
    if arguments == ["train"]:
        from .driver import main as train

        train(json.loads(Path("cluster.json").read_text("utf-8")))
        return 0
    if len(arguments) == 2 and arguments[0] == "stop":
        from .stop import stop

        return stop(arguments[1])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
