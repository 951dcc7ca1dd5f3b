"""What the self-check sees that a JSON Schema does not."""

from __future__ import annotations

import pytest

from converter.publisher.procore.validate import problems_of
from tests.publisher.test_validate import problems, valid


@pytest.mark.parametrize("body", [b'{"project_id":7,"updates":[{"title":"\xff"}]}', b"[" * 100_000, b"", b"nonsense"])
def test_what_is_no_json_is_a_problem_not_an_error(body: bytes) -> None:
    assert problems_of(body)[0].startswith("/: ")


def test_ids_written_with_a_point_are_refused() -> None:
    assert problems_of(b'{"project_id":1e3,"updates":[{"title":"t","location_id":5.0}]}') == [
        "/project_id: 1000.0 is not written as an integer",
        "/updates/0/location_id: 5.0 is not written as an integer",
    ]


def test_one_uuid_twice_is_refused() -> None:
    body = valid()
    body["updates"] *= 2
    assert "is there already" in problems(body)[0]


@pytest.mark.parametrize("day", ["2018-0816", "201808-16", "2018-13-01", "18-08-16"])
def test_a_day_is_written_in_one_of_two_ways(day: str) -> None:
    body = valid()
    body["updates"][0]["due_date"] = day
    assert problems(body)
