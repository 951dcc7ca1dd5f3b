"""From clashes to problems: one problem becomes one issue."""

from __future__ import annotations

from converter.plan.grouping.by import GroupBy, Grouping, group_by_of
from converter.plan.grouping.grouped import Grouped, grouped, owners_of, problems_of
from converter.plan.grouping.problems import Problem

__all__ = ["GroupBy", "Grouped", "Grouping", "Problem", "group_by_of", "grouped", "owners_of", "problems_of"]
