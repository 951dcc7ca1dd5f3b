"""Further viewpoints of issues: made by ``bim_viewpoints/batch``, then associated with their issue, each one once.

What is associated can be seen in Procore's list, and is not made again. What was made and not associated can be seen
nowhere: only its id, which the ledger has, leads to it. Where the answer with the id was lost, the viewpoint is made
anew under another form of its uuid (whether a uuid may come twice is not documented); the first one is shown nowhere.
"""

from __future__ import annotations

import uuid as uuids
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from converter.errors import RejectedError, TargetError
from converter.events import StageAdvanced, StageFinished, StageStarted
from converter.publisher.at_once import at_once
from converter.publisher.filling import fill, renewed
from converter.publisher.ledger import Kind, ViewEntry, ViewIntent, ViewState
from converter.publisher.procore.connection import UnconfirmedError
from converter.publisher.procore.issues_api import Refusal
from converter.publisher.procore.viewpoints_api import BATCH, MadeViews, associate, make_views
from converter.publisher.publication import Publication, chunks
from converter.publisher.uploading import put_up
from converter.publisher.wanted import FurtherView, Place, Wanted, with_values

_STAGE = "further viewpoints"
_FORMS = 10
"""So many forms of a uuid are looked for in Procore's list."""


@dataclass(frozen=True, slots=True)
class _View:
    """A viewpoint on its way: whose it is, and what the ledger knows of it."""

    issue: str
    issue_id: int
    wanted: FurtherView
    entry: ViewEntry | None


def publish_views(publication: Publication, wanted: Sequence[Wanted]) -> list[str]:
    """Make and associate what is missing; gives the uuids of the issues that got a viewpoint."""
    views = _missing(publication, [each for each in wanted if each.main_view or each.views])
    if not views:
        return []
    publication.observer(StageStarted(_STAGE, len(views)))
    made = [(each, each.entry.procore_id) for each in views if each.entry and each.entry.state is ViewState.MADE]
    to_make = [each for each in views if each.entry is None or each.entry.state is not ViewState.MADE]
    if to_make:
        to_make = _with_pictures(publication, to_make)
    shown = _associate(publication, [(each, number) for each, number in made if number is not None])
    for chunk in chunks(to_make, BATCH):
        shown += _associate(publication, _make(publication, chunk))
        publication.observer(StageAdvanced(_STAGE, len(shown)))
    publication.observer(StageFinished(_STAGE, 0.0))
    return sorted({each.issue for each in shown})


def _with_pictures(publication: Publication, views: Sequence[_View]) -> list[_View]:
    """Put their pictures up; gives the viewpoints whose picture is there, the others are listed as refused."""
    refused = put_up(publication, [place for each in views for place in each.wanted.uploads()])
    for each in views:
        for why in [refused[place.sha256] for place in each.wanted.uploads() if place.sha256 in refused]:
            words = f"viewpoint {each.wanted.name!r}: its picture cannot be put up: {why}"
            publication.summary.views_rejected[each.issue] = words
    return [each for each in views if not any(place.sha256 in refused for place in each.wanted.uploads())]


def form_of(uuid: str, number: int) -> str:
    """The n-th form of a uuid; the first is itself."""
    return uuid if number == 0 else str(uuids.uuid5(uuids.UUID(uuid), str(number)))


def _missing(publication: Publication, wanted: Sequence[Wanted]) -> list[_View]:
    """The viewpoints that are not shown with their issue, and never were."""
    if not wanted:
        return []
    book = publication.ledger.views
    ids = {
        entry.uuid: entry.procore_id
        for entry in publication.ledger.issues.all()
        if entry.is_there and entry.procore_id is not None
    }
    there = [each for each in wanted if each.uuid in ids]
    known = book.of_issues([each.uuid for each in there])
    begun = {entry.issue for entry in known.values()}
    # the viewpoint that sync made: Procore does not know it by our uuid, and a later plan may take another for it
    found = {each.main_view: each.uuid for each in there if each.main_view and each.uuid not in begun}
    views = []
    for each in there:
        shown = publication.views_there.get(each.uuid, frozenset())
        for view in each.views:
            entry = known.get(view.uuid)
            if entry is not None and entry.state is ViewState.ASSOCIATED:
                continue
            forms = max(_FORMS, entry.spelling + 1 if entry else 0)
            if any(form_of(view.uuid, number) in shown for number in range(forms)):
                found[view.uuid] = each.uuid
            else:
                views.append(_View(each.uuid, ids[each.uuid], view, entry))
    book.associated(found)
    return views


