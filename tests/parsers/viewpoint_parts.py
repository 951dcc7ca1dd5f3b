"""Pieces of a saved-viewpoints export to put together in tests."""

from __future__ import annotations

from pathlib import Path

from converter.model.report import Report
from converter.model.viewpoint import Viewpoint
from converter.parsers.navisworks.viewpoints import ViewpointsReader


def quaternion(turn: str) -> str:
    a, b, c, d = turn.split()
    return f'<rotation><quaternion a="{a}" b="{b}" c="{c}" d="{d}"/></rotation>'


def xyz(tag: str, values: str) -> str:
    x, y, z = values.split()
    return f'<{tag} x="{x}" y="{y}" z="{z}"/>'


def camera(
    *, position: str = "1 2 3", turn: str = "0 0 0 1", attributes: str = 'projection="persp" height="0.7853981634"'
) -> str:
    place = f"<position>{xyz('pos3f', position)}</position>" if position else ""
    return (
        f'<camera near="1.0" far="10.0" {attributes}>{place}{quaternion(turn) if turn else ""}</camera>'
        f"<up>{xyz('vec3f', '0 0 1')}</up>"
    )


def view(
    name: str = "View", *, seen: str | None = None, focal: str = ' focal="10.0"', extra: str = "", guid: str = "g"
) -> str:
    inside = camera() if seen is None else seen
    return f'<view name="{name}" guid="{guid}"><viewpoint tool="none"{focal}>{inside}</viewpoint>{extra}</view>\n'


def folder(name: str, *content: str) -> str:
    return f'<viewfolder name="{name}">\n{"".join(content)}</viewfolder>\n'


def plane(normal: str, distance: str, state: str = "enabled") -> str:
    return (
        f'<clipplane state="{state}" distance="0" alignment="none"><plane distance="{distance}">'
        f"{xyz('vec3f', normal)}</plane></clipplane>"
    )


def planes(*content: str, attributes: str = 'mode="planes" enabled="1"') -> str:
    return f"<clipplaneset {attributes}><clipplanes>{''.join(content)}</clipplanes></clipplaneset>"


def box(low: str, high: str, turn: str = "0 0 0 1") -> str:
    return (
        f'<clipplaneset linked="0" current="0" mode="box" enabled="1"><box><box3f><min>{xyz("pos3f", low)}</min>'
        f"<max>{xyz('pos3f', high)}</max></box3f></box><box-rotation>{quaternion(turn)}</box-rotation></clipplaneset>"
    )


def document(*content: str, units: str | None = "m") -> str:
    stated = "" if units is None else f' units="{units}"'
    return (
        f'<?xml version="1.0" encoding="UTF-8" ?>\n\n<exchange{stated} filename="" filepath="">\n<viewpoints>\n'
        f"{''.join(content)}</viewpoints>\n</exchange>"
    )


def read_text(place: Path, text: str) -> Report:
    path = place / "views.xml"
    path.write_text(text, encoding="utf-8")
    return ViewpointsReader().read(path, "views.xml")


def only_view(place: Path, content: str, units: str | None = "m") -> Viewpoint:
    """The single view of a document."""
    (saved,) = read_text(place, document(content, units=units)).saved_viewpoints
    return saved.viewpoint


def codes(report: Report) -> list[str]:
    return [each.code for each in report.diagnostics]
