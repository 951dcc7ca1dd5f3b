"""What is in a file, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from converter.model.clash import ClashGroup, ClashResult, ClashTest
from converter.model.comments import Comment
from converter.model.report import Report

HasPicture = Callable[[str], bool]
"""Tells whether the picture of a reference exists and can be read."""


@dataclass(slots=True)
class Stock:
    """Counts of one file, filled while it is read.

    ``clashes`` and ``groups`` count the elements as written, members included; ``statuses`` counts the clashes (for
    BCF the topics) by status, ``group_statuses`` the groups. ``comment_texts`` are comments that say something,
    ``snapshots`` pictures that exist and can be read, of the ``snapshots_named`` ones.
    """

    tests: int = 0
    clashes: int = 0
    groups: int = 0
    topics: int = 0
    viewpoints: int = 0
    comments: int = 0
    comment_texts: int = 0
    snapshots: int = 0
    snapshots_named: int = 0
    elements: int = 0
    storeys: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    group_statuses: Counter[str] = field(default_factory=Counter)

    def take_clash(self, result: ClashResult, has_picture: HasPicture) -> None:
        """Count one ``clashresult``."""
        self.clashes += 1
        self.statuses[result.status.value] += 1
        self._take_content(result, has_picture)

    def take_group(self, group: ClashGroup, has_picture: HasPicture) -> None:
        """Count one ``clashgroup`` and its members."""
        self.groups += 1
        self.group_statuses[group.status.value] += 1
        self._take_content(group.header, has_picture)
        for member in group.results:
            self.take_clash(member, has_picture)

    def take_test(self, test: ClashTest, has_picture: HasPicture) -> None:
        """Count a test with the entries it holds."""
        self.tests += 1
        for group in test.groups:
            self.take_group(group, has_picture)
        for result in test.results:
            self.take_clash(result, has_picture)

    def _take_content(self, result: ClashResult, has_picture: HasPicture) -> None:
        self.take_comments(result.comments)
        if result.image:
            self.snapshots_named += 1
            self.snapshots += has_picture(result.image)

    def take_comments(self, comments: Iterable[Comment]) -> None:
        """Count comments, and those of them that say something."""
        for comment in comments:
            self.comments += 1
            self.comment_texts += bool(comment.text.strip())


def stock_of(report: Report, has_picture: HasPicture) -> Stock:
    """Count what a report holds that was read into memory."""
    stock = Stock(viewpoints=len(report.saved_viewpoints))
    for saved in report.saved_viewpoints:
        stock.take_comments(saved.comments)
    for test in report.tests:
        stock.take_test(test, has_picture)
    for topic in report.topics:
        stock.topics += 1
        stock.statuses[topic.topic_status or ""] += 1
        stock.viewpoints += len(topic.viewpoints)
        stock.take_comments(topic.comments)
        stock.snapshots_named += sum(bool(view.snapshot) for view in topic.viewpoints)
        stock.snapshots += sum(bool(view.snapshot and has_picture(view.snapshot)) for view in topic.viewpoints)
    return stock
