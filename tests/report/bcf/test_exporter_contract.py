"""What every exporter of the table keeps to, whatever its format."""

from __future__ import annotations

import importlib
import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from converter.model.codes import CODES
from converter.model.diagnostics import Diagnostic
from converter.model.topic import Topic
from converter.report import EXPORTERS
from converter.report.exporter import ExportedIssues, Exporter
from tests.report.bcf.models import topics
from tests.report.bcf.test_round_trip import NOW, UNSHRUNK, picture_of

every_exporter = pytest.mark.parametrize("name", EXPORTERS)
PLAIN = Topic("a1111111-0000-4000-8000-000000000001", "Pipe meets beam", created=NOW, created_author="anna@example.com")


def exporter_of(name: str) -> Exporter:
    module, _, kind = EXPORTERS[name].partition(":")
    found: Exporter = getattr(importlib.import_module(module), kind)()
    return found


def exported(name: str, found: Sequence[Topic]) -> tuple[bytes, list[Diagnostic]]:
    file = io.BytesIO()
    said = exporter_of(name).export(ExportedIssues(found, picture_of), file)
    assert not file.closed, "who opened it closes it"
    return file.getvalue(), list(said)


@every_exporter
def test_the_ending_is_that_of_its_files(name: str) -> None:
    suffix = exporter_of(name).suffix
    assert suffix.startswith(".") and suffix == suffix.lower() and len(suffix) > 1 and "/" not in suffix


@every_exporter
def test_a_run_without_issues_is_a_file_and_nothing_is_said(name: str) -> None:
    content, said = exported(name, [])
    assert content and said == [] and exported(name, []) == (content, [])


@every_exporter
def test_an_issue_is_in_the_file_and_says_nothing_more(name: str) -> None:
    content, said = exported(name, [PLAIN])
    assert content != exported(name, [])[0] and said == []


@every_exporter
@settings(max_examples=15, phases=UNSHRUNK)
@given(found=st.lists(topics(), max_size=2, unique_by=lambda topic: topic.guid))
def test_the_same_issues_make_the_same_bytes_and_codes_are_known(name: str, found: list[Topic]) -> None:
    content, said = exported(name, found)
    assert (content, said) == exported(name, found)
    for each in said:
        assert each.code.startswith("EXP") and each.severity is CODES[each.code].severity and each.message


@every_exporter
def test_a_file_that_cannot_be_written_is_the_callers_to_tell(name: str) -> None:
    class Full(io.BytesIO):
        def write(self, *_: object) -> int:
            raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        exporter_of(name).export(ExportedIssues([PLAIN], picture_of), Full())
