"""What stands in a new sandbox: two companies, three projects, people, trades, places. All of it is made up."""

from __future__ import annotations

from converter.sandbox.store import Store

CLIENT_ID, CLIENT_SECRET = "sandbox-client", "sandbox-secret"
"""Not a secret: this server answers on loopback only and holds nothing but tests."""

PEOPLE = (
    # name, login, employer, rights on Coordination Issues
    ("Ada Admin", "admin@example.com", "Example Builders", "admin"),
    ("Carla Coordinator", "coordinator@example.com", "Example Builders", "admin"),
    ("Mika Mechanical", "mep@example.com", "Example Mechanical", "standard"),
    ("Sasha Structural", "structure@example.com", "Example Structures", "standard"),
    ("Robin Reader", "reader@example.com", "Example Owner", "read_only"),
    ("Nico Nobody", "nobody@example.com", "Example Owner", "none"),
)
TRADES = ("Architecture", "Electrical", "Fire Protection", "HVAC", "Plumbing", "Structural Steel")
PLACES = (("Level 1",), ("Level 2",), ("Level 2", "Plant Room"))


def fill(store: Store, now: str) -> None:
    """Put the beginning into an empty state; inside a transaction. ``now`` is the time of making."""
    company = store.add("companies", name="Example Builders", connected=1)
    stranger = store.add("companies", name="A company the app is not connected to", connected=0)
    project = store.add("projects", company_id=company, name="Sandbox Project", permitted=1)
    second = store.add("projects", company_id=company, name="Second Project", permitted=1)
    store.add("projects", company_id=company, name="A project the app may not see", permitted=0)
    robot = _user(store, company, "Converter (service account)", "converter@example.com", "Example Builders")
    store.insert("apps", client_id=CLIENT_ID, client_secret=CLIENT_SECRET, user_id=robot)
    people = {login: _user(store, company, name, login, employer) for name, login, employer, _ in PEOPLE}
    for name, login, _, level in PEOPLE:
        store.insert("rights", user_id=people[login], project_id=project, level=level)
        if name.startswith("Ada"):
            store.insert("rights", user_id=people[login], project_id=second, level=level)
    for name in TRADES:
        store.add("trades", company_id=company, name=name, active=1, updated_at=now)
    store.add("trades", company_id=stranger, name="Trade of another company", active=1, updated_at=now)
    for path in PLACES:
        find_or_make_location(store, project, path, now)
    find_or_make_location(store, second, ("Elsewhere",), now)
    facts = {"company_id": company, "project_id": project, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}
    for fact, value in facts.items():
        store.set_fact(fact, str(value))


def _user(store: Store, company: int, name: str, login: str, employer: str) -> int:
    vendor = store.value("SELECT vendor_id FROM users WHERE company_name = ?", employer)
    if vendor is None:
        vendor = int(store.value("SELECT COALESCE(MAX(vendor_id), 70) + 1 FROM users"))
    return store.add("users", company_id=company, name=name, login=login, company_name=employer, vendor_id=vendor)


def find_or_make_location(store: Store, project: int, path: tuple[str, ...], now: str) -> tuple[int, bool]:
    """The place at the end of ``path``, made with its parents where it is missing; True when it was made."""
    parent: int | None = None
    made = False
    for depth, name in enumerate(path, 1):
        found = store.value(
            "SELECT id FROM locations WHERE project_id = ? AND parent_id IS ? AND node_name = ?", project, parent, name
        )
        if found is None:
            full = ">".join(path[:depth])
            columns = {"project_id": project, "parent_id": parent, "node_name": name, "name": full}
            found, made = store.add("locations", **columns, created_at=now, updated_at=now), True
        parent = int(found)
    if parent is None:
        raise ValueError("a path has at least one name")
    return parent, made
