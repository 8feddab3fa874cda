"""Users, their roles and their sessions."""

import copy
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.base import ModelState
from django.db.models.functions import Coalesce
from django.utils import timezone

from apps.accounts.identifiers import identifier_key, normalize_identifier, normalize_username
from apps.accounts.roles import ADMINISTRATING, BUILT_IN, OWNER, SUPER_ADMIN, SUPER_ADMIN_NAME, built_in_permissions
from apps.core.actors import Scope, Viewer
from apps.core.computed import in_sql
from apps.core.fence import FencedManager
from apps.core.search import search_key
from apps.core.tenancy import tenant_context
from apps.tenants.models import Tenant, TenantForeignKey, TenantOwned

PLATFORM_DOMAIN = "platform"
FRESH = timedelta(minutes=10)


class Role(TenantOwned):
    """What a user may do, and on which rows: all of the tenant's or the own ones."""

    own_lookups = ("users",)

    slug = models.SlugField(max_length=50)
    name = models.CharField(max_length=100)
    scope = models.CharField(max_length=3, choices=[("all", "All rows"), ("own", "Own rows")], default="all")
    permissions = ArrayField(models.CharField(max_length=100), null=True, blank=True)
    """Rights as `app.verb_model`; null in a built-in role whose rights the product defines."""

    class Meta(TenantOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["tenant", "slug"], name="role_slug_is_unique")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_built_in(self) -> bool:
        return self.slug in BUILT_IN

    @property
    def rights(self) -> frozenset[str]:
        """Every right the role gives, as `app.verb_model`."""
        return built_in_permissions(self.slug) if self.permissions is None else frozenset(self.permissions)

    def covers(self, other: "Role") -> bool:
        """Whether whoever holds this role loses nothing when they held the other one before."""
        is_as_wide = self.scope == "all" or other.scope == "own"
        return is_as_wide and other.rights <= self.rights and (other.slug != OWNER or self.slug == OWNER)


class UserManager(BaseUserManager["User"]):
    """`User.unscoped`, which also serves Django's own commands."""

    def create_superuser(self, username: str, email: str, password: str | None = None, **fields: Any) -> "User":
        """A superuser of the installation, in the tenant "Platform", which is made when there is none."""
        with transaction.atomic(self.db):
            tenant, _ = Tenant.objects.using(self.db).get_or_create(
                domain=PLATFORM_DOMAIN, defaults={"name": "Platform"}
            )
            with tenant_context(tenant.pk):
                user = User(
                    tenant=tenant,
                    username=normalize_username(username),
                    email=normalize_identifier(email),
                    password=make_password(password),
                    is_superuser=True,
                    **fields,
                )
                user.set_keys()
                user.save(using=self.db, force_insert=True)
                return user


