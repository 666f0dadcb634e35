"""JupyterLab in Chromium: a notebook opened as a clerk opens it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Page, sync_playwright

from tests.conftest import program
from zzuli_forms.typeset import fonts

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOMES = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "JUPYTERLAB_SETTINGS_DIR")


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """A JupyterLab that serves a folder; its address."""
    with serving([sys.executable, "-m", "jupyterlab", str(folder)], folder, folder) as address:
        yield address


@contextmanager
def serving(command: list[str], folder: Path, desk: Path) -> Iterator[str]:
    """What a command that starts JupyterLab in a `desk` serves, its settings in a `folder`; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = [f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token=", "--no-browser", "--allow-root"]
    home = {name: str(folder / ".jupyter") for name in HOMES}
    quiet = folder / ".jupyter" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    quiet.parent.mkdir(parents=True)
    quiet.write_text('{"fetchNews": "false", "checkForUpdates": false}', "utf-8")
    with (folder / "lab.log").open("wb") as log:
        running = subprocess.Popen([*command, *settings], cwd=desk, env={**os.environ, **home}, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/api", running)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(30)


def _wait(address: str, running: subprocess.Popen[bytes]) -> None:
    for _ in range(120):
        assert running.poll() is None, "JupyterLab has stopped"
        try:
            httpx.get(address, timeout=2)
        except httpx.TransportError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError("JupyterLab does not answer")


@contextmanager
def browser(folder: Path) -> Iterator[Page]:
    """A page of a Chromium on a screen of high density, in which only the shipped faces exist."""
    configuration = folder / "fonts.conf"
    configuration.write_text(
        f"<fontconfig><dir>{fonts.folder()}</dir><cachedir>{folder}/faces</cachedir></fontconfig>", "utf-8"
    )
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=program("chromium", "chromium-browser"),
            args=[*SWITCHES],
            env={**os.environ, "FONTCONFIG_FILE": str(configuration)},
        )
        yield chromium.new_page(viewport={"width": 1280, "height": 900}, device_scale_factor=2, locale="zh-CN")
        chromium.close()


def notebook(path: Path, *cells: str) -> None:
    """Write a notebook of code cells."""
    kernel = {"name": "python3", "display_name": "Python 3"}
    code: dict[str, object] = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    made = [{**code, "id": str(number), "source": cell} for number, cell in enumerate(cells)]
    stated = {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(stated), "utf-8")


def run_all(page: Page, address: str, name: str) -> None:
    """Open a notebook in the simple interface and run its cells."""
    page.goto(f"{address}/doc/tree/{name}")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=60_000)
    for _ in range(120):
        kernels = page.request.get(f"{address}/api/kernels").json()
        if any(kernel["execution_state"] == "idle" and kernel["connections"] for kernel in kernels):
            break
        page.wait_for_timeout(500)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
