"""Answers of sync told apart: by id, by uuid, by a title of its own; whatever order and echo they come in."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from converter.publisher.procore.issues_api import outcome_of, sync
from tests.publisher.procore.answering import Said, speaking

UUIDS = [f"0000000{number}-0000-4000-8000-000000000000" for number in range(8)]


def sent(number: int, *, is_update: bool) -> dict[str, Any]:
    title = f"Title {number}"
    return {"id": 4_300_000_000 + number, "title": title} if is_update else {"uuid": UUIDS[number], "title": title}


@given(
    st.lists(st.tuples(st.booleans(), st.sampled_from(["accepted", "refused", "silent"])), min_size=1, max_size=8),
    st.randoms(use_true_random=False),
    st.booleans(),
)
def test_each_item_gets_its_own_answer(items: list[tuple[bool, str]], chance: random.Random, with_uuid: bool) -> None:
    updates = {UUIDS[number]: sent(number, is_update=is_update) for number, (is_update, _) in enumerate(items)}
    entities, errors = [], []
    for number, (uuid, (is_update, fate)) in enumerate(zip(updates, items, strict=True)):
        if fate == "accepted":
            row: dict[str, Any] = {"id": 4_300_000_000 + number, "title": f"As kept {number}"}
            entities.append({**row, "uuid": uuid} if with_uuid or not is_update else row)
        elif fate == "refused":
            errors.append({**updates[uuid], "errors": {"title": ["is wrong"]}})
    chance.shuffle(entities)
    chance.shuffle(errors)
    outcome = outcome_of(updates, entities, errors)
    fates = dict(zip(updates, [fate for _, fate in items], strict=True))
    assert (
        dict.fromkeys(outcome.accepted, "accepted")
        | dict.fromkeys(outcome.rejected, "refused")
        | dict.fromkeys(outcome.unconfirmed, "silent")
        == fates
    )
    assert all(row["id"] == 4_300_000_000 + UUIDS.index(uuid) for uuid, row in outcome.accepted.items())
    assert all((why.words, why.fields) == ("title: is wrong", {"title"}) for why in outcome.rejected.values())


def test_a_title_alone_tells_items_apart_only_where_it_is_unique() -> None:
    updates = {UUIDS[0]: {"uuid": UUIDS[0], "title": "Same"}, UUIDS[1]: {"uuid": UUIDS[1], "title": "Same"},
               UUIDS[2]: {"id": 7, "title": "Own"}}  # fmt: skip
    outcome = outcome_of(updates, [], [{"title": "Same", "errors": {}}, {"title": "Own", "errors": "refused"}])
    assert set(outcome.rejected) == {UUIDS[2]} and outcome.unconfirmed == {UUIDS[0], UUIDS[1]}
    assert outcome.rejected[UUIDS[2]].fields == frozenset()


def test_uuids_may_come_back_in_capitals_and_strangers_are_left_alone() -> None:
    uuid = "abcdef00-0000-4000-8000-000000000000"
    rows = [{"id": 1, "uuid": uuid.upper(), "title": "t"}, {"id": 2, "uuid": UUIDS[0], "title": "stranger"}]
    outcome = outcome_of({uuid: {"uuid": uuid, "title": "t"}}, rows, [])
    assert list(outcome.accepted) == [uuid] and outcome.accepted[uuid]["id"] == 1


ODD_ROWS = ["queued", None, 7, [], {"uuid": UUIDS[0], "title": "Title 0"}, {"uuid": UUIDS[0], "id": "7"}, {"id": [7]}]


@pytest.mark.parametrize("row", ODD_ROWS)
def test_an_entity_that_is_no_issue_confirms_nothing(row: object) -> None:
    body = {"entities": [row, {**sent(1, is_update=False), "id": 7}], "errors": [row] if not row else ["no"]}
    with speaking(lambda *_: Said(200, json.dumps(body))) as (_script, connection):
        outcome = sync(connection, b"{}", {UUIDS[number]: sent(number, is_update=False) for number in (0, 1)})
    assert outcome.unconfirmed == {UUIDS[0]} and outcome.accepted.keys() == {UUIDS[1]} and not outcome.rejected


@pytest.mark.parametrize("body", ['{"entities": {"id": 7}, "errors": "no"}', "[]", '{"entities": null}', ""])
def test_an_answer_in_another_form_confirms_nothing(body: str) -> None:
    with speaking(lambda *_: Said(200, body)) as (_script, connection):
        outcome = sync(connection, b"{}", {UUIDS[0]: sent(0, is_update=False)})
    assert outcome.unconfirmed == {UUIDS[0]}
