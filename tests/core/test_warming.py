"""What is kept ready beside the work, from the start on and whatever happens."""

import threading

import pytest
from flask import Flask, current_app

from crowd.core import warming


def test_each_is_called_again_and_again_also_after_a_failure(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    enough = threading.Event()

    def fails() -> None:
        raise OSError

    def works() -> None:
        called.append(current_app.name)
        if len(called) == 3:
            enough.set()

    monkeypatch.setattr(warming, "EVERY", 0.001)
    monkeypatch.setitem(app.extensions, "warming", (fails, works))
    stop = warming.begin(app)
    assert enough.wait(10)
    stop.set()
    assert set(called) == {app.name}
