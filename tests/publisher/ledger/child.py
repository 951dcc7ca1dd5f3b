"""Another publisher, as a process: takes the lock, plans, begins a request, and waits to be told what to do."""

from __future__ import annotations

import sys

from tests.publisher.ledger.driving import Clock, Target, accept, begin, plan, writing


def main(url: str, project_id: str, state: str) -> None:
    with writing(url, Clock(), Target("https://api.example.com", 4, int(project_id))) as project:
        accept(project, [f"done by {project_id}"], first_id=int(project_id))
        plan(project, "planned", "sending")
        if state == "sending":
            begin(project, "sending")
        sys.stdout.write("holds\n")
        sys.stdout.flush()
        sys.stdin.readline()


if __name__ == "__main__":
    main(*sys.argv[1:])
