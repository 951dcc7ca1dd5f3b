"""Which JSON is taken for IfcClash's: its results, its input, its smart groups, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.app.inputs import InputFile, select
from converter.model.report import Kind
from converter.parsers.ifcclash.reader import IfcClashReader
from converter.parsers.ifcclash.shape import Shape, shape_of
from converter.parsers.kinds import recognise
from tests.conftest import SAMPLES
from tests.parsers.ifcclash.documents import DUCT, WALL, clash, clash_set, guid, text

GROUPS = json.dumps({"Empty": [{}], "Set": [{"Set - 1": [[WALL, DUCT]]}]})
RESULTS = text(clash_set(clash()))


@pytest.mark.parametrize(
    "content",
    [
        RESULTS,
        text(5, clash_set(clash())),
        text(clash_set()),
        text(clash_set(clashes=...)),
        text(clash_set(clash(), name=..., a=..., b=...)),
        text(clash_set(a=[{"file": f"{n}.ifc", "selector": 'IfcWall, [x]{y}\\"z'} for n in range(5000)])),
        "\n  " + RESULTS,
        '[{"name": "x", "clashes": {',
    ],
)
def test_clash_sets(content: str) -> None:
    assert shape_of(content.encode()[:65536]) is Shape.CLASH_SETS
    assert IfcClashReader().sniff(content.encode()[:65536], "any name")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_in_every_encoding(encoding: str) -> None:
    assert shape_of(RESULTS.encode(encoding)) is Shape.CLASH_SETS
    assert shape_of(GROUPS.encode(encoding)) is Shape.SMART_GROUPS


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{}", "[{}]", "hello", "[1, 2", '[{"name": "x"}]', '[{"name": "x", "clashes": []}]',
        '{"name": "x", "clashes": {}}', '{"about": "x", "clashes": [{"truth": "new"}]}',
        '[{"clashes": {}}]', '[{"name": "x"}, {"clashes": {}}]', '[{"in": {"name": "x", "clashes": {}}}]',
        '[{"name": {"clashes": {}}}]', '["name", "clashes", {"clashes": "name"}]', '{"a": [{"b": [["x", "y"]]}]}',
        json.dumps({"a": [{"b": [WALL, DUCT]}]}), json.dumps({"a": [{"b": [[WALL]]}]}), json.dumps({"a": [[[WALL, DUCT]]]}),
        '[{"name": "x", "a": [{"path": "A.ifc"}]}]', '[{name: "x", clashes: {}}]', '[{"name": 5, "clashes": {}}]',
        '[}{"name": "x", "clashes": {}}]',
    ],
)  # fmt: skip
def test_anything_else(content: str) -> None:
    assert shape_of(content.encode()) is None
    assert recognise(content.encode(), "x.json").kind is Kind.UNKNOWN


def test_what_became_of_the_sample_clashes_is_not_of_ifcclash() -> None:
    chosen = select(InputFile(SAMPLES / "TRUTH.json", "TRUTH.json", explicit=True))
    assert chosen.reader is None and chosen.recognised.kind is Kind.UNKNOWN
    assert chosen.problem is not None and chosen.problem.code == "FIL002" and "clash sets" in chosen.problem.message


def test_one_reader_claims_the_file(tmp_path: Path) -> None:
    path = tmp_path / "clashes.json"
    path.write_text(RESULTS, encoding="utf-8")
    assert isinstance(select(InputFile(path, "clashes.json", explicit=True)).reader, IfcClashReader)


@given(st.binary(max_size=200) | st.text('[]{}:," \\abclashesname', max_size=80).map(str.encode))
def test_any_bytes_are_looked_at(head: bytes) -> None:
    shape_of(head)


def test_a_set_may_be_recognised_wherever_it_is_cut() -> None:
    whole = text(clash_set(*[clash(guid(n), DUCT) for n in range(10, 13)])).encode()
    told = [shape_of(whole[:length]) is Shape.CLASH_SETS for length in range(len(whole))]
    assert told == sorted(told) and told[-1]
