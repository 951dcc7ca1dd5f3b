"""What makes two topics the same one: the guid, and where a program makes new ones in every run, the content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PureWindowsPath

from converter.model.topic import Topic
from converter.plan.elements import model_name
from converter.plan.identity import numbered

_FRESH_GUIDS = frozenset({"ifcclash"})
"""Authors that give a topic a new guid in every run."""

_ENDINGS = (".bcf", ".bcfzip")


def topic_keys(file: str, topics: Sequence[Topic]) -> list[tuple[Topic, str]]:
    """The topics of one archive with their identity keys.

    A topic is its guid. One of a program that makes new guids is the pair of elements in its first viewpoint, inside
    the archive, whose name stands for the clash set; a pair that occurs more than once is numbered by the titles.
    """
    keys = [(_pair_key(file, topic) or f"topic|{topic.guid}", topic.title) for topic in topics]
    return list(zip(topics, numbered(keys), strict=True))


def _pair_key(file: str, topic: Topic) -> str:
    if topic.created_author.casefold() not in _FRESH_GUIDS or not topic.viewpoints:
        return ""
    selected = topic.viewpoints[0].selection
    ids = sorted(each.ifc_guid or f"{each.originating_system}:{each.authoring_tool_id}" for each in selected)
    if len(ids) != 2:
        return ""
    name = PureWindowsPath(file).name
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    return "|".join(("topic-pair", topic.created_author.casefold(), model_name(name), *ids))
