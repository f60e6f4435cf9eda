"""Where Ray Train writes the checkpoints of a job."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator

from pyarrow.fs import FileSystem, FileType


@contextmanager
def storage_of(config: dict[str, Any]) -> Iterator[str]:
    """The folder or address of `config`; what was written there for this job is removed at the end.

    Without one it is a folder of this machine: Ray Train wants it, and writes next to nothing.
    """
    if not config["storage"]:
        with tempfile.TemporaryDirectory() as folder:
            yield folder
        return
    try:
        yield config["storage"]
    finally:
        try:
            _remove(config["storage"], config["name"])
        except (OSError, ValueError) as error:
            print(f"the checkpoints in {config['storage']} cannot be removed: {error}", file=sys.stderr, flush=True)


def _remove(storage: str, name: str) -> None:
    """As Ray Train finds it: `StorageContext` of ray.train."""
    system, root = FileSystem.from_uri(storage)
    folder = Path(root, name).as_posix()
    if system.get_file_info(folder).type != FileType.NotFound:
        system.delete_dir(folder)
