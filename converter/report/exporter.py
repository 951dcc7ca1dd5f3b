"""What an exporter is: a run's issues in the form of another program."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from converter.model.diagnostics import Diagnostic
from converter.model.topic import Topic


@dataclass(frozen=True, slots=True)
class ExportedIssues:
    """The issues of a run as topics; ``snapshot`` gives the PNG of the n-th viewpoint of a topic, None for none."""

    topics: Sequence[Topic]
    snapshot: Callable[[Topic, int], bytes | None]


class Exporter(Protocol):
    """Writes issues in one format."""

    suffix: str
    """The ending of its files, with the dot."""

    def export(self, issues: ExportedIssues, file: BinaryIO) -> Sequence[Diagnostic]:
        """Write the file and give what its format cannot say. The same issues make the same bytes."""
