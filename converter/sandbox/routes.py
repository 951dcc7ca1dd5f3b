"""Which endpoint answers which path."""

from __future__ import annotations

from starlette.routing import Match, Route
from starlette.types import Scope

from converter.sandbox import (
    bim_files,
    control,
    export,
    listing,
    locations,
    models,
    oauth,
    pages,
    people,
    permissions,
    single,
    storage,
    sync,
    uploads,
    viewpoints,
)
from converter.sandbox.call import Answer, Call, Handler, Refusal, reply
from converter.sandbox.checks import LARGEST_ID

ISSUES = "/rest/v1.0/coordination_issues"
PROJECT = "/rest/v1.0/projects/{project_id:int}"
UPLOADS_V21 = "/rest/v2.1/companies/{company_id:int}/projects/{project_id:int}/uploads"


def webhook_resources(call: Call) -> Answer:
    """``GET /webhooks/resources``: whether Coordination Issues is one of them is unknown."""
    names = ["RFIs", "Submittals"]
    return reply([*names, "Coordination Issues"] if call.world.switches["webhook_resource"] == "present" else names)


TABLE: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/oauth/authorize", oauth.authorize),
    ("POST", "/oauth/token", oauth.token),
    ("GET", "/oauth/token/info", oauth.info),
    ("POST", "/oauth/revoke", oauth.revoke),
    ("POST", "/storage/bucket", storage.post),
    ("PUT", "/storage/segments/{uuid}/{position:int}", storage.put),
    ("GET", "/storage/files/{uuid}", storage.get),
    ("GET", "/rest/v1.0/me", people.me),
    ("GET", "/rest/v1.0/settings/permissions", permissions.permissions),
    ("GET", "/rest/v1.0/companies", people.companies),
    ("GET", "/rest/v1.0/companies/{company_id:int}/trades", people.trades),
    ("GET", "/rest/v1.0/projects", people.projects),
    ("GET", PROJECT, people.project),
    ("GET", f"{PROJECT}/users", people.users),
    ("GET", f"{PROJECT}/locations", locations.list_locations),
    ("POST", f"{PROJECT}/locations/find_or_create_by_path", locations.find_or_create),
    ("POST", f"{PROJECT}/uploads", uploads.create),
    ("GET", f"{PROJECT}/uploads/{{uuid}}", uploads.show),
    ("PATCH", f"{PROJECT}/uploads/{{uuid}}", uploads.complete),
    ("POST", f"{PROJECT.replace('v1.0', 'v1.1')}/uploads", uploads.create),
    ("GET", f"{PROJECT.replace('v1.0', 'v1.1')}/uploads/{{uuid}}", uploads.show),
    ("PATCH", f"{PROJECT.replace('v1.0', 'v1.1')}/uploads/{{uuid}}", uploads.complete),
    ("POST", UPLOADS_V21, uploads.create_v21),
    ("GET", f"{UPLOADS_V21}/{{uuid}}", uploads.show),
    ("PATCH", f"{UPLOADS_V21}/{{uuid}}", uploads.complete),
    ("GET", "/rest/v1.0/bim_files", bim_files.list_files),
    ("POST", "/rest/v1.0/bim_files", bim_files.create_file),
    ("GET", "/rest/v1.0/bim_files/{id:int}", bim_files.show_file),
    ("PATCH", "/rest/v1.0/bim_files/{id:int}", bim_files.patch_file),
    ("DELETE", "/rest/v1.0/bim_files/{id:int}", bim_files.delete_file),
    ("GET", "/rest/v1.0/bim_view_folders", bim_files.list_folders),
    ("POST", "/rest/v1.0/bim_view_folders", bim_files.create_folder),
    ("POST", "/rest/v1.0/nested_bim_view_folders", bim_files.nested_folder),
    ("POST", "/rest/v1.0/nested_bim_view_folders/batch", bim_files.nested_folders),
    ("GET", "/rest/v1.0/bim_models", models.list_models),
    ("POST", "/rest/v1.0/bim_models", models.create_model),
    ("GET", "/rest/v1.0/bim_models/{id:int}", models.show_model),
    ("GET", "/rest/v1.0/bim_model_revisions", models.list_revisions),
    ("POST", "/rest/v1.0/bim_model_revisions", models.create_revision),
    ("GET", "/rest/v1.0/bim_model_revisions/{id:int}", models.show_revision),
    ("GET", "/rest/v1.0/bim_model_revisions/{id:int}/objects", models.objects),
    ("GET", "/rest/v1.0/bim_model_revisions/{id:int}/properties", models.properties),
    ("GET", "/rest/v1.0/bim_property_files/{id:int}/objects", models.objects),
    ("GET", "/rest/v1.0/bim_property_files/{id:int}/properties", models.properties),
    ("POST", "/rest/v1.0/bim_viewpoints", viewpoints.create),
    ("POST", "/rest/v1.0/bim_viewpoints/batch", viewpoints.create_batch),
    ("GET", "/rest/v1.0/bim_viewpoints/{id:int}", viewpoints.show),
    ("POST", "/rest/v1.0/bim_viewpoints/{id:int}/associations", viewpoints.associate),
    ("DELETE", "/rest/v1.0/bim_viewpoints/{id:int}/associations", viewpoints.dissociate),
    ("GET", ISSUES, listing.list_issues),
    ("POST", ISSUES, single.create_one),
    ("POST", f"{ISSUES}/list", listing.list_by_post),
    ("PATCH", f"{ISSUES}/sync", sync.sync),
    ("POST", f"{ISSUES}/bulk_delete", single.bulk_delete),
    ("GET", f"{ISSUES}/assignees", people.assignees),
    ("GET", f"{ISSUES}/export", export.export),
    ("GET", f"{ISSUES}/status_total", single.status_total),
    ("GET", f"{ISSUES}/recycle_bin", listing.list_deleted),
    ("POST", f"{ISSUES}/recycle_bin", listing.list_deleted_by_post),
    ("GET", f"{ISSUES}/recycle_bin/{{id:int}}", single.show_deleted),
    ("PATCH", f"{ISSUES}/recycle_bin/{{id:int}}", single.restore),
    ("GET", f"{ISSUES}/{{id:int}}", single.show),
    ("PATCH", f"{ISSUES}/{{id:int}}", single.change),
    ("DELETE", f"{ISSUES}/{{id:int}}", single.delete),
    ("POST", f"{ISSUES}/{{id:int}}/assignments", single.assign),
    ("GET", f"{ISSUES}/{{id:int}}/status_changes", single.status_changes),
    ("GET", f"{ISSUES}/{{id:int}}/change_history", single.change_history),
    ("DELETE", f"{ISSUES}/{{id:int}}/attachments/{{attachment_id:int}}", single.drop_attachment),
    ("GET", "/rest/v1.0/webhooks/resources", webhook_resources),
    ("GET", "/", pages.page),
    ("GET", "/sandbox", control.about),
    ("GET", "/sandbox/requests", control.requests),
    ("GET", "/sandbox/issues", control.issues),
    ("GET", "/sandbox/faults", control.show_faults),
    ("POST", "/sandbox/faults", control.add_faults),
    ("DELETE", "/sandbox/faults", control.clear_faults),
    ("GET", "/sandbox/clock", control.show_clock),
    ("POST", "/sandbox/clock", control.set_clock),
    ("GET", "/sandbox/switches", control.show_switches),
    ("POST", "/sandbox/switches", control.set_switches),
    ("POST", "/sandbox/models", control.publish_model),
    ("POST", "/sandbox/reset", control.reset),
)


def _never(_: object) -> None:
    raise NotImplementedError("routes are matched here and answered by handlers")


_ROUTES = [(Route(path, _never, methods=[method]), handler) for method, path, handler in TABLE]


def find(call: Call, scope: Scope) -> Handler:
    """The endpoint of a request; puts the values of its path into the call. ``Refusal`` 404 or 405."""
    elsewhere = False
    for route, handler in _ROUTES:
        match, child = route.matches(scope)
        if match is Match.FULL:
            if any(isinstance(value, int) and value > LARGEST_ID for value in child["path_params"].values()):
                break
            call.params = child["path_params"]
            return handler
        elsewhere = elsewhere or match is Match.PARTIAL
    if elsewhere:
        raise Refusal(405, f"The method {call.method} is not allowed here")
    raise Refusal(404, "Not found")
