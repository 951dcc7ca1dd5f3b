"""Clash reports and saved viewpoints, written the way Navisworks writes them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from .clashes import TESTS, Clash, place_of
from .ifc import global_id
from .parts import Part, Vector
from .views import ASPECT, DISTANCE, FIELD_OF_VIEW_RAD, SECTION, quaternion_of, view_of

HEADERS, INDIVIDUAL, EVERYTHING = "group headers", "individual", "everything"
_METRES = {"m": 1.0, "ft": 0.3048}
_STATUSES = ("new", "active", "reviewed", "approved", "resolved")


@dataclass(frozen=True)
class Entry:
    """A line of a report: a clash or, with ``members``, the header of a group, and the name of its picture."""

    clash: Clash
    picture: str
    members: tuple[Entry, ...] = ()
    is_group: bool = False


def entries_of(clashes: list[Clash], layout: str, stem: str) -> dict[str, list[Entry]]:
    """Entries of each test in the order and with the picture numbers Navisworks gives them."""
    result: dict[str, list[Entry]] = {}
    for place, test in enumerate(TESTS):
        own = [clash for clash in clashes if clash.test == test]
        numbers = iter(range(1, 10_000))

        def picture(place: int = place, numbers: Iterable[int] = numbers) -> str:
            return f"{stem}_files\\cd{place:02d}{next(iter(numbers)):04d}.jpg"

        entries: list[Entry] = []
        if layout != INDIVIDUAL:
            names = dict.fromkeys(clash.group for clash in own if clash.group)
            entries += [_group([clash for clash in own if clash.group == name], layout, picture) for name in names]
        loose = own if layout == INDIVIDUAL else [clash for clash in own if not clash.group]
        entries += [Entry(clash, picture()) for clash in loose]
        result[test] = entries
    return result


def _group(members: list[Clash], layout: str, picture) -> Entry:  # type: ignore[no-untyped-def]
    name = picture()
    nested = tuple(Entry(clash, picture()) for clash in members) if layout == EVERYTHING else ()
    return Entry(head_of(members), name, nested, is_group=True)


def head_of(members: list[Clash]) -> Clash:
    """The header shows the deepest open member; its guid and name are its own."""
    import hashlib
    import uuid
    from dataclasses import replace

    head = min(members, key=lambda clash: (not clash.is_live, clash.distance))
    seed = f"group/{head.test}/{head.group}".encode()
    guid = str(uuid.UUID(bytes=hashlib.sha256(seed).digest()[:16], version=4))
    return replace(head, guid=guid, name=head.group, group="")


def report(entries: dict[str, list[Entry]], units: str, layout: str) -> str:
    """The whole document."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8" ?>',
        "",
        f'<exchange xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" units="{units}" filename="Building.nwd" '
        'filepath="C:\\Projects\\Sample">',
        f'  <batchtest name="Report" internal_name="Report" units="{units}">',
        "    <clashtests>",
    ]
    for test, found in entries.items():
        lines += _test(test, found, units, layout)
    lines += ["    </clashtests>", "    <selectionsets/>", "  </batchtest>", "</exchange>"]
    return "\r\n".join(lines)


def _test(name: str, entries: list[Entry], units: str, layout: str) -> list[str]:
    top = entries
    if layout == INDIVIDUAL:
        groups = {entry.clash.group: entry for entry in entries if entry.clash.group}
        top = [*groups.values(), *(entry for entry in entries if not entry.clash.group)]
    counts = {status: sum(entry.clash.status == status for entry in top) for status in _STATUSES}
    numbers = " ".join(f'{status}="{count}"' for status, count in counts.items())
    tolerance = 0.01 / _METRES[units]
    body = [line for entry in entries for line in _entry(entry, units, "          ")]
    return [
        f'      <clashtest name="{escape(name)}" test_type="hard" status="ok" tolerance="{tolerance:.3f}" merge_composites="1">',
        '        <linkage mode="none"/>',
        "        <left>",
        '          <clashselection selfintersect="0" primtypes="1">',
        "            <locator>lcop_selection_set_tree/Structure</locator>",
        "          </clashselection>",
        "        </left>",
        "        <rules/>",
        f'        <summary total="{len(top)}" {numbers}>',
        "          <testtype>Hard</testtype>",
        "          <teststatus>OK</teststatus>",
        "        </summary>",
        *(["        <clashresults>", *body, "        </clashresults>"] if body else ["        <clashresults/>"]),
        "      </clashtest>",
    ]


