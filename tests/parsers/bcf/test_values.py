"""Dates, numbers, booleans, guids and colours as BCF's writers write them (case x19 and others)."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.parsers.bcf.values import (
    boolean,
    color_of,
    day,
    ifc_guid_of,
    integer,
    is_uuid,
    made_guid,
    moment,
    number,
    uuid_of,
)
from tests.parsers.bcf import archives
from tests.parsers.bcf.archives import THIRD, changed, topic
from tests.parsers.bcf.reading import check_view, only_one, read, said

MARKUP = f"{THIRD}/markup.bcf"
VERSIONS = ["2.1", "3.0"]
NOON = datetime(2026, 2, 3, 12, 30, 15, tzinfo=UTC)
UUID, COMPRESSED = "60f91daf-3dd7-4283-a86d-24137b720ed1", "1W_HslFTT2WwXj91DxSWxH"

MOMENTS = [
    pytest.param("2026-02-03T12:30:15Z", NOON, "", id="x19-utc"),
    pytest.param("2026-02-03T12:30:15+00:00", NOON, "", id="x19-zero-offset"),
    pytest.param("2026-02-03T14:30:15+02:00", NOON, "", id="x19-offset"),
    pytest.param("2026-02-03T14:30:15+0200", NOON, "", id="x19-offset-without-colon"),
    pytest.param("2026-02-03T14:30:15+02", NOON, "", id="x19-offset-of-hours"),
    pytest.param("2026-02-03T07:00:15-05:30", NOON, "", id="x19-offset-of-half-an-hour"),
    pytest.param("2026-02-03T23:30:15-13:00", datetime(2026, 2, 4, 12, 30, 15, tzinfo=UTC), "", id="x19-next-day"),
    pytest.param("2026-02-03T12:30:15.5Z", NOON.replace(microsecond=500_000), "", id="x19-one-digit"),
    pytest.param("2026-02-03T12:30:15.123456Z", NOON.replace(microsecond=123_456), "", id="x19-six-digits"),
    pytest.param("2026-02-03T12:30:15.1234567Z", NOON.replace(microsecond=123_456), "", id="x19-seven-digits"),
    pytest.param(
        "2026-02-03T14:30:15.1234567+02:00", NOON.replace(microsecond=123_456), "", id="x19-seven-digits-and-offset"
    ),
    pytest.param("  2026-02-03T12:30:15Z\n", NOON, "", id="x19-blanks-around"),
    pytest.param("2026-02-03 12:30:15Z", NOON, "", id="x19-blank-between"),
    pytest.param("2026-02-03T12:30:15", NOON, "BCF045", id="x19-no-zone"),
    pytest.param("2026-02-03T12:30:15.1234567", NOON.replace(microsecond=123_456), "BCF045", id="x19-no-zone-digits"),
    pytest.param("2026-02-03", datetime(2026, 2, 3, tzinfo=UTC), "BCF045", id="x19-bare-day"),
    pytest.param("0001-01-01T00:00:00", None, "", id="x19-year-one"),
    pytest.param("0001-01-01T00:00:00Z", None, "", id="x19-year-one-utc"),
    pytest.param("0001-01-01T00:00:00+01:00", None, "", id="x19-year-one-offset"),
    pytest.param("", None, "", id="x19-empty"),
    pytest.param("   ", None, "", id="x19-blank"),
    pytest.param("03.02.2026 12:30:15", None, "BCF044", id="x19-german"),
    pytest.param("2/3/2026 12:30:15 PM", None, "BCF044", id="x19-american"),
    pytest.param("3 février 2026", None, "BCF044", id="x19-in-words"),
    pytest.param("2026-02-30T12:30:15Z", None, "BCF044", id="x19-no-such-day"),
    pytest.param("2026-13-03T12:30:15Z", None, "BCF044", id="x19-no-such-month"),
    pytest.param("9999-12-31T23:59:59-10:00", None, "BCF044", id="x19-behind-the-last-year"),
    pytest.param("soon", None, "BCF044", id="x19-a-word"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("written", "expected", "code"), MOMENTS)
def test_a_creation_date_is_read_or_kept_as_text(
    tmp_path: Path, written: str, expected: datetime | None, code: str, version: str
) -> None:
    third = changed(topic(THIRD, version), "markup.bcf", ("2026-02-03T10:20:30Z", written))
    expected_codes = [(code, MARKUP)] if code else []
    found = only_one(tmp_path, third, version, *expected_codes)
    assert found.created == expected
    assert dict(found.extra).get("CreationDate") == (written if code == "BCF044" else None)
    noted = {each for each, _ in said(read(tmp_path, archives.archive(third, version)))}
    assert noted & {"BCF044", "BCF045"} == ({code} if code else set())
    check_view(tmp_path, found.viewpoints[0], THIRD, version)


@pytest.mark.parametrize("version", archives.VERSIONS)
@pytest.mark.parametrize(("written", "expected", "code"), MOMENTS)
def test_the_date_of_a_comment_is_read_and_its_text_kept(
    tmp_path: Path, written: str, expected: datetime | None, code: str, version: str
) -> None:
    third = changed(topic(THIRD, version), "markup.bcf", ("2026-02-04T11:00:00Z", written))
    (comment,) = only_one(tmp_path, third, version, *([(code, MARKUP)] if code else [])).comments
    assert (comment.created, comment.created_text) == (expected, written.strip())


DAYS = [
    pytest.param("2026-03-01", date(2026, 3, 1), "", id="bare-day"),
    pytest.param("2026-03-01T00:00:00Z", date(2026, 3, 1), "", id="utc"),
    pytest.param("2026-03-01T00:00:00+02:00", date(2026, 3, 1), "", id="east-at-midnight"),
    pytest.param("2026-03-01T23:59:59-11:00", date(2026, 3, 1), "", id="west-at-midnight"),
    pytest.param("2026-03-01T00:00:00", date(2026, 3, 1), "", id="no-zone"),
    pytest.param("2026-03-01T22:00:00.1234567Z", date(2026, 3, 1), "", id="seven-digits"),
    pytest.param("2026-03-01+02:00", date(2026, 3, 1), "", id="day-with-zone"),
    pytest.param("0001-01-01T00:00:00", None, "", id="year-one"),
    pytest.param("", None, "", id="empty"),
    pytest.param("2026-02-30", None, "BCF044", id="no-such-day"),
    pytest.param("01.03.2026", None, "BCF044", id="german"),
    pytest.param("next week", None, "BCF044", id="words"),
]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(("written", "expected", "code"), DAYS)
def test_a_due_date_keeps_its_calendar_day(
    tmp_path: Path, written: str, expected: date | None, code: str, version: str
) -> None:
    third = changed(topic(THIRD, version), "markup.bcf", ("2026-03-01T00:00:00+02:00", written))
    found = only_one(tmp_path, third, version, *([(code, MARKUP)] if code else []))
    assert found.due_date == expected and type(found.due_date) in (date, type(None))
    assert dict(found.extra).get("DueDate") == (written if code else None)


@given(st.datetimes(datetime(1971, 1, 1), datetime(9000, 1, 1)), st.integers(-14 * 60, 14 * 60))
def test_every_moment_is_read_as_it_was_written(when: datetime, minutes: int) -> None:
    written = when.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    found, odd = moment(written.isoformat())
    assert found == written and found.tzinfo is UTC and not odd
    assert day(written.isoformat()) == (when.date(), "")


@given(st.text(max_size=30))
def test_whatever_is_written_as_a_date_is_read_or_named(text: str) -> None:
    found, odd = moment(text)
    assert found is None or found.tzinfo is UTC
    assert found is not None or odd or not text.strip() or text.strip().startswith("0001-01-01")
    due, odd_day = day(text)
    assert due is not None or odd_day or not text.strip() or text.strip().startswith("0001-01-01")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.5", 1.5),
        ("-1,5", -1.5),
        ("+1,5e-3", 0.0015),
        (" 7 ", 7.0),
        ("1E5", 1e5),
        ("0", 0.0),
        ("1,234,567", None),
        ("1.234,5", None),
        ("NaN", None),
        ("INF", None),
        ("-Infinity", None),
        ("1e999", None),
        ("", None),
        ("2 m", None),
        (",5", None),
    ],
)
def test_a_number_is_finite_and_may_have_a_comma(text: str, expected: float | None) -> None:
    assert number(text) == expected


@given(st.floats(allow_nan=False, allow_infinity=False), st.booleans())
def test_every_number_is_read_as_it_was_written(value: float, comma: bool) -> None:
    text = repr(value)
    assert number(text.replace(".", ",") if comma else text) == value


@pytest.mark.parametrize(
    ("text", "expected"), [("7", 7), ("7.0", 7), ("-1", -1), ("7.5", None), ("x", None), ("1e400", None)]
)
def test_a_whole_number_has_no_fraction(text: str, expected: int | None) -> None:
    assert integer(text) == expected


@pytest.mark.parametrize("text", ["true", "True", "TRUE", "1", " true ", "yes"])
def test_what_is_meant_as_true_is_true(text: str) -> None:
    assert boolean(text, default=False)


@pytest.mark.parametrize("text", ["false", "False", "FALSE", "0", " false ", "no"])
def test_what_is_meant_as_false_is_false(text: str) -> None:
    assert not boolean(text, default=True)


@pytest.mark.parametrize("text", [None, "", "  ", "perhaps", "2", "-1"])
@pytest.mark.parametrize("default", [True, False])
def test_what_is_neither_is_the_default(text: str | None, default: bool) -> None:
    assert boolean(text, default=default) is default


@pytest.mark.parametrize(
    "text", [UUID, UUID.upper(), "{" + UUID + "}", "{" + UUID.upper() + "}", UUID.replace("-", ""), f" {UUID}\n"]
)
def test_a_guid_has_one_form(text: str) -> None:
    assert uuid_of(text) == UUID and is_uuid(UUID)


@pytest.mark.parametrize("text", [None, "", "  ", "{}"])
def test_no_guid_is_none(text: str | None) -> None:
    assert uuid_of(text) is None


@pytest.mark.parametrize("text", ["Topic 7", "4711", UUID[:-1], f"{UUID}0", UUID.replace("6", "g")])
def test_what_is_no_uuid_is_kept_in_lower_case(text: str) -> None:
    assert uuid_of(text) == text.lower() and not is_uuid(text)


def test_made_guids_are_uuids_that_stay() -> None:
    assert made_guid("topic", "a", 1) == made_guid("topic", "a", 1) != made_guid("topic", "a", 2)
    assert is_uuid(made_guid("topic", "a", 1))


@pytest.mark.parametrize("text", [UUID, UUID.upper(), "{" + UUID + "}", UUID.replace("-", "")])
def test_the_known_uuid_becomes_the_known_ifc_guid(text: str) -> None:
    assert ifc_guid_of(text) == (COMPRESSED, "BCF071")
    assert ifc_guid_of(COMPRESSED) == (COMPRESSED, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00000000-0000-0000-0000-000000000000", "0" * 22),
        ("00000000-0000-0000-0000-000000000001", "0" * 21 + "1"),
        ("00000000-0000-0000-0000-00000000003f", "0" * 21 + "$"),
        ("ffffffff-ffff-ffff-ffff-ffffffffffff", "3" + "$" * 21),
    ],
)
def test_the_ends_of_the_range_are_compressed(text: str, expected: str) -> None:
    assert ifc_guid_of(text) == (expected, "BCF071")


@given(st.uuids())
def test_a_compressed_uuid_holds_every_bit(value: uuid.UUID) -> None:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$"
    compressed, _ = ifc_guid_of(str(value))
    assert compressed is not None and len(compressed) == 22
    total = 0
    for character in compressed:
        total = total * 64 + digits.index(character)
    assert total == value.int and ifc_guid_of(compressed) == (compressed, "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FF00FF00", "FF00FF00"),
        ("00ff00", "00FF00"),
        ("#00FF00", "00FF00"),
        ("#b3ff0000", "B3FF0000"),
        ("0xFF00FF00", "FF00FF00"),
        ("0Xff00ff00", "FF00FF00"),
        (" 00FF00 ", "00FF00"),
        ("green", None),
        ("", None),
        ("#", None),
        ("F0F", None),
        ("FF00FF0", None),
        ("FF00FF00FF", None),
        ("+1234567", None),
        ("१२३४५६", None),
    ],
)
def test_a_colour_has_six_or_eight_digits(text: str, expected: str | None) -> None:
    assert color_of(text) == expected
