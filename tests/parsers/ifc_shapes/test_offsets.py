"""Records are found where they are, and nowhere else."""

from __future__ import annotations

import mmap
import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.parsers.ifc import offsets as module
from converter.parsers.ifc.offsets import MISSING, Offsets
from tests.parsers.ifc_shapes import real_models
from tests.parsers.ifc_shapes.step_models import END, HEADER, rows_of_walls

HEAD = HEADER.format(schema="IFC4")


def by_letter(content: bytes) -> dict[int, int]:
    """A second reading, letter by letter: the first place of each number."""
    found: dict[int, int] = {}
    at = content.index(b"ENDSEC;\nDATA;\n") + len(b"ENDSEC;\nDATA;\n")
    while at < len(content):
        if content[at : at + 1] == b"'":
            at += 1
            while at < len(content) and (content[at : at + 1] != b"'" or content[at - 3 : at] == b"\\S\\"):
                at += 1
            at += 1
        elif content[at : at + 2] == b"/*":
            end = content.find(b"*/", at + 2)
            at = len(content) if end < 0 else end + 2
        elif match := re.compile(rb"#([0-9]+)\s*=").match(content, at):
            found.setdefault(int(match[1]), at)
            at = match.end()
        else:
            at += 1
    return found


strings = st.text("ab;#=12/*( '\\SX", max_size=12).map(
    lambda text: "'" + text.replace("\\", "\\\\").replace("'", "''") + "'"
)
special = st.sampled_from(
    ["'a\\S\\'b'", "'\\S\\'\\S\\''", "''", "''''", "'/* no comment'", "'#7=IFCWALL(;'", "'\\X2\\00E4\\X0\\'"]
)
gaps = st.sampled_from(["", " ", "\n", "\r\n", "\t", " \n  "])
comments = st.sampled_from(["", "", "", "/* it's #5=IFCWALL('; */", "/**/", "/* ' */"])


@st.composite
def record(draw: st.DrawFn, number: int) -> str:
    values = draw(st.lists(st.one_of(strings, special, st.just("$"), st.integers(1, 60).map("#{}".format)), max_size=4))
    head = f"#{number}{draw(gaps)}={draw(gaps)}IFCTHING"
    return f"{head}({draw(comments)}{(',' + draw(gaps)).join(values)}{draw(gaps)}){draw(gaps)};{draw(gaps)}{draw(comments)}"


@st.composite
def files(draw: st.DrawFn) -> bytes:
    numbers = draw(st.lists(st.integers(1, 60), max_size=25, unique=draw(st.booleans())))
    if draw(st.booleans()):
        numbers.sort()
    return (HEAD + "".join(draw(record(number)) for number in numbers) + END).encode()


@pytest.mark.parametrize("block", [16, 61, 1 << 16])
@given(content=files())
def test_every_record_is_found_where_a_second_reading_finds_it(block: int, content: bytes) -> None:
    before = module._BLOCK, module._PASS
    module._BLOCK = module._PASS = block
    try:
        places = by_letter(content)
        offsets = Offsets(content)
        assert dict(enumerate(offsets.find(range(70)).tolist())) == {
            number: places.get(number, MISSING) for number in range(70)
        }
    finally:
        module._BLOCK, module._PASS = before


@given(content=files())
def test_a_record_ends_at_the_semicolon_outside_strings(content: bytes) -> None:
    offsets = Offsets(content)
    places = sorted(by_letter(content).values())
    for place in places:
        text = offsets.record(place)
        assert text is not None
        following = [other for other in places if other > place]
        assert text.endswith(b";") and (not following or place + len(text) <= following[0])
        bare = re.sub(rb"'(?:[^'\\]|\\S\\.|\\)*+'", b"", text, flags=re.DOTALL)
        assert bare.count(b";") == bare.count(b"IFCTHING(") == bare.count(b")") == 1


