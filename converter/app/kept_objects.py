"""The object ids of published revisions in the user's cache folder, and the table of them as a file."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import msgspec

from converter.app.cache_folder import cache_folder
from converter.app.settings import Settings
from converter.app.whole_files import write_whole
from converter.model.codes import diagnose
from converter.model.diagnostics import Diagnostic
from converter.model.object_rows import ObjectRow
from converter.parsers.object_map import ObjectTable, read_object_map
from converter.plan.models.object_answers import Answer, answers_of_rows, rows_of_answers
from converter.plan.models.object_ids import ListedObjects, ObjectIdentity, ObjectIdMap

_COLUMNS = ("guid", "element_id", "model", "object_id")


@dataclass(frozen=True, slots=True)
class ObjectSource:
    """Where the objects of elements are looked up, and what was odd when it was made; ``ids`` is None for nowhere."""

    ids: ObjectIdMap | None
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptObjects:
    """What is kept of one revision: ``place`` is the path of its files without their endings."""

    place: Path

    @classmethod
    def of(cls, environment: Mapping[str, str], base_url: str, revision_id: int, made_at: str) -> Self:
        """``made_at`` keeps apart what has the same id: a test server that is started anew counts from the same one."""
        stamp = hashlib.blake2b(made_at.encode(), digest_size=4).hexdigest()
        return cls(_folder(environment, base_url) / f"{revision_id}-{stamp}")

    def table(self) -> ObjectTable | None:
        """The whole table, where it was asked for."""
        return _read(self.place.with_name(f"{self.place.name}.csv"))

    def write_table(self, rows: Iterable[ObjectRow]) -> None:
        """Keep the whole table. :class:`~converter.errors.ConfigError` where it cannot be written."""
        write_whole(self.place.with_name(f"{self.place.name}.csv"), object_map_text(rows).encode())

    def answers(self) -> dict[ObjectIdentity, Answer]:
        """What was answered about single elements; nothing where the file is none of ours."""
        try:
            content = self.place.with_name(f"{self.place.name}.json").read_bytes()
            rows = msgspec.json.decode(content, type=list[tuple[str, str, str, tuple[int, ...] | None]])
            return answers_of_rows(rows)
        except (OSError, ValueError):  # of msgspec too: it is asked again, and written anew
            return {}

    def write_answers(self, answers: Mapping[ObjectIdentity, Answer]) -> None:
        """Keep what was answered. :class:`~converter.errors.ConfigError` where it cannot be written."""
        write_whole(self.place.with_name(f"{self.place.name}.json"), msgspec.json.encode(rows_of_answers(answers)))


def kept_objects(settings: Settings) -> ObjectSource:
    """The objects of ``objects.model_revision`` as far as they are on this machine: no network."""
    revision_id = settings.objects.model_revision or 0
    table = kept_table(os.environ, settings.target.base_url, revision_id)
    if table is None:
        message = (
            f"views are not restricted: the object ids of model revision {revision_id} are not on this machine; "
            f"`converter objects {revision_id}` fetches them"
        )
        return ObjectSource(None, (diagnose("OBJ006", message),))
    return ObjectSource(ListedObjects(table.rows), table.diagnostics)


def kept_table(environment: Mapping[str, str], base_url: str, revision_id: int) -> ObjectTable | None:
    """The table of a revision that was kept last, None where there is none."""
    found = _folder(environment, base_url).glob(f"{revision_id}-*.csv")
    newest = max(found, key=lambda path: (path.stat().st_mtime_ns, path.name), default=None)
    return None if newest is None else _read(newest)


def object_map_text(rows: Iterable[ObjectRow]) -> str:
    """The table as CSV, as :func:`~converter.parsers.object_map.read_object_map` reads it."""
    text = StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(_COLUMNS)
    for row in rows:
        lines.writerow((*map(_on_one_line, (row.guid, row.element_id, row.model)), row.object_id))
    return text.getvalue()


def _on_one_line(text: str) -> str:
    return " ".join(text.splitlines())


def _folder(environment: Mapping[str, str], base_url: str) -> Path:
    return cache_folder(environment) / "objects" / urlsplit(base_url).netloc.replace(":", "_")


def _read(path: Path) -> ObjectTable | None:
    if not path.is_file():
        return None
    table = read_object_map(path, str(path))
    return table if table.readable else None
