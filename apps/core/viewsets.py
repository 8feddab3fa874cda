"""The views of the API. Each states whom it lets in; a tenant's rows pass the fence before a view sees them."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar, Final, final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.module_loading import import_string
from rest_framework import status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from apps.core import json
from apps.core.compiled import CompiledRead, compiled_read
from apps.core.conditional import refuse_stale, with_etag
from apps.core.conflicts import retry_conflict
from apps.core.counting import Collection
from apps.core.filters import FieldFilter, SearchByQ, ShownFieldOrdering, WordSearch
from apps.core.lending import lend_serializer
from apps.core.pagination import PageNumbers
from apps.core.stencils import KEY, Stencil, Wording


class ApiRequest(Request):
    """A request whose caller the view's `access` has let in: an `accounts.User`, which core does not know by type."""

    user: Any


_OF_A_WHOLE: Final = {PageNumbers.page_query_param, PageNumbers.page_size_query_param, "ordering"}
"""What a query may hold that does not narrow a list."""
_STANDARD_FILTERS: Final = {FieldFilter, WordSearch, SearchByQ, ShownFieldOrdering}
HTTP_METHODS: Final = ["get", "post", "put", "patch", "delete", "head"]
Service = Callable[..., Any]


class StrictView(APIView):
    """What all views of the API hold to.

    A malformed body is refused also where none is wanted; a POST happens once for each `Idempotency-Key`; a change
    happens to the version that `If-Match` names, or not at all.
    """

    http_method_names = HTTP_METHODS

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        known: Any = super().initialize_request(request, *args, **kwargs)
        # Asked for again and again; the framework looks for them here, and then asks the request below.
        known.META, known.method = request.META, request.method
        return known  # type: ignore[no-any-return]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = str(request.method).lower()
        key = request.META.get("HTTP_IDEMPOTENCY_KEY") if method == "post" else None
        if key is not None and not str(request.content_type).startswith("multipart/"):
            request._request.body  # noqa: B018 - kept, before the parser takes it from the stream
        handler = getattr(self, method, None)
        if handler and method in ("post", "put", "patch"):
            request.data  # noqa: B018 - reading it is what parses it
        if handler and "HTTP_IF_MATCH" in request.META and method not in ("get", "head"):
            # What is compared must not change before the work is done.
            handler = transaction.atomic(handler)
        if handler and method not in ("get", "head") and not str(request.content_type).startswith("multipart/"):
            handler = partial(retry_conflict, handler)  # an upload cannot be read twice
        if handler and key is not None:
            answer_once = import_string(settings.IDEMPOTENCY)
            handler = partial(
                answer_once, key=key, work=handler, refuse=self.handle_exception, finish=self.finalize_response
            )
        if handler:
            setattr(self, method, handler)


