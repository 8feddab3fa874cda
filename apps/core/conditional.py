"""Conditional requests on single resources: an `ETag`, 304 for `If-None-Match`, 412 for a stale `If-Match`."""

import hashlib
from functools import partial

import orjson
from django.http import HttpResponseBase, HttpResponseNotModified
from django.utils.http import parse_etags
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response


class StaleVersion(APIException):
    status_code = 412
    default_detail = "The resource has changed since the version that If-Match names: read it again, then change it."
    default_code = "precondition_failed"


def etag_of(content: bytes) -> str:
    """The tag of a JSON document, the same however its keys are ordered and its blanks are set."""
    canonical = orjson.dumps(orjson.loads(content), option=orjson.OPT_SORT_KEYS)
    return f'"{hashlib.blake2b(canonical, digest_size=16).hexdigest()}"'


def with_etag(request: Request, response: Response) -> Response:
    """The response of a single resource: tagged when it is rendered, or replaced by a 304 where the caller has it."""
    response.add_post_render_callback(partial(_tag, request))
    return response


def refuse_stale(request: Request, content: bytes) -> None:
    """Raise StaleVersion unless `If-Match` names this content or is `*`."""
    expected = parse_etags(request.headers.get("If-Match", ""))
    if "*" not in expected and etag_of(content) not in expected:
        raise StaleVersion


def _tag(request: Request, response: Response) -> HttpResponseBase | None:
    if not 200 <= response.status_code < 300:
        return None
    etag = response.headers["ETag"] = etag_of(response.content)
    if request.method not in ("GET", "HEAD") or "HTTP_IF_NONE_MATCH" not in request.META:
        return None
    known = parse_etags(request.META["HTTP_IF_NONE_MATCH"])
    if "*" not in known and not {etag, f"W/{etag}"} & set(known):
        return None
    unchanged = HttpResponseNotModified()
    for name in ("ETag", "Vary"):
        unchanged.headers[name] = response.headers.get(name, "")
    return unchanged
