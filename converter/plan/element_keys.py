"""The strong keys of an element: ids any one of which is enough to know it again.

A report says one id, a model knows several, and the fields of an export are chosen anew each time. So an element has a
set of keys, and two elements that share one are the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from converter.model.clash import ClashItem
from converter.model.global_id import compressed, revit_export_uuid, uuid_version
from converter.plan.elements import Element, IdKind, is_model_file, model_name
from converter.plan.models.matches import Confidence, Match, Outcome

_REVIT_UNIQUE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9a-f]{8}")
_MADE_BY_NAVISWORKS = 5
"""UUIDs of this version are names Navisworks made: no other program knows them."""

_ELEMENT_ID, _HANDLE, _PATH, _GLOBAL_ID = "element-id", "handle", "path", "ifc"
_OF_ONE_MODEL = (f"{_ELEMENT_ID}:", f"{_HANDLE}:")


def strong_keys(element: Element, global_id: str | None = None, path_key: str | None = None) -> frozenset[str]:
    """The keys of an element; none when the report gives no id and no path.

    ``global_id`` is the GlobalId of the element a model has for it. ``path_key`` (:func:`path_key_of`) is taken only
    where there is nothing better: unlike ids, two elements may share a path.
    """
    keys = set(_of_id(element))
    if element.element_id and element.id_kind is not IdKind.ELEMENT_ID:
        keys.update(_of_authoring_id(element.element_id, element.model))
    if global_id:
        keys.update(_of_global_id(global_id))
    if not keys and path_key:
        keys.add(f"{_PATH}:{path_key}")
    return frozenset(keys)


def known_global_id(outcome: Outcome | None) -> str | None:
    """The GlobalId of a matched element, unless it was matched by circumstances alone."""
    if isinstance(outcome, Match) and outcome.confidence is not Confidence.LOW:
        return outcome.element.guid
    return None


def path_key_of(item: ClashItem) -> str | None:
    """A digest of the nodes of the selection tree, 16 hex digits; None without a path.

    Files in it stand without what changes from export to export, and without those they are appended to.
    """
    if not item.path:
        return None
    last = max((place for place, node in enumerate(item.path) if is_model_file(node)), default=0)
    nodes = (model_name(item.path[last]), *item.path[last + 1 :])
    return hashlib.blake2b("\x1f".join(nodes).encode(), digest_size=8).hexdigest()


def is_path(key: str) -> bool:
    """True for the key of a path, which several elements may share."""
    return key.startswith(f"{_PATH}:")


def is_global_id(key: str) -> bool:
    """True for the key of a GlobalId, which names one element in the world."""
    return key.startswith(f"{_GLOBAL_ID}:")


def without_model(keys: Iterable[str]) -> frozenset[str]:
    """The keys as an export without the models' names would give them: ``element-id:tower:17`` → ``element-id::17``."""
    return frozenset(map(_bare, keys))


def names_no_model(key: str) -> bool:
    """True for an id that is unique in one model only, of an export that does not say in which."""
    return key.startswith(_OF_ONE_MODEL) and key.split(":", 2)[1] == ""


def _bare(key: str) -> str:
    if not key.startswith(_OF_ONE_MODEL):
        return key
    kind, rest = key.split(":", 1)
    return f"{kind}::{rest.rpartition(':')[2]}"


def _of_id(element: Element) -> Iterable[str]:
    identifier, kind = element.id, element.id_kind
    if not identifier or kind is None:
        return ()
    if kind is IdKind.ELEMENT_ID:
        return _of_authoring_id(identifier, element.model)
    if kind is IdKind.IFC_GUID:
        return _of_global_id(identifier)
    if kind is IdKind.HANDLE:
        return (f"{_HANDLE}:{element.model}:{identifier}",)
    return _of_guid(identifier, element.model)


def _of_authoring_id(identifier: str, model: str) -> Iterable[str]:
    """A number, which is unique in its model; some programs write Revit's UniqueId in its place."""
    return _of_unique_id(identifier) or (f"{_ELEMENT_ID}:{model}:{identifier}",)


def _of_guid(identifier: str, model: str) -> Iterable[str]:
    if found := _of_unique_id(identifier):
        return found
    global_id = compressed(identifier) if uuid_version(identifier) != _MADE_BY_NAVISWORKS else None
    return _of_global_id(global_id) if global_id else (f"guid:{model}:{identifier.lower()}",)


def _of_global_id(global_id: str) -> Iterable[str]:
    """As written; a UUID in its place is compressed, so that both spellings are one key."""
    return (f"{_GLOBAL_ID}:{compressed(global_id) or global_id}",)


def _of_unique_id(identifier: str) -> tuple[str, ...]:
    lower = identifier.strip().lower()
    if not _REVIT_UNIQUE_ID.fullmatch(lower):
        return ()
    uuid = revit_export_uuid(lower)
    return (f"revit:{lower}", *(_of_global_id(uuid) if uuid else ()))
