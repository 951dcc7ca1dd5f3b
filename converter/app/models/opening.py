"""The models of a run, opened for as long as it takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from converter.app.models.shape_store import ModelShapes
from converter.app.reading import ReadFile
from converter.events import Observer
from converter.model.diagnostics import Diagnostic
from converter.model.report import Kind
from converter.parsers.ifc.index import IfcIndex, open_index
from converter.parsers.ifc.shapes import ShapeLimits
from converter.parsers.reader import ArchiveLimits


@dataclass(frozen=True, slots=True)
class OpenModel:
    """A model with its index and its shapes."""

    label: str
    index: IfcIndex
    shapes: ModelShapes


class OpenModels:
    """The models, by their labels."""

    def __init__(self, models: Sequence[OpenModel]) -> None:
        self.all = tuple(models)
        self._by_label = {model.label: model for model in models}

    @property
    def indexes(self) -> tuple[IfcIndex, ...]:
        """The index of each."""
        return tuple([model.index for model in self.all])

    def shapes_of(self, label: str) -> ModelShapes:
        """The shapes of one model."""
        return self._by_label[label].shapes

    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What failed while shapes were made."""
        return tuple([each for model in self.all for each in model.shapes.diagnostics])


def indexes_of(files: Sequence[ReadFile], archive_limits: ArchiveLimits) -> list[IfcIndex]:
    """The indexes of the models among files that were read, so that what is odd about them has been said.

    Those that are not open are opened; ``OSError`` passes through. Whoever asks closes them.
    """
    with ExitStack() as stack:
        indexes = [
            stack.enter_context(each.model or open_index(each.file.path, each.file.label, archive_limits))
            for each in files
            if each.kind is Kind.IFC and each.report is not None and each.report.readable
        ]
        stack.pop_all()
    return indexes


@contextmanager
def models_of(indexes: Sequence[IfcIndex], shape_limits: ShapeLimits, observer: Observer) -> Iterator[OpenModels]:
    """The models of these indexes, closed when the block ends; their shapes lie in a temporary folder until then."""
    with ExitStack() as stack:
        if not indexes:
            yield OpenModels(())
            return
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="converter-", ignore_cleanup_errors=True)))
        models = []
        for number, index in enumerate(map(stack.enter_context, indexes)):
            shapes = ModelShapes(index, folder / str(number), shape_limits, observer)
            models.append(OpenModel(index.header.file, index, shapes))
        yield OpenModels(models)
