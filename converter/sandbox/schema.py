"""What the state file holds: one table for each kind of thing Procore keeps."""

from __future__ import annotations

VERSION = 1
"""Goes up with every change of the tables."""

TABLES = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS companies (id INTEGER PRIMARY KEY, name TEXT NOT NULL, connected INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS projects (
    id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL, name TEXT NOT NULL, permitted INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL, name TEXT NOT NULL, login TEXT NOT NULL,
    company_name TEXT NOT NULL, vendor_id INTEGER);
CREATE TABLE IF NOT EXISTS rights (
    user_id INTEGER NOT NULL, project_id INTEGER NOT NULL, level TEXT NOT NULL, PRIMARY KEY (user_id, project_id));
CREATE TABLE IF NOT EXISTS trades (
    id INTEGER PRIMARY KEY, company_id INTEGER NOT NULL, name TEXT NOT NULL, active INTEGER NOT NULL,
    updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS locations (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, parent_id INTEGER, node_name TEXT NOT NULL,
    name TEXT NOT NULL, code TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    UNIQUE (project_id, parent_id, node_name));

CREATE TABLE IF NOT EXISTS apps (
    client_id TEXT PRIMARY KEY, client_secret TEXT NOT NULL, user_id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS codes (
    code TEXT PRIMARY KEY, client_id TEXT NOT NULL, user_id INTEGER NOT NULL, redirect_uri TEXT NOT NULL,
    expires_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
    access_token TEXT PRIMARY KEY, refresh_token TEXT UNIQUE, client_id TEXT NOT NULL, user_id INTEGER NOT NULL,
    created_at REAL NOT NULL, expires_at REAL NOT NULL, refreshed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS windows (
    client_id TEXT NOT NULL, name TEXT NOT NULL, starts_at REAL NOT NULL, used INTEGER NOT NULL,
    shut_until REAL NOT NULL DEFAULT 0, PRIMARY KEY (client_id, name));
CREATE TABLE IF NOT EXISTS answers (
    token TEXT NOT NULL, client_id TEXT NOT NULL, request TEXT NOT NULL, status INTEGER NOT NULL,
    headers TEXT NOT NULL, body BLOB NOT NULL, PRIMARY KEY (token, client_id, request));
CREATE TABLE IF NOT EXISTS requests (
    n INTEGER PRIMARY KEY, method TEXT NOT NULL, path TEXT NOT NULL, query TEXT NOT NULL, bytes INTEGER NOT NULL,
    at TEXT NOT NULL, status INTEGER, done INTEGER, fault TEXT, held INTEGER NOT NULL DEFAULT 0);

CREATE TABLE IF NOT EXISTS bim_files (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, company_id INTEGER NOT NULL, name TEXT NOT NULL,
    uuid TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bim_models (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, bim_file_id INTEGER, title TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS bim_model_revisions (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, bim_file_id INTEGER NOT NULL, bim_model_id INTEGER NOT NULL,
    property_file_id INTEGER, revision INTEGER NOT NULL, publish_status TEXT NOT NULL, boundary TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS objects (
    property_file_id INTEGER NOT NULL, id INTEGER NOT NULL, parent_id INTEGER, value TEXT NOT NULL,
    PRIMARY KEY (property_file_id, id));
CREATE TABLE IF NOT EXISTS properties (
    property_file_id INTEGER NOT NULL, object_id INTEGER NOT NULL, category TEXT NOT NULL, name TEXT NOT NULL,
    typed_value TEXT NOT NULL, uom TEXT NOT NULL, value TEXT NOT NULL, curated INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS properties_by_value ON properties (property_file_id, value);
CREATE TABLE IF NOT EXISTS bim_view_folders (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, bim_file_id INTEGER NOT NULL, parent_id INTEGER,
    name TEXT NOT NULL, created_by_id INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS viewpoints (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, bim_file_id INTEGER NOT NULL, view_folder_id INTEGER,
    uuid TEXT NOT NULL, name TEXT, upload_uuid TEXT NOT NULL, camera_data TEXT NOT NULL, sections_data TEXT,
    redlines_data TEXT, render_mode TEXT, visibility TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS associations (
    viewpoint_id INTEGER NOT NULL, item_type TEXT NOT NULL, item_id INTEGER NOT NULL,
    PRIMARY KEY (item_type, item_id, viewpoint_id));

CREATE TABLE IF NOT EXISTS uploads (
    uuid TEXT PRIMARY KEY, project_id INTEGER NOT NULL, owner_id INTEGER NOT NULL, version TEXT NOT NULL,
    name TEXT NOT NULL, content_type TEXT NOT NULL, size INTEGER, fields TEXT NOT NULL, created_at REAL NOT NULL,
    status TEXT NOT NULL, content BLOB, uses INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS segments (
    upload_uuid TEXT NOT NULL, position INTEGER NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL, md5 TEXT,
    etag TEXT, content BLOB, PRIMARY KEY (upload_uuid, position));

CREATE TABLE IF NOT EXISTS issues (
    id INTEGER PRIMARY KEY, project_id INTEGER NOT NULL, issue_number INTEGER NOT NULL, uuid TEXT NOT NULL,
    title TEXT NOT NULL, description TEXT, status TEXT NOT NULL, creation_source TEXT, location_id INTEGER,
    assignee_id INTEGER, coordination_issue_file_id INTEGER, drawing_revision_id INTEGER, bim_model_id INTEGER,
    due_date TEXT, issue_type TEXT, priority TEXT, trade_id INTEGER, origin TEXT, document_container_metadata TEXT,
    is_private INTEGER, coordination_issue_type_id INTEGER, coordination_issue_priority_id INTEGER, watcher_ids TEXT,
    created_by_id INTEGER NOT NULL, updated_by_id INTEGER NOT NULL, created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL, deleted_at TEXT);
CREATE INDEX IF NOT EXISTS issues_by_uuid ON issues (project_id, uuid);
CREATE INDEX IF NOT EXISTS issues_by_number ON issues (project_id, issue_number);
CREATE TABLE IF NOT EXISTS attachments (
    id INTEGER PRIMARY KEY, issue_id INTEGER NOT NULL, upload_uuid TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS attachments_by_issue ON attachments (issue_id);
CREATE TABLE IF NOT EXISTS changes (
    id INTEGER PRIMARY KEY, issue_id INTEGER NOT NULL, field TEXT NOT NULL, old_value TEXT, new_value TEXT,
    created_by_id INTEGER NOT NULL, created_at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS changes_by_issue ON changes (issue_id);
"""

FIRST_ID = 4_300_000_001
"""Ids start above 32 bits, as Procore's may be, and one sequence serves all kinds: an id of another kind never fits."""