@given(data=st.data(), content=files())
def test_no_content_raises(data: st.DataObject, content: bytes) -> None:
    start = data.draw(st.integers(0, len(content)))
    stop = data.draw(st.integers(start, len(content)))
    changed = content[:start] + data.draw(st.binary(max_size=4)) + content[stop:]
    offsets = Offsets(changed)
    offsets.project()
    for _, text in offsets.records(range(1, 62)):
        assert text is None or text.startswith(b"#")


def test_numbers_in_no_order() -> None:
    numbers = list(range(1, 4000))
    random.Random(4).shuffle(numbers)
    content = (HEAD + "".join(f"#{number}=IFCTHING('{'x' * 40}');\n" for number in numbers) + END).encode()
    places = by_letter(content)
    assert Offsets(content).find(numbers).tolist() == [places[number] for number in numbers]


def test_a_number_twice_is_the_first() -> None:
    content = (HEAD + "#1=IFCTHING('first');#2=IFCTHING();#1=IFCTHING('second');" + END).encode()
    offsets = Offsets(content)
    assert offsets.record(int(offsets.find([1])[0])) == b"#1=IFCTHING('first');"


def test_a_reference_to_nothing_lists_all_records_once(monkeypatch: pytest.MonkeyPatch) -> None:
    content = rows_of_walls(50)[0].content()
    passes: list[int] = []
    whole = Offsets._list_all
    monkeypatch.setattr(Offsets, "_list_all", lambda self: passes.append(1) or whole(self))
    offsets = Offsets(content)
    assert offsets.find([1, 2]).min() > 0
    assert not passes
    for _ in range(3):
        assert offsets.find([1, 10**6, 10**18]).tolist()[1:] == [MISSING, MISSING]
    assert passes == [1]


def test_no_data_section() -> None:
    for content in (
        b"",
        b"nothing",
        b"ISO-10303-21;HEADER;ENDSEC;",
        b"'DATA;'",
        b"/* DATA; */",
        b"/*" * 1000,
        b"'" * 999,
    ):
        offsets = Offsets(content)
        assert offsets.data_start is None
        assert offsets.find([1]).tolist() == [MISSING]


def test_comments_of_the_header_cost_nothing() -> None:
    content = rows_of_walls(2)[0].content().replace(b"HEADER;", b"HEADER; /* 'DATA;' */", 1)
    assert Offsets(content).content is content


def test_a_mapped_file_can_be_closed_after_use(tmp_path: Path) -> None:
    building, walls = rows_of_walls(3)
    path = tmp_path / "model.ifc"
    path.write_bytes(building.content())
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        offsets = Offsets(content)
        assert offsets.project() == building.project
        assert (offsets.find(walls) > 0).all()
        kept = dict(offsets.records(walls))
    assert all(record and record.endswith(b";") for record in kept.values())


def test_the_project_is_no_text_that_looks_like_one() -> None:
    content = (HEAD + "#1=IFCTHING('#2= IFCPROJECT(');#3=IFCPROJECTLIBRARY();#4 =\n IFCPROJECT ('x');" + END).encode()
    assert Offsets(content).project() == 4
    assert Offsets((HEAD + "#1=IFCTHING('#2= IFCPROJECT(');" + END).encode()).project() is None


@pytest.mark.parametrize("path", real_models.paths())
def test_real_models(path: Path) -> None:
    content = path.read_bytes()
    places = {
        int(match[1]): match.start()
        for match in re.finditer(
            rb"'(?:[^'\\]++|\\S\\.|\\)*+'|#([0-9]+)\s*=", content[content.index(b"ENDSEC") :], re.DOTALL
        )
        if match[1]
    }
    shift = content.index(b"ENDSEC")
    numbers = list(places)
    for offsets in (Offsets(content), _listed(content)):
        assert np.array_equal(offsets.find(numbers), np.array([places[number] + shift for number in numbers]))


def _listed(content: bytes) -> Offsets:
    offsets = Offsets(content)
    offsets.find([0])  # no record has this number
    return offsets
