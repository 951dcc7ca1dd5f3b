"""Files that are written whole or not at all."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from converter.errors import ConfigError


def write_whole(path: Path, content: bytes) -> None:
    """Write the file and the folders above it; a :class:`ConfigError` says why it cannot be."""
    draft = path.with_name(f"{path.name}.unfinished")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):  # where no draft could be made there is none to remove
            draft.unlink(missing_ok=True)
        raise ConfigError(f"{path} cannot be written: {error.strerror or error}", "Name another file.") from error