class User(AbstractBaseUser):
    """A person of one tenant. Username and e-mail are unique in the whole installation: either of them logs in."""

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]
    own_lookups = ("id",)
    global_uniques = ("username_key", "email_key")
    # Rows made by a superuser at work in a tenant refer to one of another tenant: their name must be readable there.
    fence_condition = "tenant_id = app_tenant() OR is_superuser"
    owner_reads = True

    tenant = models.ForeignKey(Tenant, on_delete=models.CASCADE, related_name="users", db_index=False)
    role = TenantForeignKey(Role, on_delete=models.PROTECT, null=True, blank=True, related_name="users")
    username = models.CharField(
        max_length=150,
        validators=[RegexValidator(r"^[\w.@+-]+\Z", "Letters, digits and @ . + - _ only.")],
        error_messages={"unique": "A user with that username already exists."},
    )
    email = models.EmailField(max_length=254)
    username_key = models.CharField(max_length=300, editable=False)
    email_key = models.CharField(max_length=300, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(default=True)
    is_superuser = models.BooleanField(default=False)
    pending_email = models.EmailField(max_length=254, blank=True)
    avatar = models.FileField(max_length=200, blank=True)
    preferences = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    unscoped = UserManager()
    objects = FencedManager()

    class Meta:
        default_manager_name = "unscoped"
        base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["username_key"], name="username_is_unique"),
            models.UniqueConstraint(fields=["email_key"], name="email_is_unique"),
        ]
        indexes = [models.Index(fields=["tenant", "-id"], name="user_newest")]

    _acting_tenant: Tenant | None = None
    verified_at: datetime | None = None
    """When the session of this request last proved the second factor."""

    def set_keys(self) -> None:
        """Bring what the user is compared and searched by in line with the names."""
        self.username_key = identifier_key(self.username)
        self.email_key = identifier_key(self.email)
        self.search_text = search_key(self.username, self.email, self.first_name, self.last_name)

    def acting_in(self, tenant: Tenant) -> Self:
        """A copy of the user at work in a tenant."""
        # Made for every request: `copy.copy` takes many times as long to come to the same.
        user, state = object.__new__(type(self)), ModelState()
        state.__dict__.update(self._state.__dict__, fields_cache=self._state.fields_cache.copy())
        user.__dict__.update(self.__dict__, _state=state, _acting_tenant=tenant)
        return user

    def limited_to(self, rights: Iterable[str]) -> Self:
        """A copy that holds those of the user's rights, and is neither administrator nor superuser."""
        user = copy.copy(self)
        held = sorted(right for right in rights if self.has_perm(right))
        user.role = Role(tenant=self.tenant, slug="api_key", name="API key", scope=self.scope, permissions=held)
        user.is_superuser = False
        return user

    @property
    def acting_tenant(self) -> Tenant:
        return self._acting_tenant or self.tenant

    @property
    def acting_tenant_id(self) -> int:
        return self._acting_tenant.id if self._acting_tenant else self.tenant_id

    @property
    def tenant_timezone(self) -> ZoneInfo:
        return self.acting_tenant.preferences.zone

    @property
    def language(self) -> str:
        """The language that the user chose, or else the tenant; empty where neither did."""
        return self.preferences.get("language") or self.acting_tenant.language

    @in_sql(
        Case(
            When(is_superuser=True, then=Value(SUPER_ADMIN)),
            default=Coalesce("role__slug", Value("")),
            output_field=models.TextField(),
        )
    )
    def role_slug(self) -> str:
        if self.is_superuser:
            return SUPER_ADMIN
        return role.slug if (role := self.role) else ""

    @in_sql(
        Case(
            When(is_superuser=True, then=Value(SUPER_ADMIN_NAME)),
            default=Coalesce("role__name", Value("")),
            output_field=models.TextField(),
        )
    )
    def role_name(self) -> str:
        return SUPER_ADMIN_NAME if self.is_superuser else self.role.name if self.role else ""

    @property
    def scope(self) -> Scope:
        return "all" if self.is_superuser or ((role := self.role) and role.scope == "all") else "own"

    @property
    def administrates(self) -> bool:
        return self.is_superuser or self.role_slug in ADMINISTRATING

    @property
    def is_staff(self) -> bool:
        """Whether the Django admin lets the user in: those who see all rows of their tenant."""
        return self.scope == "all"

    @property
    def has_second_factor(self) -> bool:
        factor = getattr(self, "second_factor", None)
        return factor is not None and factor.confirmed_at is not None

    @property
    def recovery_codes_left(self) -> int:
        return len(self.second_factor.recovery_hashes) if self.has_second_factor else 0

    @property
    def owes_second_factor(self) -> bool:
        """Whether the company asks for a second factor that the session of this request has not proved."""
        return self.tenant.preferences.second_factor_required and self.verified_at is None

    @property
    def owes_fresh_factor(self) -> bool:
        """Whether the user has a second factor, and last proved it in this session more than 10 minutes ago."""
        return self.has_second_factor and not (self.verified_at and timezone.now() - self.verified_at < FRESH)

    @property
    def standing(self) -> tuple[object, ...]:
        """Who it is, at work where, with which rights: as long as it stays the same, so does what they are shown."""
        rights = self.role.rights if self.role else frozenset()
        return self.pk, self.acting_tenant_id, self.is_superuser, self.scope, rights

    @property
    def outlook(self) -> tuple[object, ...]:
        """What of them decides which figures they are shown; all who see everything with the same rights share it."""
        pk, *rest = self.standing
        return (pk if self.scope == "own" else None, *rest)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and (self.is_superuser or ((role := self.role) is not None and perm in role.rights))

    def has_module_perms(self, app_label: str) -> bool:
        if self.is_superuser:
            return self.is_active
        return any(right.startswith(f"{app_label}.") for right in (self.role.rights if self.role else ()))