def _entry(entry: Entry, units: str, pad: str) -> list[str]:
    clash = entry.clash
    tag = "clashgroup" if entry.is_group else "clashresult"
    scale = _METRES[units]
    x, y, z = (value / scale for value in clash.point)
    grid, storey = place_of(clash.point)
    year, month, day = (int(part) for part in clash.found.split("-"))
    objects = [line for part in (clash.first, clash.second) if part for line in _object(part, pad + "    ")]
    lines = [
        f'{pad}<{tag} name="{escape(clash.name)}" guid="{clash.guid}" href="{escape(entry.picture)}" '
        f'status="{clash.status}" distance="{clash.distance / scale:.3f}">',
        *([f"{pad}  <parentgroup>{escape(clash.group)}</parentgroup>"] if clash.group and not entry.is_group else []),
        f"{pad}  <description>Hard</description>",
        f"{pad}  <resultstatus>{clash.status.title()}</resultstatus>",
        f"{pad}  <clashpoint>",
        f'{pad}    <pos3f x="{x:.3f}" y="{y:.3f}" z="{z:.3f}"/>',
        f"{pad}  </clashpoint>",
        f"{pad}  <gridlocation>{grid} : {storey}</gridlocation>",
        f"{pad}  <createddate>",
        f'{pad}    <date year="{year}" month="{month}" day="{day}" hour="7" minute="40" second="12"/>',
        f"{pad}  </createddate>",
        *_objects(objects, pad),
    ]
    if entry.members:
        lines.append(f"{pad}  <clashresults>")
        lines += [line for member in entry.members for line in _entry(member, units, pad + "    ")]
        lines.append(f"{pad}  </clashresults>")
    return [*lines, f"{pad}</{tag}>"]


def _objects(objects: list[str], pad: str) -> list[str]:
    if not objects:
        return [f"{pad}  <clashobjects/>"]
    return [f"{pad}  <clashobjects>", *objects, f"{pad}  </clashobjects>"]


def _object(part: Part, pad: str) -> list[str]:
    path = (
        "File",
        "Building.nwd",
        f"{part.model}.nwc",
        part.storey,
        part.ifc_class,
        part.type,
        part.item_name,
        part.material,
    )
    tags = {
        "Item Name": part.item_name,
        "Item Type": part.type,
        "Item Source File": f"{part.model}.ifc",
        "IFC GLOBALID": global_id(part),
    }
    return [
        f"{pad}<clashobject>",
        f"{pad}  <objectattribute>",
        f"{pad}    <name>Element ID</name>",
        f"{pad}    <value>{part.number}</value>",
        f"{pad}  </objectattribute>",
        f"{pad}  <layer>{part.storey}</layer>",
        f"{pad}  <pathlink>",
        *(f"{pad}    <node>{escape(node)}</node>" for node in path),
        f"{pad}  </pathlink>",
        f"{pad}  <smarttags>",
        *(
            f"{pad}    <smarttag>\r\n{pad}      <name>{name}</name>\r\n{pad}      <value>{escape(value)}</value>\r\n{pad}    </smarttag>"
            for name, value in tags.items()
        ),
        f"{pad}  </smarttags>",
        f"{pad}</clashobject>",
    ]


def viewpoints(entries: dict[str, list[Entry]], numbers: dict[str, int], units: str) -> str:
    """Saved viewpoints as the report type "As Viewpoints" leaves them: a folder a test, a view an entry."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8" ?>',
        "",
        f'<exchange xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" units="{units}" filename="Building.nwd" '
        'filepath="C:\\Projects\\Sample">',
        "  <viewpoints>",
    ]
    for test, found in entries.items():
        lines.append(f'    <viewfolder name="{escape(test)}">')
        for entry in found:
            lines += _view(entry.clash, numbers, units)
        lines.append("    </viewfolder>")
    return "\r\n".join([*lines, "  </viewpoints>", "</exchange>"])


def _view(clash: Clash, numbers: dict[str, int], units: str) -> list[str]:
    view = view_of(clash.point, numbers[clash.guid])
    scale = 1 / _METRES[units]
    a, b, c, d = quaternion_of(view)
    low, high = ([scale * (p + by) for p in clash.point] for by in (-SECTION, SECTION))
    return [
        f'      <view name="{escape(clash.name)}" guid="{clash.guid}">',
        f'        <viewpoint tool="none" render="shaded" lighting="headlight" focal="{DISTANCE * scale:.10f}" '
        'linear="3.0000000000" angular="0.7853981634">',
        f'          <camera projection="persp" near="0.1000000000" far="100.0000000000" aspect="{ASPECT:.10f}" '
        f'height="{FIELD_OF_VIEW_RAD:.10f}">',
        "            <position>",
        f"              {_xyz('pos3f', view.eye, scale)}",
        "            </position>",
        "            <rotation>",
        f'              <quaternion a="{a:.10f}" b="{b:.10f}" c="{c:.10f}" d="{d:.10f}"/>',
        "            </rotation>",
        "          </camera>",
        "          <up>",
        '            <vec3f x="0.0000000000" y="0.0000000000" z="1.0000000000"/>',
        "          </up>",
        "        </viewpoint>",
        '        <clipplaneset linked="0" current="0" mode="box" enabled="1">',
        "          <box>",
        "            <box3f>",
        f"              <min>{_xyz('pos3f', (low[0], low[1], low[2]))}</min>",
        f"              <max>{_xyz('pos3f', (high[0], high[1], high[2]))}</max>",
        "            </box3f>",
        "          </box>",
        "          <box-rotation>",
        "            <rotation>",
        '              <quaternion a="0.0000000000" b="0.0000000000" c="0.0000000000" d="1.0000000000"/>',
        "            </rotation>",
        "          </box-rotation>",
        "        </clipplaneset>",
        "      </view>",
    ]


def _xyz(tag: str, value: Vector, scale: float = 1.0) -> str:
    x, y, z = (part * scale for part in value)
    return f'<{tag} x="{x:.10f}" y="{y:.10f}" z="{z:.10f}"/>'