class ApiView(StrictView):
    """A view that is no collection. `access` is a requirement of `apps.core.permissions`, or one for each method."""

    access: ClassVar[str | dict[str, str]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        access = getattr(cls, "access", None)
        handlers = {method for method in HTTP_METHODS if hasattr(cls, method)}
        undeclared = handlers - access.keys() if isinstance(access, dict) else handlers if not access else set()
        if undeclared:
            raise ImproperlyConfigured(f"{cls.__name__} must declare the access to {', '.join(sorted(undeclared))}.")


class ResourceView(ApiView):
    """One resource at an address of its own: tagged, and changed in the version that `If-Match` names.

    A subclass declares how the resource is found (`read`) and what of it is answered (`show`).
    """

    def read(self, *, lock: bool) -> Any:
        """The resource; with `lock` as it is stored now, held until the end of the transaction."""
        raise NotImplementedError

    def show(self, resource: Any) -> Any:
        """The resource as the API shows it."""
        raise NotImplementedError

    def get_object(self) -> Any:
        """The resource, for `If-Match` locked and compared. 412 when stale."""
        if self.request.method in SAFE_METHODS or "HTTP_IF_MATCH" not in self.request.META:
            return self.read(lock=False)
        resource = self.read(lock=True)
        refuse_stale(self.request, json.dumps(self.show(resource)))
        return resource

    def answer(self, resource: Any) -> Response:
        """The resource with its ETag."""
        return with_etag(self.request, Response(self.show(resource)))


class TenantViewSet(StrictView, GenericViewSet[Any]):
    """A collection of one tenant model.

    A subclass declares `model, serializer_class, filterset_class, writes` (action to service) and, for every action of
    its own, `action_permissions`. The rights to list, read, create, change and delete follow from the model. Queries
    are widened by `related` (select_related) and `prefetched`; nobody gets at them before the fence.
    """

    model: ClassVar[type[Any]]
    pagination_class: type[PageNumbers] = PageNumbers
    writes: ClassVar[Mapping[str, Service]] = {}
    reads: ClassVar[tuple[str, ...]] = ("list", "retrieve")
    action_permissions: ClassVar[Mapping[str, str]] = {}
    related: ClassVar[tuple[str, ...]] = ()
    prefetched: ClassVar[tuple[Any, ...]] = ()
    list_serializer_class: ClassVar[type[BaseSerializer[Any]] | None] = None
    """A shorter shape for lists; what is `prefetched` is then for single rows only."""
    created_serializer_class: ClassVar[type[BaseSerializer[Any]] | None] = None
    """A new row's shape, where its maker is told more than later readers; `answer_new` fills it in."""
    limited_to: ClassVar[Q] = Q()
    """Which of the model's rows the collection holds; any other id is a 404."""
    put_replaces: ClassVar[bool] = False
    """Whether PUT sets writable fields that its body leaves out back to their defaults."""
    put_is_partial: ClassVar[bool] = False
    """Whether PUT takes a part of the fields, as PATCH does."""
    lookup_value_converter = "int"
    access: ClassVar[dict[str, str]]
    ordering: ClassVar[tuple[str, ...]] = ("-id",)
    """How a list is ordered that is not told otherwise."""
    _wordings: ClassVar[dict[CompiledRead, Wording | None]]
    _collections: ClassVar[dict[tuple[str, ...], Collection]]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._wordings = {}
        cls._collections = {}
        if "get_queryset" in cls.__dict__:
            raise ImproperlyConfigured(f"{cls.__name__} must not override get_queryset: the fence is sealed.")
        if "filter_queryset" in cls.__dict__:
            raise ImproperlyConfigured(f"{cls.__name__} must not override filter_queryset: narrow it by limited_to.")
        for action in cls.reads:
            setattr(cls, action, getattr(cls, f"_{action}"))
        for action in cls.writes:
            setattr(cls, action, getattr(cls, f"_{action}"))
            if action == "update":
                cls.partial_update = cls._partial_update  # type: ignore[attr-defined]
        cls.access = cls._rights() | dict(cls.action_permissions)
        if missing := {action.__name__ for action in cls.get_extra_actions()} - cls.access.keys():
            raise ImproperlyConfigured(f"{cls.__name__} must declare the rights of {', '.join(sorted(missing))}.")

    @classmethod
    def _rights(cls) -> dict[str, str]:
        app, model = cls.model._meta.app_label, cls.model._meta.model_name
        verbs = {"list": "view", "retrieve": "view", "create": "add", "update": "change", "destroy": "delete"}
        rights = {action: f"{app}.{verb}_{model}" for action, verb in verbs.items()}
        return rights | {"partial_update": rights["update"]}

    @classmethod
    def _visible_to(cls, viewer: Any) -> QuerySet[Any]:
        rows: QuerySet[Any] = cls.model.objects.visible_to(viewer)
        return rows.filter(cls.limited_to) if cls.limited_to else rows

    def _fenced(self) -> QuerySet[Any]:
        return self._visible_to(self.request.user)

    @final
    def get_queryset(self) -> QuerySet[Any]:
        rows = self._fenced()
        if self.related:
            rows = rows.select_related(*self.related)
        if self.prefetched and not (self.list_serializer_class and self.action == "list"):
            rows = rows.prefetch_related(*self.prefetched)
        return rows

    def get_serializer_class(self) -> type[BaseSerializer[Any]]:
        if self.list_serializer_class and self.action == "list":
            return self.list_serializer_class
        return super().get_serializer_class()

    def get_serializer(self, *args: Any, **kwargs: Any) -> BaseSerializer[Any]:
        kwargs.setdefault("context", self.get_serializer_context())
        serializer: BaseSerializer[Any] = lend_serializer(self.get_serializer_class(), *args, **kwargs)
        return serializer

    def get_object(self) -> Any:
        """The row that the path names, for `If-Match` locked and compared. 404 outside the fence, 412 when stale."""
        instance = super().get_object()
        if self.request.method in SAFE_METHODS or "HTTP_IF_MATCH" not in self.request.META:
            return instance
        rows = self.get_queryset().filter(pk=instance.pk)
        instance = rows.select_for_update(of=("self",), no_key=True).get()
        compiled = compiled_read(self.get_serializer_class())
        shown = compiled.one(rows, origin=self.origin) if compiled else self.get_serializer(instance).data
        refuse_stale(self.request, json.dumps(shown))
        return instance

    def answer(self, instance: Model, status_code: int = status.HTTP_200_OK) -> Response:
        """One row as the API shows it, with its ETag."""
        return with_etag(self.request, Response(self.get_serializer(instance).data, status=status_code))

    def answer_new(self, request: ApiRequest, instance: Any) -> Response:
        """A row that has just been made, as its maker is shown it."""
        return self.answer(instance, status.HTTP_201_CREATED)

    @property
    def origin(self) -> str:
        """What the addresses in the answer begin with."""
        return f"{self.request.scheme}://{self.request.get_host()}"

    def page_of(self, request: ApiRequest, rows: QuerySet[Any]) -> Response:
        """The page of these rows that the query asks for, as the API shows it."""
        paginator = self.pagination_class()
        if compiled := compiled_read(self.get_serializer_class()):
            return paginator.answer(compiled.page(paginator.keys_of(rows, request), origin=self.origin))
        return paginator.answer(self.get_serializer(paginator.slice_of(rows, request), many=True).data)

    def _list(self, request: ApiRequest) -> Response:
        compiled = compiled_read(self.get_serializer_class())
        if compiled and request.query_params.keys() <= _OF_A_WHOLE and self.has_plain_fence():
            order = ShownFieldOrdering().indexed_order(request, self)
            if order:
                paginator = self.pagination_class()
                keys = paginator.keys_among_all(self.collection_in(order), request.user, request)
                return paginator.answer(compiled.page(keys, origin=self.origin))
        # A compiled read takes no more of the rows than their keys.
        rows = self._fenced() if compiled else self.get_queryset()
        return self.page_of(request, self.filter_queryset(rows))

    @classmethod
    def has_plain_fence(cls) -> bool:
        """Whether nothing stands before the rows but the standard filters and a fence that asks for ids alone."""
        return Stencil.fits(cls.model) and _STANDARD_FILTERS >= {*cls.filter_backends} >= {ShownFieldOrdering}

    @classmethod
    def collection_in(cls, order: tuple[str, ...]) -> Collection:
        """All rows in one of the orders that have an index, put into words once."""
        if order not in cls._collections:
            cls._collections[order] = Collection(lambda viewer: cls._visible_to(viewer).order_by(*order))
        return cls._collections[order]

    def _retrieve(self, request: ApiRequest, **lookup: Any) -> Response:
        compiled = compiled_read(self.get_serializer_class())
        if compiled is None:
            return self.answer(self.get_object())
        if wording := self.wording_of(compiled):
            worded = wording.of(request.user, lookup["pk"])
            row = compiled.answer_one(worded[0], [*worded[1], self.origin]) if worded else None
        else:
            row = compiled.one(self._fenced().filter(**lookup), origin=self.origin)
        if row is None:
            raise Http404
        return with_etag(request, Response(row))

    @classmethod
    def wording_of(cls, compiled: CompiledRead) -> Wording | None:
        """The compiled read by key, put into words once; None where rows are found by anything else, or the fence asks
        for more than ids."""
        if compiled not in cls._wordings:
            fits = cls.lookup_field == "pk" and Stencil.fits(cls.model)
            cls._wordings[compiled] = (
                Wording(lambda stencil: compiled.single(cls._visible_to(stencil).filter(pk=KEY))) if fits else None
            )
        return cls._wordings[compiled]

    def _create(self, request: ApiRequest) -> Response:
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        instance = self.writes["create"](actor=request.user, **serializer.validated_data)
        return self.answer_new(request, instance)

    def _update(self, request: ApiRequest, **lookup: Any) -> Response:
        return self._change(request, partial=self.put_is_partial)

    def _partial_update(self, request: ApiRequest, **lookup: Any) -> Response:
        return self._change(request, partial=True)

    def _change(self, request: ApiRequest, *, partial: bool) -> Response:
        instance = self.get_object()
        serializer = self.get_serializer(instance, data=request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        changes = serializer.validated_data
        if self.put_replaces and not partial:
            changes = self._defaults(serializer) | changes
        instance = self.writes["update"](actor=request.user, **{self.model._meta.model_name: instance}, **changes)
        return self.answer(instance)

    def _defaults(self, serializer: Any) -> dict[str, Any]:
        columns = {field.name: field for field in self.model._meta.concrete_fields if not field.generated}
        return {
            field.source: columns[field.source].get_default()
            for field in serializer.fields.values()
            if field.source in columns and not field.read_only and not field.required
        }

    def _destroy(self, request: ApiRequest, **lookup: Any) -> Response:
        self.writes["destroy"](actor=request.user, **{self.model._meta.model_name: self.get_object()})
        return Response(status=status.HTTP_204_NO_CONTENT)
