"""Words of BCF topics in the words of the target, and those nobody has a meaning for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from converter.model.people import is_address
from converter.model.topic import Topic
from converter.plan.rules.globs import folded
from converter.plan.settings import TopicSettings


class TopicWords:
    """Looks words up; ``unknown`` collects, by what they should have said, those that no table has."""

    def __init__(self, settings: TopicSettings) -> None:
        self._settings = settings
        self.unknown: dict[str, set[str]] = {"type": set(), "priority": set(), "person": set(), "status": set()}

    def is_closed(self, status: str | None) -> bool:
        """True for a status that closes an issue; one that nobody knows leaves it open."""
        word = folded(status or "")
        if status and word not in self._settings.closed and word not in self._settings.open:
            self.unknown["status"].add(status)
        return word in self._settings.closed

    def issue_type(self, word: str | None) -> str | None:
        """The issue type a topic's type stands for."""
        return self._by_table("type", self._settings.types, word)

    def priority(self, word: str | None) -> str | None:
        """The priority a topic's priority stands for."""
        return self._by_table("priority", self._settings.priorities, word)

    def trade(self, labels: Iterable[str]) -> str | None:
        """The trade of the first label that has one."""
        return next((found for label in labels if (found := self._settings.trades.get(folded(label)))), None)

    def assignee(self, name: str | None) -> str | None:
        """The e-mail address of the one a topic is assigned to."""
        if not name:
            return None
        return name.strip() if is_address(name.strip()) else self._by_table("person", self._settings.people, name)

    def _by_table(self, what: str, table: Mapping[str, str], word: str | None) -> str | None:
        if not word:
            return None
        found = table.get(folded(word))
        if found is None:
            self.unknown[what].add(word)
        return found


def set_by_words(topic: Topic, issue_type: str | None, priority: str | None) -> Iterator[tuple[str, str]]:
    """Which fields a topic's own words decided (``PlannedIssue.set_by``)."""
    if issue_type:
        yield "issue_type", f"the topic's type “{topic.topic_type}”"
    if priority:
        yield "priority", f"the topic's priority “{topic.priority}”"
