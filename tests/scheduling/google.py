"""A server that speaks as much of Google's Calendar, Tasks and OAuth as the product does.

It issues tokens, ids, ETags and sync tokens, records what arrives, and loses requests, loses answers or answers late
when told to.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from random import Random
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Json = dict[str, Any]


class Fault(Exception):
    """An answer other than success."""

    def __init__(self, status: int, reason: str = "", **headers: str) -> None:
        self.status, self.reason, self.headers = status, reason, headers


@dataclass
class Google:
    """The server's state. `clock` is what it takes for now; each change is a moment later than the one before."""

    url: str = ""
    clock: datetime = field(default_factory=lambda: datetime.now(UTC))
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    calendars: dict[str, dict[str, Json]] = field(default_factory=dict)
    lists: dict[str, dict[str, Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    codes: dict[str, Json] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    access_tokens: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    """What the next calls of the interfaces are answered, whatever they ask."""
    drop: float = 0.0
    """The share of calls that get no answer; half of them are done nevertheless."""
    forgotten: int = 0
    """Sync tokens up to this one are 410."""
    random: Random = field(default_factory=lambda: Random(7))
    late: threading.Event | None = None
    """Set: calls are done, and answered once this is set, long after the caller has gone."""
    page: int = 3
    numbers: Any = field(default_factory=lambda: count(1))
    lock: threading.RLock = field(default_factory=threading.RLock)

    # -- what a user does there --------------------------------------------------------------------------------------
    @property
    def events(self) -> dict[str, Json]:
        (found,) = self.calendars.values()
        return found

    @property
    def tasks(self) -> dict[str, Json]:
        (found,) = self.lists.values()
        return found

    def event(self, title: str) -> Json:
        (found,) = (one for one in self.events.values() if one.get("summary") == title)
        return found

    def change(self, rows: dict[str, Json], key: str, **values: Any) -> Json:
        """Change something as its user does there."""
        row = rows.setdefault(key, {"id": key})
        row.update(values)
        number = next(self.numbers)
        self.clock += timedelta(milliseconds=1)
        moment = max(self.clock, datetime.now(UTC)) if self.clock.year == datetime.now(UTC).year else self.clock
        row.update(etag=f'"{number}"', updated=moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), number=number)
        return row

    def count(self, method: str, part: str = "") -> int:
        return sum(1 for made, path, _ in self.calls if made == method and part in path)

    def consent(self, address: str) -> dict[str, str]:
        """What the user's browser brings back from the consent at this address."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        assert asked["access_type"] == "offline"
        code = f"code-{next(self.numbers)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    # -- the interfaces ----------------------------------------------------------------------------------------------
    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: Any) -> Json:
        if path == "/token":
            return self._token(body)
        if path == "/revoke":
            self.refresh_tokens.discard(body["token"])
            return {}
        if headers.get("Authorization", "").removeprefix("Bearer ") not in self.access_tokens:
            raise Fault(401)
        parts = [unquote(part) for part in path.strip("/").split("/")]
        match (method, *parts):
            case ("GET", "calendar", "users", "me", "calendarList"):
                return {"items": [{"id": key, "summary": self.names[key]} for key in self.calendars]}
            case ("POST", "calendar", "calendars"):
                return self._contain(self.calendars, body["summary"])
            case ("GET", "tasks", "users", "@me", "lists"):
                return {"items": [{"id": key, "title": self.names[key]} for key in self.lists]}
            case ("POST", "tasks", "users", "@me", "lists"):
                return self._contain(self.lists, body["title"])
            case (_, "calendar", "calendars", key, "events", *rest):
                return self._events(method, self._of(self.calendars, key), rest, query, headers, body)
            case (_, "tasks", "lists", key, "tasks", *rest):
                return self._tasks(method, self._of(self.lists, key), rest, query, body)
        raise Fault(404)

    def _of(self, containers: dict[str, dict[str, Json]], key: str) -> dict[str, Json]:
        if key not in containers:
            raise Fault(404)
        return containers[key]

    def _contain(self, containers: dict[str, dict[str, Json]], name: str) -> Json:
        key = f"container-{next(self.numbers)}"
        containers[key], self.names[key] = {}, name
        return {"id": key}

    def _token(self, form: dict[str, str]) -> Json:
        if (form["client_id"], form["client_secret"]) != ("client", "hush"):
            raise Fault(401, "invalid_client")
        answer: Json = {"access_token": f"access-{next(self.numbers)}", "expires_in": 3600, "token_type": "Bearer"}
        if form["grant_type"] == "authorization_code":
            asked = self.codes.pop(form["code"], None)
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if not asked or (challenge, form["redirect_uri"]) != (asked["code_challenge"], asked["redirect_uri"]):
                raise Fault(400, "invalid_grant")
            answer["refresh_token"] = f"refresh-{next(self.numbers)}"
            self.refresh_tokens.add(answer["refresh_token"])
            claims = base64.urlsafe_b64encode(json.dumps({"email": "ada@gmail.example"}).encode()).decode().rstrip("=")
            answer["id_token"] = f"e30.{claims}.x"
        elif form["refresh_token"] not in self.refresh_tokens:
            raise Fault(400, "invalid_grant")
        self.access_tokens.add(answer["access_token"])
        return answer

    def _events(
        self, method: str, rows: dict[str, Json], rest: list[str], query: dict[str, str], headers: Any, body: Any
    ) -> Json:
        match (method, *rest):
            case ("GET",):
                return self._changes(rows, query)
            case ("GET", key, "instances"):
                return {"items": [self._instance(rows, key, query["originalStart"])]}
            case ("POST",):
                key = body.get("id") or f"made-there-{next(self.numbers)}"
                if key in rows:
                    raise Fault(409, "duplicate")
                return self.change(rows, key, **body)
            case ("PATCH", key):
                if key not in rows:
                    raise Fault(404)
                if headers.get("If-Match") not in (None, rows[key]["etag"]):
                    raise Fault(412, "conditionNotMet")
                return self.change(rows, key, **body)
            case ("DELETE", key):
                if key not in rows:
                    raise Fault(404)
                if rows[key].get("status") == "cancelled":
                    raise Fault(410, "deleted")
                self.change(rows, key, status="cancelled")
                return {}
        raise Fault(404)

    def _changes(self, rows: dict[str, Json], query: dict[str, str]) -> Json:
        since = int(query.get("syncToken", "0"))
        if since and since <= self.forgotten:
            raise Fault(410, "fullSyncRequired")
        if since and "timeMin" in query:
            raise Fault(400, "invalid")
        found = sorted((row for row in rows.values() if row["number"] > since), key=lambda row: row["number"])
        first = int(query.get("pageToken", "0"))
        page: Json = {"items": found[first : first + self.page]}
        if len(found) > first + self.page:
            page["nextPageToken"] = str(first + self.page)
        else:
            page["nextSyncToken"] = str(next(self.numbers))
        return page

    def _instance(self, rows: dict[str, Json], key: str, original: str) -> Json:
        name = f"{key}_{original.replace('-', '').replace(':', '')}"
        if name not in rows:
            start = {"dateTime": original} if "T" in original else {"date": original}
            self.change(rows, name, recurringEventId=key, originalStartTime=start, start=start, end=start)
        return rows[name]

    def _tasks(self, method: str, rows: dict[str, Json], rest: list[str], query: dict[str, str], body: Any) -> Json:
        match (method, *rest):
            case ("GET",):
                since = query.get("updatedMin", "")
                found = sorted((row for row in rows.values() if row["updated"] >= since), key=lambda row: row["number"])
                return {"items": found}
            case ("POST",):
                return self.change(rows, f"task-{next(self.numbers)}", **body)
            case ("PATCH", key):
                if key not in rows or rows[key].get("deleted"):
                    raise Fault(404)
                return self.change(rows, key, **body)
            case ("DELETE", key):
                if key not in rows:
                    raise Fault(404)
                self.change(rows, key, deleted=True)
                return {}
        raise Fault(404)


def serve(google: Google) -> tuple[ThreadingHTTPServer, Callable[[], None]]:
    """Start a server for it on a free port; answers it and what ends it."""

    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            parts = urlsplit(self.path)
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            with google.lock:
                is_lost = parts.path != "/token" and google.random.random() < google.drop
                if is_lost and google.random.random() < 0.5:
                    self.close_connection = True
                    return  # the request never arrived
                body: Any = None
                if raw:
                    is_form = "urlencoded" in self.headers.get("Content-Type", "")
                    body = {n: v[0] for n, v in parse_qs(raw.decode()).items()} if is_form else json.loads(raw)
                google.calls.append((self.command, parts.path, body))
                try:
                    if google.faults and parts.path not in ("/token", "/revoke"):
                        raise google.faults.pop(0)
                    status, headers = 200, {}
                    content = google.answer(self.command, parts.path, query, self.headers, body)
                except Fault as fault:
                    status, headers = fault.status, fault.headers
                    error: Any = {"message": fault.reason, "errors": [{"reason": fault.reason}]}
                    content = {"error": fault.reason if parts.path == "/token" else error}
                late = google.late
            if late is not None:
                late.wait(20)
                self.close_connection = True
                return
            if is_lost:
                self.close_connection = True
                return  # done, but the answer was lost
            shown = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(shown)))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(shown)

        do_GET = do_POST = do_PATCH = do_DELETE = handle_one

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    google.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()

    def end() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return server, end
