"""The same 128 bits in other spellings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.model.global_id import GLOBAL_ID, compressed, expanded, revit_export_uuid, uuid_of, uuid_version


def test_the_published_pair_of_revit_ids() -> None:
    exported = revit_export_uuid("60f91daf-3dd7-4283-a86d-24137b73f3da-0001fd0b")  # "The Building Coder", Revit API
    assert exported == "60f91daf-3dd7-4283-a86d-24137b720ed1" and compressed(exported) == "1W_HslFTT2WwXj91DxSWxH"


@given(st.uuids())
def test_compressing_and_expanding_are_inverse(uuid: object) -> None:
    text = str(uuid)
    short = compressed(text)
    assert short is not None and GLOBAL_ID.fullmatch(short) and expanded(short) == text
    assert {compressed(each) for each in (text.upper(), f"{{{text}}}", f"ID{text}", text.replace("-", ""))} == {short}


@given(st.from_regex(GLOBAL_ID, fullmatch=True))
def test_expanding_and_compressing_are_inverse(short: str) -> None:
    assert compressed(expanded(short) or "") == short


@given(st.uuids(), st.integers(0, 2**32 - 1))
def test_the_element_id_is_combined_by_exclusive_or(uuid: object, number: int) -> None:
    episode = str(uuid)
    exported = revit_export_uuid(f"{episode}-{number:08x}")
    assert exported is not None and exported[:28] == episode[:28]
    assert int(exported[28:], 16) ^ int(episode[28:], 16) == number


@pytest.mark.parametrize("text", ["", "ID", "4" * 22, "not-a-uuid", "0a1b2c3d", "g" * 32, "1W_HslFTT2WwXj91DxSWxHx"])
def test_what_is_no_uuid(text: str) -> None:
    assert uuid_of(text) is None and compressed(text) is None and uuid_version(text) is None
    assert expanded(text) is None and revit_export_uuid(text) is None


@given(st.text(max_size=50))
def test_any_text_is_answered(text: str) -> None:
    assert (uuid_of(text) is None) == (compressed(text) is None) == (uuid_version(text) is None)
    assert expanded(text) is None or GLOBAL_ID.fullmatch(text)
