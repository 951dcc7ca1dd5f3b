"""Every exception survives the way to another process."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest

from converter.errors import ConverterError


def every_class(kind: type[ConverterError] = ConverterError) -> Iterator[type[ConverterError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from every_class(each)


@pytest.mark.parametrize("kind", list(every_class()))
def test_exceptions_survive_pickling(kind: type[ConverterError]) -> None:
    error = kind("what is wrong", "what to do")
    if hasattr(error, "wait_s"):
        error = kind("what is wrong", "what to do", 4.5)  # type: ignore[call-arg]
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind and (copy.message, copy.hint) == (error.message, error.hint)
    assert vars(copy) == vars(error)