class PersonalManager(FencedManager):
    """Rows that nobody but their user sees, whatever the role."""

    def visible_to(self, user: Viewer) -> QuerySet[Any]:
        return super().visible_to(user).filter(user_id=user.pk)


class LiveSessions(PersonalManager):
    """The user's own sessions that have not ended."""

    def visible_to(self, user: Viewer) -> QuerySet[Any]:
        return super().visible_to(user).filter(revoked_at=None, expires_at__gt=timezone.now())


class Session(TenantOwned):
    """A log-in, from its first token to its end. Its tokens are good as long as it is not revoked."""

    own_lookups = ("user",)
    global_uniques = ("key",)

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    refresh_hash = models.CharField(max_length=64)
    user_agent = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=45, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    unscoped: ClassVar = models.Manager[Any]()
    objects: ClassVar = LiveSessions()

    class Meta(TenantOwned.Meta):
        indexes = [models.Index(fields=["expires_at"], name="session_expiry")]


class SecondFactor(TenantOwned):
    """What a user proves beside the password (`apps.accounts.second_factor`); in force once it is confirmed."""

    own_lookups = ("user",)
    global_uniques = ("user_id",)

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    secret = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    """The last 30 seconds, counted from 1970, whose code was taken: no code works twice."""
    recovery_hashes = ArrayField(models.CharField(max_length=64), default=list)
    confirmed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)


class ApiKey(TenantOwned):
    """A key by which a program acts for the user who made it, with all of the user's rights or some of them."""

    own_lookups = ("user",)
    global_uniques = ("key_hash",)

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=20)
    key_hash = models.CharField(max_length=64, unique=True)
    permissions = ArrayField(models.CharField(max_length=100), null=True)
    """Rights as `app.verb_model`; null for whatever the user may do."""
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    unscoped: ClassVar = models.Manager[Any]()
    objects: ClassVar = PersonalManager()

    key = ""
    """The key itself: known only while it is made."""

    @in_sql(F("permissions"))
    def rights(self) -> list[str] | None:
        return self.permissions

    def __str__(self) -> str:
        return self.name


class MenuItems(models.QuerySet["MenuItem"]):
    def visible_to(self, user: Any) -> "MenuItems":
        """All entries for those who run the installation and so edit the menu; none for anybody else."""
        return self if user.is_superuser else self.none()


class MenuItem(models.Model):
    """An entry of the menu, the same in every tenant; shown to whoever holds its right, or has an entry below it."""

    slug = models.SlugField(max_length=50, unique=True)
    title = models.CharField(max_length=100)
    titles = models.JSONField(default=dict, blank=True, help_text='By language: {"ms": "Pelanggan"}.')
    path = models.CharField(max_length=200, blank=True)
    icon = models.CharField(max_length=50, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    right = models.CharField(max_length=100, blank=True, help_text="As clients.view_client; empty for everybody.")
    is_active = models.BooleanField(default=True)

    objects = MenuItems.as_manager()

    class Meta:
        ordering = ("order", "id")

    def __str__(self) -> str:
        return self.title
