"""Which of the supplied models a report means by a file name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PureWindowsPath

from converter.model.clash import ClashTest
from converter.model.ifc import ElementIndex
from converter.model.topic import HeaderFile
from converter.plan.elements import model_name


def models_called(name: str, models: Sequence[ElementIndex]) -> tuple[ElementIndex, ...]:
    """The models of a file name, whatever its folder, ending, date and version.

    ``Tower_Services_2026-03-02_v3.nwc`` is ``Tower_Services.ifc``; where several versions of a model are there, the one
    of exactly that name comes before the others.
    """
    if not name:
        return ()
    alike = tuple([model for model in models if model_name(model.header.file) == model_name(name)])
    exact = tuple([model for model in alike if _stem(model.header.file) == _stem(name)])
    return exact or alike


def models_of_header(files: Iterable[HeaderFile], models: Sequence[ElementIndex]) -> tuple[ElementIndex, ...]:
    """The models a BCF topic is about.

    A file that gives both its name and its IfcProject must agree in both: projects are copied with their GlobalId, and
    names are kept over other content. An IfcProject alone counts when only one model has it.
    """
    found: list[ElementIndex] = []
    for file in files:
        found += [model for model in _of_header_file(file, models) if not any(model is each for each in found)]
    return tuple(found)


def models_of_test(test: ClashTest, models: Sequence[ElementIndex]) -> tuple[ElementIndex, ...]:
    """The models a clash test names as what it compares (IfcClash: ``folder/file.ifc: selector``)."""
    found: list[ElementIndex] = []
    for side in (test.left, test.right):
        for locator in side.locators if side else ():
            named = models_called(locator, models) or models_called(locator.partition(".ifc: ")[0], models)
            found += [model for model in named if not any(model is each for each in found)]
    return tuple(found)


def _of_header_file(file: HeaderFile, models: Sequence[ElementIndex]) -> tuple[ElementIndex, ...]:
    name = file.filename or file.reference
    same_project = [model for model in models if file.ifc_project and model.header.project_guid == file.ifc_project]
    if name and file.ifc_project:
        return models_called(name, same_project)
    if name:
        return models_called(name, models)
    return tuple(same_project) if len(same_project) == 1 else ()


def _stem(file: str) -> str:
    return PureWindowsPath(file).stem.lower()