def _make(publication: Publication, views: Sequence[_View], *, is_again: bool = False) -> list[tuple[_View, int]]:
    """Make viewpoints; gives those that are there, with their ids.

    Those refused for an id that an earlier run had looked up are sent once more, with the id looked up anew.
    """
    items: dict[str, dict[str, Any]] = {}
    by_form: dict[str, tuple[_View, int]] = {}
    for each in views:
        item = _filled(publication, each.wanted)
        if item is not None:
            number = _next_form(each.entry)
            form = form_of(each.wanted.uuid, number)
            items[form], by_form[form] = {**item, "uuid": form}, (each, number)
    if not items:
        return []
    book = publication.ledger.views
    book.begin([ViewIntent(each.wanted.uuid, each.issue, number) for each, number in by_form.values()])
    try:
        outcome = make_views(publication.connection, publication.project_id, items.values())
    except UnconfirmedError:
        publication.summary.views_unknown += sorted({each.issue for each, _ in by_form.values()})
        return []
    except RejectedError as error:
        outcome = MadeViews({}, dict.fromkeys(items, Refusal(error.message)))
    made = {by_form[form][0].wanted.uuid: number for form, number in outcome.made.items() if form in by_form}
    book.made(made)
    rejected = [(by_form[form][0], items[form], why) for form, why in outcome.rejected.items() if form in by_form]
    stale = [] if is_again else [each for each, item, why in rejected if _renewed(publication, each.wanted, item, why)]
    _note_rejected(publication, [(each, why) for each, _, why in rejected], again=stale)
    unknown = by_form.keys() - outcome.made.keys() - outcome.rejected.keys()
    publication.summary.views_unknown += sorted({by_form[form][0].issue for form in unknown})
    there = [(by_form[form][0], number) for form, number in outcome.made.items() if form in by_form]
    return [*there, *(_make(publication, stale, is_again=True) if stale else ())]


def _renewed(publication: Publication, view: FurtherView, item: Mapping[str, Any], why: Refusal) -> bool:
    """Whether an id of an earlier run was refused; it is forgotten then."""
    is_file = renewed(publication, view.places, why.fields)
    folders = [place for place in view.places if place.kind == "view_folder" and "view_folder_id" in why.fields]
    names = [(str(item["bim_file_id"]), *place.location) for place in folders]
    return any([publication.directory.renew(Kind.VIEW_FOLDER, name) for name in names]) or is_file  # noqa: C419 - all


def _next_form(entry: ViewEntry | None) -> int:
    """Another form after a lost answer, and where the uuid itself was refused."""
    if entry is None:
        return 0
    has_uuid_refused = entry.state is ViewState.REJECTED and "uuid" in ((entry.errors or {}).get("fields") or ())
    return entry.spelling + (entry.state is ViewState.SENDING or has_uuid_refused)


def _note_rejected(publication: Publication, rejected: Sequence[tuple[_View, Refusal]], again: Sequence[_View]) -> None:
    publication.ledger.views.rejected(
        {each.wanted.uuid: {"errors": why.words, "fields": sorted(why.fields)} for each, why in rejected}
    )
    for each, why in rejected:
        if each not in again:
            publication.summary.views_rejected[each.issue] = f"viewpoint {each.wanted.name!r}: {why.words}"


def _filled(publication: Publication, view: FurtherView) -> dict[str, Any] | None:
    """The item with its places filled; None without its picture or its BIM file, for Procore takes neither."""
    folders = [place for place in view.places if place.kind == "view_folder"]
    item = with_values(
        view.item, [each for each in view.places if each not in folders], lambda place: fill(publication, place)
    )
    if item.get("bim_file_id") is None or item.get("upload_uuid") is None:
        return None
    for place in folders:
        item[str(place.path[0])] = _folder(publication, item["bim_file_id"], place)
    return {name: value for name, value in item.items() if value is not None}


def _folder(publication: Publication, bim_file: int, place: Place) -> int | None:
    found = publication.directory.view_folder(bim_file, place.location)
    if found is None:
        publication.summary.left_out[f"view folder: {' › '.join(place.location)}"] += 1
    return found


def _associate(publication: Publication, made: Sequence[tuple[_View, int]]) -> list[_View]:
    """Show viewpoints with their issues, several at a time; the ledger is written by this thread alone."""
    shown: list[_View] = []
    lost: list[TargetError] = []
    with at_once(publication.connection, lambda each: _associated(publication, *each), made) as batches:
        for batch in batches:
            done = [each for (each, _), error in batch if error is None]
            publication.ledger.views.associated({each.wanted.uuid: each.issue for each in done})
            shown += done
            lost += [
                error for (each, _), error in batch if error is not None and not _is_noted(publication, each, error)
            ]
    publication.summary.counts[_STAGE] += len(shown)
    if lost:
        raise lost[0]
    return shown


def _is_noted(publication: Publication, view: _View, error: TargetError) -> bool:
    """List what became of one viewpoint; False for what concerns all of them."""
    if isinstance(error, UnconfirmedError):
        publication.summary.views_unknown.append(view.issue)
    elif isinstance(error, RejectedError):
        publication.summary.views_rejected[view.issue] = f"viewpoint {view.wanted.name!r}: {error.message}"
    else:
        return False
    return True


def _associated(publication: Publication, view: _View, number: int) -> TargetError | None:
    try:
        associate(publication.connection, publication.project_id, number, view.issue_id)
    except TargetError as error:
        return error
    return None
