"""``--idle-exit``: the sandbox ends by itself, but not while somebody asks or waits."""

from __future__ import annotations

import threading
import time

import requests

from tests.sandbox.running import TIMEOUT_S, running

IDLE_S = 0.8


def test_it_ends_after_so_long_without_a_request() -> None:
    with running("--idle-exit", str(IDLE_S)) as box:
        for _ in range(6):
            time.sleep(IDLE_S / 3)
            box.own("GET", "")
        assert box.process.poll() is None, "it was asked all the time"
        last = time.monotonic()
        assert box.process.wait(TIMEOUT_S) == 0
        assert time.monotonic() - last > 0.8 * IDLE_S


def test_a_request_under_way_keeps_it() -> None:
    with running("--idle-exit", str(IDLE_S)) as box:
        box.fault("hold-before,path=/oauth")
        asking = threading.Thread(target=requests.post, args=(f"{box.base_url}/oauth/token",), kwargs={"timeout": 20})
        asking.start()
        time.sleep(2 * IDLE_S)
        assert box.process.poll() is None
        box.own("POST", "/release")
        asking.join()
        assert box.process.wait(TIMEOUT_S) == 0
