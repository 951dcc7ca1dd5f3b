"""A topic is its guid; where a program makes new guids in every run, it is its pair of elements."""

from __future__ import annotations

from dataclasses import replace

from converter.model.topic import Topic
from converter.model.viewpoint import Component, Viewpoint
from converter.plan.topics.topic_identity import topic_keys

DUCT, BEAM, WALL = (Component(f"{number}aBcDeFgHiJkLmNoPqRsTu") for number in (0, 1, 2))


def clash(guid: str, *components: Component, author: str = "IfcClash", title: str = "Duct and beam") -> Topic:
    return Topic(guid, title, created_author=author, viewpoints=(Viewpoint(selection=components),))


def keys(file: str, *topics: Topic) -> list[str]:
    return [key for _, key in topic_keys(file, topics)]


def test_a_new_guid_in_every_run_is_the_same_topic_in_whichever_order_the_pair_stands() -> None:
    before = keys("MEP_2026-03-02.bcf", clash("a", DUCT, BEAM), clash("b", DUCT, WALL))
    after = keys("out/MEP_2026-03-09.bcfzip", clash("c", WALL, DUCT), clash("d", BEAM, DUCT))
    assert len(set(before)) == 2 and before == after[::-1]


def test_a_pair_is_one_topic_in_each_clash_set_only() -> None:
    assert keys("MEP.bcf", clash("a", DUCT, BEAM)) != keys("Structure.bcf", clash("a", DUCT, BEAM))


def test_a_pair_that_occurs_twice_is_two_topics_told_apart_by_their_titles() -> None:
    one, two = clash("a", DUCT, BEAM, title="1"), clash("b", DUCT, BEAM, title="2")
    first = dict(zip("12", keys("MEP.bcf", one, two), strict=True))
    again = dict(zip("21", keys("MEP.bcf", replace(two, guid="c"), replace(one, guid="d")), strict=True))
    assert first == again and len(set(first.values())) == 2


def test_every_other_topic_is_its_guid() -> None:
    others = (
        clash("a", DUCT, BEAM, author="anna@example.com"),
        clash("b", DUCT),
        clash("c"),
        Topic("d", "No view", created_author="IfcClash"),
    )
    assert keys("MEP.bcf", *others) == ["topic|a", "topic|b", "topic|c", "topic|d"]
