"""Whether an archive holds to BCF 2.1: read by the standard library alone, in the words of the rule it breaks."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby

from tests.report.bcf.schema import GUID, KINDS, Kind

VERSION, MARKUP = "bcf.version", "markup.bcf"
VIEWPOINT, SNAPSHOT = "viewpoint.bcfv", "snapshot.png"
_PNG = b"\x89PNG\r\n\x1a\n"


def problems(content: bytes, absent: Collection[str] = ()) -> list[str]:
    """Every rule that is broken; files of the names in ``absent`` need not be there."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        files = {name: archive.read(name) for name in names}
    return [*_container(names), *_version(files), *_topics(files, absent)]


def _container(names: list[str]) -> Iterator[str]:
    yield from (f"{count} entries are named {name}" for name, count in Counter(names).items() if count > 1)
    for name in names:
        if "\\" in name or name.startswith("/") or ".." in name.split("/"):
            yield f"no name of an entry: {name}"
        elif name != VERSION and not (name.count("/") == 1 and GUID(name.partition("/")[0])):
            yield f"neither the version nor a file in a topic's folder: {name}"


def _version(files: Mapping[str, bytes]) -> Iterator[str]:
    if VERSION in files:
        yield from document_problems(files[VERSION], "Version", VERSION)
    else:
        yield "there is no bcf.version"


def _topics(files: Mapping[str, bytes], absent: Collection[str]) -> Iterator[str]:
    guids: Counter[str] = Counter()
    for folder in sorted({name.partition("/")[0] for name in files if "/" in name}):
        inside = {name.partition("/")[2]: data for name, data in files.items() if name.startswith(f"{folder}/")}
        if MARKUP not in inside:
            yield f"{folder}: no markup"
            continue
        broken = list(document_problems(inside[MARKUP], "Markup", f"{folder}/{MARKUP}"))
        yield from broken
        if broken and "not well-formed" in broken[0]:
            continue
        markup = ET.fromstring(inside[MARKUP])
        topic = markup.find("Topic")
        if topic is not None:
            guids[topic.get("Guid", "").lower()] += 1
            if topic.get("Guid") != folder:
                yield f"{folder}: the topic is {topic.get('Guid')}"
        yield from (f"{folder}: {each}" for each in _folder(markup, inside, absent))
    yield from (f"{count} topics have the guid {guid}" for guid, count in guids.items() if count > 1)


def _folder(markup: ET.Element, inside: Mapping[str, bytes], absent: Collection[str]) -> Iterator[str]:
    """The files of a topic and what refers to them."""
    views = markup.findall("Viewpoints")
    guids = Counter(view.get("Guid") for view in views)
    yield from (f"{count} viewpoints have the guid {guid}" for guid, count in guids.items() if count > 1)
    bitmaps: list[str] = []
    for view in views:
        name = view.findtext("Viewpoint")
        if name in inside:
            yield from document_problems(inside[name], "VisualizationInfo", name)
            root = ET.fromstring(inside[name])
            bitmaps += [each.findtext("Reference") or "" for each in root.findall("Bitmap")]
            if root.get("Guid") != view.get("Guid"):
                yield f"{name} is {root.get('Guid')}, for the markup {view.get('Guid')}"
    own_files = Counter([*_named(views, "Viewpoint"), *_named(views, "Snapshot")])
    yield from (f"{name} belongs to {count} viewpoints" for name, count in own_files.items() if count > 1)
    referred = {*own_files, *bitmaps, *_inside_only(markup)}
    own = set(inside) - {MARKUP}
    yield from (f"missing: {name}" for name in sorted(referred - own) if name not in absent)
    yield from (f"nothing refers to {name}" for name in sorted(own - referred))
    yield from _usual_names(views, inside)
    for comment in markup.findall("Comment/Viewpoint"):
        if comment.get("Guid") not in guids:
            yield f"a comment is about a viewpoint that is not there: {comment.get('Guid')}"


def _named(views: list[ET.Element], kind: str) -> list[str]:
    return [text for view in views if (text := view.findtext(kind))]


def _inside_only(markup: ET.Element) -> Iterator[str]:
    """Files in the archive that a header, a document or a snippet names."""
    for way, name, default in (
        ("Header/File", "Reference", "true"),
        ("Topic/DocumentReference", "ReferencedDocument", "false"),
        ("Topic/BimSnippet", "Reference", "false"),
    ):
        for element in markup.findall(way):
            if element.get("isExternal", default) in ("false", "0") and (text := element.findtext(name)):
                yield text


def _usual_names(views: list[ET.Element], inside: Mapping[str, bytes]) -> Iterator[str]:
    """One viewpoint and one picture bear the names of 2.0's only ones, and those are the first."""
    for kind, usual in (("Viewpoint", VIEWPOINT), ("Snapshot", SNAPSHOT)):
        names = _named(views, kind)
        if names and names[0] != usual:
            yield f"the first {kind} is {names[0]}, not {usual}"
    for name in _named(views, "Snapshot"):
        if name in inside and not inside[name].startswith(_PNG):
            yield f"{name} is no PNG"


def document_problems(data: bytes, root: str, name: str) -> Iterator[str]:
    """What breaks the table in one file."""
    try:
        element = ET.fromstring(data)
    except ET.ParseError as error:
        yield f"{name} is not well-formed: {error}"
        return
    if element.tag != root:
        yield f"{name} is a {element.tag}"
        return
    yield from (f"{name}: {each}" for each in _element(element, KINDS[root], root))


def _element(element: ET.Element, kind: Kind, way: str) -> Iterator[str]:
    known = {name: check for name, check, _ in kind.attributes}
    for name, text in element.attrib.items():
        if name not in known:
            yield f"{way} has an attribute {name}"
        elif not known[name](text):
            yield f"{way}@{name} is {text!r}"
    yield from (
        f"{way}@{name} is missing" for name, _, required in kind.attributes if required and name not in element.attrib
    )
    if (element.text or "").strip():
        yield f"{way} has a text"
    yield from _children(element, kind, way)


def _children(element: ET.Element, kind: Kind, way: str) -> Iterator[str]:
    order = [child.name for child in kind.children]
    tags = [child.tag for child in element]
    runs = [tag for tag, _ in groupby(tags)]
    if unknown := [tag for tag in runs if tag not in order]:
        yield f"{way} has children {unknown}"
        return
    if runs != sorted(set(runs), key=order.index):
        yield f"{way} has its children in the order {runs}"
    for child in kind.children:
        found = element.findall(child.name)
        if child.required and not found:
            yield f"{way}/{child.name} is missing"
        if len(found) > 1 and not child.many:
            yield f"{way} has {len(found)} of {child.name}"
        for each in found:
            if isinstance(child.kind, str):
                yield from _element(each, KINDS[child.kind], f"{way}/{child.name}")
            elif len(each) or each.attrib or not child.kind(each.text or ""):
                yield f"{way}/{child.name} is {each.text!r}"
