"""A headless Chromium, driven over the pipe of its DevTools protocol: real clicks and keys on real pages."""

import base64
import fcntl
import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SECONDS = 30
SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--force-color-profile=srgb", "--lang=en", "--window-size=1200,760", "--remote-debugging-pipe",
)  # fmt: skip


class Chromium:
    """One tab. `complaints` are the errors that its pages wrote to the console: broken scripts, refused sources."""

    def __init__(self, profile: Path) -> None:
        assert PROGRAM
        # Chromium reads commands from descriptor 3 and writes answers to 4.
        commands_out, self._commands = os.pipe()
        self._answers, answers_in = os.pipe()
        ends = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (commands_out, answers_in)]
        self._process = subprocess.Popen(
            [PROGRAM, *SWITCHES, f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(3, 4),
            preexec_fn=lambda: [os.dup2(end, number) for number, end in enumerate(ends, 3)],
        )
        for end in (commands_out, answers_in, *ends):
            os.close(end)
        self._read = b""
        self._sent = 0
        self._session: str | None = None
        self.complaints: list[str] = []
        tabs = self._call("Target.getTargets")["targetInfos"]
        tab = next(target["targetId"] for target in tabs if target["type"] == "page")
        self._session = self._call("Target.attachToTarget", targetId=tab, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(SECONDS)
        os.close(self._commands)
        os.close(self._answers)

    def open(self, address: str) -> None:
        failed = self._call("Page.navigate", url=address).get("errorText")
        assert failed is None, f"{address}: {failed}"
        self.until("document.readyState == 'complete'")

    def resize(self, width: int, height: int, *, mobile: bool = False) -> None:
        """Show pages as on a screen of this size, in CSS pixels."""
        self._call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=mobile)

    def until(self, condition: str) -> None:
        """Wait until a JavaScript expression is true, through however many pages it takes."""
        deadline = time.monotonic() + SECONDS
        while not self.ask(condition):
            shown = f"{self.ask('location.href')}: {self.ask('document.body?.innerText')}"
            assert time.monotonic() < deadline, f"not within {SECONDS} s: {condition}\n{shown}"
            time.sleep(0.05)

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression; None for one that fails, as it may between two pages."""
        return self._call("Runtime.evaluate", expression=expression, returnByValue=True).get("result", {}).get("value")

    def click(self, element: str) -> None:
        """Click in the middle of the element that a JavaScript expression names, once it can be seen."""
        where = f"(({element})?.scrollIntoView({{block: 'center'}}), ({element})?.getBoundingClientRect())"
        self.until(f"document.readyState == 'complete' && {where}?.width > 0")
        x, y = self.ask(f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])({where})")
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def click_text(self, text: str) -> None:
        """Click the link or button with exactly this text, leaving symbols aside."""
        self.click(
            f"[...document.querySelectorAll('a, button')].find(e => e.innerText.split('\\n').at(-1) == {text!r})"
        )

    def fill_in(self, name: str, text: str) -> None:
        """Type into the form field of this name, in place of what stands there."""
        field = f"document.querySelector('[name={name}]')"
        self.click(field)
        self.ask(f"{field}.select()")
        self._call("Input.insertText", text=text)

    def prefer(self, scheme: str) -> None:
        """Be a browser whose user likes `light` or `dark` pages."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._call("Emulation.setEmulatedMedia", features=features)

    def picture(self) -> bytes:
        """The page as a PNG, once its fonts are there."""
        self.until("document.readyState == 'complete' && document.fonts.status == 'loaded'")
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._sent += 1
        command: dict[str, Any] = {"id": self._sent, "method": method, "params": parameters}
        if self._session:
            command["sessionId"] = self._session
        os.write(self._commands, json.dumps(command).encode() + b"\0")
        while True:
            message = self._next()
            if message.get("id") == self._sent:
                return dict(message.get("result") or {})
            self._note(message)

    def _next(self) -> Any:
        while b"\0" not in self._read:
            piece = os.read(self._answers, 1 << 20)
            assert piece, "Chromium has ended."
            self._read += piece
        message, _, self._read = self._read.partition(b"\0")
        return json.loads(message)

    def _note(self, event: dict[str, Any]) -> None:
        content = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(content["exceptionDetails"]))
        elif event.get("method") == "Log.entryAdded" and content["entry"]["level"] == "error":
            entry = content["entry"]
            if not entry.get("url", "").endswith("/favicon.ico"):  # asked for by every browser, and offered by no page
                self.complaints.append(f"{entry['text']} {entry.get('url', '')}")
