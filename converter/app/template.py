"""The configuration file to start from."""

from __future__ import annotations

TEMPLATE = """\
# Settings of converter. Every key is here with its default; a line beginning with # is not in force.
# The order of precedence: this file < environment variables (CONVERTER_TARGET__PROJECT_ID=…) < options of the command.

[target]
# kind = "procore"
# base_url = "https://api.procore.com"
# login_url = "https://login.procore.com"
# company_id = 4
# project_id = 12345               # in the project's address: https://app.procore.com/12345/project/home
# bim_file = "Federated.nwd"       # name of the BIM file the issues hang on: found, or made when publishing
# bim_file_id = 8                  # or its id
# secret_command = ["pass", "procore"]
# Client id and secret belong into CONVERTER_TARGET__CLIENT_ID and CONVERTER_TARGET__CLIENT_SECRET, not into this file.

[ledger]
# url = "sqlite:///.converter/ledger.db"

[reports]
# time_zone = "Europe/Berlin"      # of the workstation that wrote the reports; their times name none

[grouping]
# by = "auto"                      # auto, report, none, culprit, element, proximity, level-grid, level, grid, test
#                                  # or up to three of them: "culprit+level"
# distance_m = 10.0                # what culprit and proximity find is never wider
# height_m = 4.0                   # nor higher, where no level is known
# near_m = 0.5                     # clashes of one element so near to each other are one culprit's
# radius_m = 1.0                   # clashes so near to each other are one place (proximity)
# leave_approved_out = false       # true: approved clashes are in no group

[identity]
# test_aliases = { "old name" = "new name" }  # tests that go by another name since the earlier run
# moved_mm = 50.0                  # a clash whose point shifted more than this has moved
# close_after = 1                  # an issue is closed when its clashes were absent in so many runs one after the other
# allow_older = false              # true: a report that a newer one has followed is used as if it were the newest

[issues]
# type = "clash"                   # one of Procore's issue types
# priority = "high"                # low, medium, high or critical; not set: none
# link = "urn:uuid:{uuid}"         # the address people reach the source by; {uuid} is the issue's
# locations = true                 # building, storey and room as the issue's location, where a model knows them

[severity]
# as_priority = false              # true: the level of the severity becomes the priority
# weights = { depth = 40, classes = 30, clashes = 20, age = 10 }
# levels = { critical = 75, high = 50, medium = 25 }            # from which score on
# classes = { "IfcFlowSegment" = 0.5 }                          # how much a class matters, 0 to 1
# full_depth_mm = 300.0            # values at which a part has all its points
# full_clashes = 50
# full_age_days = 56

[bcf]
# closed = ["closed", "done", "approved", "fixed", "erledigt", "geschlossen"]  # close an issue; words of 19 languages
# open = ["parked"]                # further words that are known and leave it open
# types = { clash = "clash", request = "coordination" }         # topic type -> issue type
# priorities = { major = "high", normal = "medium" }            # topic priority -> priority
# trades = { HVAC = "Mechanical" }                              # label -> trade
# people = { "Dora M." = "dora@example.com" }                   # assigned to -> e-mail address
# max_entry_mb = 256.0             # an entry of an archive may have so much when it is unpacked
# max_total_mb = 4096.0            # all of them together
# max_ratio = 100                  # and grow so many times

[ifc]
# models = ["Architecture.ifc", "Services.ifc"]  # models beside the reports; those among the input need not be named
# shapes = true                    # false: no boxes and no pictures are made of the models
# scale = 0.3048                   # factor of the reports' coordinates; not set: found out by a vote of the clashes
# shift_m = [0.0, 0.0, 0.0]        # moves the models into the reports' frame; not set: found out
# max_seconds = 900.0              # making the shapes of one model may take so long

[objects]
# map = "objects.csv"              # object ids of the published model: guid or element_id (with model), object_id
# model_revision = 4711            # or the id of the published revision: `converter objects 4711` fetches its ids
# visibility = "report"            # report: as BCF says; isolate: what clashes and what is around; none: everything

[view]
# radius_m = 2.0                   # what a camera made here shows around the clash point
# section_half_size_m = 1.5        # half the edge of the section box
# field_of_view_deg = 45.0
# source = "auto"                  # auto: the report's camera, else from where both are seen; plan: from above
# orthogonal = false               # true keeps parallel cameras; false makes perspective ones that show the same

[pictures]
# use = true
# max_mb = 20.0                    # larger pictures are made smaller
# max_px = 2560                    # the same, for the longer side
# decode_all = false               # true looks for damage in the pixels of every picture
# draw = true                      # draw what has no picture, where a model has its elements
# width_px = 800
# height_px = 600
# caption = false                  # the title below a picture that was drawn
# renderer = "depth-buffer"

[publish]
# batch_size = 250                 # issues in one request, at most 1,000
# grace_s = 10.0                   # seconds Procore may still be at work on a request that got no answer

[gate]
# max_new = 0                      # new issues that converter check lets through; -1: any number
# max_new_clashes = -1             # new clashes, those in known issues among them
# max_open = -1                    # open issues
# max_new_by = { severity = { critical = 0, high = 0 }, test = { "*HVAC*" = 2 } }  # also trade, discipline, level
# max_open_by = { level = { "Level 2" = 20 } }
# ratchet = "none"                 # issues or clashes: no more open ones than in the baseline
# grace = [{ until = 2026-12-31, reason = "agreed", author = "B. Lead", title = "Beam 7*" }]  # let through to a day

[export]
# author = "clash-converter@example.com"  # e-mail address of the author where the source names none

[page]
# issues = 2000                    # rows of the page; all issues are in plan.json
# thumbnails = 300                 # pictures inside the page; the others are linked

# Rules: docs/rules.md has every kind, condition and field.

# [[noise]]
#   name = "Touching"
#   reason = "within the tolerance of the trades"
#   kind = "touching"
#   tolerance_mm = 2

# [[rules]]
#   name = "ducts"
#   when = { test = "*HVAC*" }
#   set = { assignee = "mep@example.com", trade = "HVAC", priority = "high", due = "+7d" }
"""
