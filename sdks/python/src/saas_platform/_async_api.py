"""Written by `make sdks` from docs/openapi.yaml; change it there."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Dict, List, Literal, Union, Unpack, overload

from saas_platform import _operations as o
from saas_platform._async_resource import AsyncResource

if TYPE_CHECKING:
    from saas_platform import inputs as i, models as m
    from saas_platform._events import AsyncEventStream
    from saas_platform._files import AsyncDownload
    from saas_platform._pages import AsyncPage


class AsyncAsyncJobs(AsyncResource):
    async def cancel(self, job_id: str, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Job:
        """End a job that has not ended; 409 when it has."""
        return await self._run(o.async_jobs_cancel, (job_id,), key=idempotency_key, version=if_match)

    async def file(self, job_id: str, /) -> AsyncDownload:
        """The file that the job made; 404 while there is none."""
        return await self._file(o.async_jobs_file, (job_id,))

    def list(self, **query: Unpack[i.AsyncJobsQuery]) -> AsyncPage[m.Job]:
        """Work that takes long: imports, exports, mails, files. Everybody sees the own jobs, whoever may, the
        tenant's."""
        return self._list(o.async_jobs_list, (), query=query)

    async def retrieve(self, job_id: str, /) -> m.Job:
        """Work that takes long: imports, exports, mails, files. Everybody sees the own jobs, whoever may, the
        tenant's."""
        return await self._run(o.async_jobs_retrieve, (job_id,))

    def stream(self, job_id: str, /) -> AsyncEventStream:
        """The job as server-sent events, until it ends."""
        return self._stream(o.async_jobs_stream, (job_id,))


class AsyncAudit(AsyncResource):
    @cached_property
    def logs(self) -> AsyncAuditLogs:
        return AsyncAuditLogs(self._transport)


class AsyncAuditLogs(AsyncResource):
    async def export(self, **query: Unpack[i.AuditLogsExportQuery]) -> AsyncDownload:
        """The events that the filters leave, the oldest first, as a file; old and new values are JSON."""
        return await self._file(o.audit_logs_export, (), query=query)

    def list(self, **query: Unpack[i.AuditLogsQuery]) -> AsyncPage[m.AuditLog]:
        """The audit log: every change, by whomever and whichever way, the newest first. Nobody can change it."""
        return self._list(o.audit_logs_list, (), query=query)

    async def retrieve(self, id: int, /) -> m.AuditLog:
        """The audit log: every change, by whomever and whichever way, the newest first. Nobody can change it."""
        return await self._run(o.audit_logs_retrieve, (id,))


class AsyncAuth(AsyncResource):
    @cached_property
    def api_keys(self) -> AsyncAuthApiKeys:
        return AsyncAuthApiKeys(self._transport)

    @cached_property
    def email(self) -> AsyncAuthEmail:
        return AsyncAuthEmail(self._transport)

    @cached_property
    def invitations(self) -> AsyncAuthInvitations:
        return AsyncAuthInvitations(self._transport)

    @cached_property
    def mfa(self) -> AsyncAuthMfa:
        return AsyncAuthMfa(self._transport)

    @cached_property
    def password_reset(self) -> AsyncAuthPasswordReset:
        return AsyncAuthPasswordReset(self._transport)

    @cached_property
    def profile(self) -> AsyncAuthProfile:
        return AsyncAuthProfile(self._transport)

    @cached_property
    def roles(self) -> AsyncAuthRoles:
        return AsyncAuthRoles(self._transport)

    @cached_property
    def sessions(self) -> AsyncAuthSessions:
        return AsyncAuthSessions(self._transport)

    @cached_property
    def token(self) -> AsyncAuthToken:
        return AsyncAuthToken(self._transport)

    @cached_property
    def users(self) -> AsyncAuthUsers:
        return AsyncAuthUsers(self._transport)

    async def assign_role(self, user_id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.AssignRoleRequest]) -> m.Detail:
        """Give a user another role, named by slug or id."""
        return await self._run(o.auth_assign_role, (user_id,), key=idempotency_key, version=if_match, body=body)

    async def login(self, *, idempotency_key: str | None = None, **body: Unpack[i.LogInRequest]) -> m.LoggedIn:
        """Log in with username or e-mail and password. Wrong credentials are a 401, too many of them a 429."""
        return await self._run(o.auth_login, (), key=idempotency_key, body=body)

    async def logout(self, *, idempotency_key: str | None = None, **body: Unpack[i.LogOutRequest]) -> m.Detail:
        """End the session of a refresh token, or all of the caller's without one. Their tokens die at once."""
        return await self._run(o.auth_logout, (), key=idempotency_key, body=body)

    async def menu(self) -> List[m.MenuEntry]:
        """The menu, with what the caller may see of it."""
        return await self._run(o.auth_menu, ())

    async def permissions(self) -> List[m.Permission]:
        """Every right that a role can give."""
        return await self._run(o.auth_permissions, ())

    async def refresh(self, *, idempotency_key: str | None = None, **body: Unpack[i.RefreshRequest]) -> m.Access:
        """A new access token for a refresh token."""
        return await self._run(o.auth_refresh, (), key=idempotency_key, body=body)

    async def register(self, *, idempotency_key: str | None = None, **body: Unpack[i.RegisterRequest]) -> m.Registered:
        """Sign up a company and its owner (`tenant_name`), or add a colleague as an administrator (without)."""
        return await self._run(o.auth_register, (), key=idempotency_key, body=body)

    async def stream_ticket(self, *, idempotency_key: str | None = None) -> m.Ticket:
        """A ticket for `?ticket=` on a stream or WebSocket: good once, for 30 seconds."""
        return await self._run(o.auth_stream_ticket, (), key=idempotency_key)


class AsyncAuthApiKeys(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.MadeApiKeyRequest]) -> m.MadeApiKey:
        """The caller's own API keys."""
        return await self._run(o.auth_api_keys_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The caller's own API keys."""
        return await self._run(o.auth_api_keys_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.AuthApiKeysQuery]) -> AsyncPage[m.ApiKey]:
        """The caller's own API keys."""
        return self._list(o.auth_api_keys_list, (), query=query)


class AsyncAuthEmail(AsyncResource):
    async def confirm(self, *, idempotency_key: str | None = None, **body: Unpack[i.LinkRequest]) -> m.Detail:
        """Make the address that a mailed link proves the user's own."""
        return await self._run(o.auth_email_confirm, (), key=idempotency_key, body=body)


class AsyncAuthInvitations(AsyncResource):
    async def accept(self, *, idempotency_key: str | None = None, **body: Unpack[i.LinkPasswordRequest]) -> m.LoggedIn:
        """Set the password that a mailed link allows, and log in. All older sessions end."""
        return await self._run(o.auth_invitations_accept, (), key=idempotency_key, body=body)


class AsyncAuthMfa(AsyncResource):
    async def __call__(self) -> m.SecondFactor:
        """Whether the caller has a second factor, and what is left of its recovery codes."""
        return await self._run(o.auth_mfa, ())

    async def confirm(self, *, idempotency_key: str | None = None, **body: Unpack[i.CodeRequest]) -> m.RecoveryCodes:
        """Put the second factor in force by its first code. The recovery codes are shown this once."""
        return await self._run(o.auth_mfa_confirm, (), key=idempotency_key, body=body)

    async def disable(self, *, idempotency_key: str | None = None, **body: Unpack[i.PasswordAndCodeRequest]) -> None:
        """Go without a second factor, where the company does not ask for one."""
        return await self._run(o.auth_mfa_disable, (), key=idempotency_key, body=body)

    async def recovery_codes(self, *, idempotency_key: str | None = None, **body: Unpack[i.CodeRequest]) -> m.RecoveryCodes:
        """New recovery codes; the old ones are void."""
        return await self._run(o.auth_mfa_recovery_codes, (), key=idempotency_key, body=body)

    async def setup(self, *, idempotency_key: str | None = None, **body: Unpack[i.PasswordRequest]) -> m.Enrolment:
        """A secret for an authenticator app (RFC 6238: 6 digits, 30 seconds), in force once a code confirms it."""
        return await self._run(o.auth_mfa_setup, (), key=idempotency_key, body=body)

    async def verify(self, *, idempotency_key: str | None = None, **body: Unpack[i.CodeRequest]) -> m.Proof:
        """Prove the second factor anew in this session: what does lasting harm asks for a fresh proof."""
        return await self._run(o.auth_mfa_verify, (), key=idempotency_key, body=body)


class AsyncAuthPasswordReset(AsyncResource):
    async def __call__(self, *, idempotency_key: str | None = None, **body: Unpack[i.ForgottenPasswordRequest]) -> m.Detail:
        """Mail a link for a new password. The answer is the same whether or not there is such an account."""
        return await self._run(o.auth_password_reset, (), key=idempotency_key, body=body)

    async def confirm(self, *, idempotency_key: str | None = None, **body: Unpack[i.LinkPasswordRequest]) -> m.LoggedIn:
        """Set the password that a mailed link allows, and log in. All older sessions end."""
        return await self._run(o.auth_password_reset_confirm, (), key=idempotency_key, body=body)


class AsyncAuthProfile(AsyncResource):
    async def partial_update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change some of the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.auth_profile_partial_update, (), version=if_match, body=body)

    async def retrieve(self) -> m.Profile:
        """The caller, with role and tenant."""
        return await self._run(o.auth_profile_retrieve, ())

    async def update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.auth_profile_update, (), version=if_match, body=body)


class AsyncAuthRoles(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.RoleRequest]) -> m.Role:
        """The roles of the caller's tenant: those that are built in, and its own."""
        return await self._run(o.auth_roles_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The roles of the caller's tenant: those that are built in, and its own."""
        return await self._run(o.auth_roles_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.AuthApiKeysQuery]) -> AsyncPage[m.Role]:
        """The roles of the caller's tenant: those that are built in, and its own."""
        return self._list(o.auth_roles_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedRoleRequest]) -> m.Role:
        """The roles of the caller's tenant: those that are built in, and its own."""
        return await self._run(o.auth_roles_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.Role:
        """The roles of the caller's tenant: those that are built in, and its own."""
        return await self._run(o.auth_roles_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedRoleRequest]) -> m.Role:
        """The roles of the caller's tenant: those that are built in, and its own."""
        return await self._run(o.auth_roles_update, (id,), version=if_match, body=body)


class AsyncAuthSessions(AsyncResource):
    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The caller's own log-ins that have not ended."""
        return await self._run(o.auth_sessions_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.AuthApiKeysQuery]) -> AsyncPage[m.Session]:
        """The caller's own log-ins that have not ended."""
        return self._list(o.auth_sessions_list, (), query=query)


class AsyncAuthToken(AsyncResource):
    async def __call__(self, *, idempotency_key: str | None = None, **body: Unpack[i.LogInRequest]) -> m.LoggedIn:
        """Log in with username or e-mail and password. Wrong credentials are a 401, too many of them a 429."""
        return await self._run(o.auth_token, (), key=idempotency_key, body=body)

    async def refresh(self, *, idempotency_key: str | None = None, **body: Unpack[i.RefreshRequest]) -> m.Access:
        """A new access token for a refresh token."""
        return await self._run(o.auth_token_refresh, (), key=idempotency_key, body=body)

    async def verify(self, *, idempotency_key: str | None = None, **body: Unpack[i.VerifyRequest]) -> Dict[str, Any]:
        """200 for an access or refresh token that is genuine, unexpired and not revoked; 401 for any other."""
        return await self._run(o.auth_token_verify, (), key=idempotency_key, body=body)


class AsyncAuthUsers(AsyncResource):
    @cached_property
    def me(self) -> AsyncAuthUsersMe:
        return AsyncAuthUsersMe(self._transport)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.UserRequest]) -> m.User:
        """The people of the caller's tenant."""
        return await self._run(o.auth_users_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The people of the caller's tenant."""
        return await self._run(o.auth_users_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.AuthUsersQuery]) -> AsyncPage[m.User]:
        """The people of the caller's tenant."""
        return self._list(o.auth_users_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedUserRequest]) -> m.User:
        """The people of the caller's tenant."""
        return await self._run(o.auth_users_partial_update, (id,), version=if_match, body=body)

    async def reset_second_factor(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> None:
        """Take the second factor of a colleague who has lost it; their sessions end."""
        return await self._run(o.auth_users_reset_second_factor, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.User:
        """The people of the caller's tenant."""
        return await self._run(o.auth_users_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedUserRequest]) -> m.User:
        """The people of the caller's tenant."""
        return await self._run(o.auth_users_update, (id,), version=if_match, body=body)


class AsyncAuthUsersMe(AsyncResource):
    async def partial_update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change some of the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.auth_users_me_partial_update, (), version=if_match, body=body)

    async def retrieve(self) -> m.Profile:
        """The caller, with role and tenant."""
        return await self._run(o.auth_users_me_retrieve, ())

    async def update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.auth_users_me_update, (), version=if_match, body=body)


class AsyncBackups(AsyncResource):
    async def delete_all(self) -> m.Deleted:
        """Delete every archive."""
        return await self._run(o.backups_delete_all, ())

    async def download(self, filename: str, /) -> AsyncDownload:
        """The archive itself. 404 for any name that the list does not show."""
        return await self._file(o.backups_download, (filename,))

    def list(self, **query: Unpack[i.BackupsQuery]) -> AsyncPage[m.Backup]:
        """The archives that are there, the newest first."""
        return self._list(o.backups, (), query=query)

    def restore(self, *, idempotency_key: str | None = None, **body: Unpack[i.RestoreRequest]) -> AsyncEventStream:
        """Replace all data by those of an archive, and follow it as server-sent events."""
        return self._stream(o.backups_restore, (), key=idempotency_key, body=body)

    def start(self) -> AsyncEventStream:
        """Make a backup and follow it as server-sent events."""
        return self._stream(o.backups_start, ())

    async def upload(self, *, idempotency_key: str | None = None, **body: Unpack[i.BackupUploadRequest]) -> m.Backup:
        """Take in an archive: multipart with `file`. Every byte is checked first; 400 for a foreign or damaged one."""
        return await self._run(o.backups_upload, (), key=idempotency_key, body=body)


class AsyncBills(AsyncResource):
    @cached_property
    def advances(self) -> AsyncBillsAdvances:
        return AsyncBillsAdvances(self._transport)

    async def change_bandwidth(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.BandwidthChangeRequest]) -> m.BandwidthBill:
        """Change quantities or monthly prices from a day of the month on, prorated by the day."""
        return await self._run(o.bills_change_bandwidth, (id,), key=idempotency_key, version=if_match, body=body)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.BandwidthBillRequest]) -> m.BandwidthBill:
        """The monthly bandwidth bills of customers."""
        return await self._run(o.bills_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The monthly bandwidth bills of customers."""
        return await self._run(o.bills_destroy, (id,), version=if_match)

    async def download(self, id: int, /, **query: Unpack[i.BillsDownloadQuery]) -> AsyncDownload:
        """The bill as a file."""
        return await self._file(o.bills_download, (id,), query=query)

    async def export(self, **query: Unpack[i.BillsExportQuery]) -> AsyncDownload:
        """The bills that the filters leave, with their totals, as a file that can be imported again."""
        return await self._file(o.bills_export, (), query=query)

    async def generate(self, *, idempotency_key: str | None = None, **body: Unpack[i.GenerationRequest]) -> m.Job:
        """Start the job that lays out a month's bills from each active customer's last one, one for each of them."""
        return await self._run(o.bills_generate, (), key=idempotency_key, body=body)

    async def import_(self, *, idempotency_key: str | None = None, **body: Unpack[i.ImportRequest]) -> Union[m.BillImportResult, m.Job]:
        """Bills from a CSV or XLSX file, with the customers that are new. Rows match by customer and billing date."""
        return await self._run(o.bills_import, (), key=idempotency_key, body=body)

    def list(self, **query: Unpack[i.BillsQuery]) -> AsyncPage[m.BandwidthBill]:
        """The monthly bandwidth bills of customers."""
        return self._list(o.bills_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedBandwidthBillRequest]) -> m.BandwidthBill:
        """The monthly bandwidth bills of customers."""
        return await self._run(o.bills_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.BandwidthBill:
        """The monthly bandwidth bills of customers."""
        return await self._run(o.bills_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.BandwidthBillRequest]) -> m.BandwidthBill:
        """The monthly bandwidth bills of customers."""
        return await self._run(o.bills_update, (id,), version=if_match, body=body)


class AsyncBillsAdvances(AsyncResource):
    def list(self, **query: Unpack[i.BillsAdvancesQuery]) -> AsyncPage[m.Advance]:
        """What customers have paid ahead: booked by bills, used by the next ones."""
        return self._list(o.bills_advances_list, (), query=query)


class AsyncCalendar(AsyncResource):
    @cached_property
    def feed(self) -> AsyncCalendarFeed:
        return AsyncCalendarFeed(self._transport)

    @cached_property
    def google(self) -> AsyncCalendarGoogle:
        return AsyncCalendarGoogle(self._transport)

    async def cancel_occurrence(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.OccurrenceDayRequest]) -> m.Event:
        """Call off one occurrence of an event that recurs; its day joins the event's `exdates`."""
        return await self._run(o.calendar_cancel_occurrence, (id,), key=idempotency_key, version=if_match, body=body)

    async def change_occurrence(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.ChangeOccurrenceRequest]) -> m.Event:
        """Change one occurrence of an event that recurs; answers the event that it then is."""
        return await self._run(o.calendar_change_occurrence, (id,), key=idempotency_key, version=if_match, body=body)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.EventRequest]) -> m.Event:
        """The calendar. Events of applications follow them by themselves; the others are made by people."""
        return await self._run(o.calendar_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The calendar. Events of applications follow them by themselves; the others are made by people."""
        return await self._run(o.calendar_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.CalendarQuery]) -> AsyncPage[m.Event]:
        """The calendar. Events of applications follow them by themselves; the others are made by people."""
        return self._list(o.calendar_list, (), query=query)

    def occurrences(self, **query: Unpack[i.CalendarOccurrencesQuery]) -> AsyncPage[m.Occurrence]:
        """What takes place in a window of time, in order: events, and each occurrence of those that recur."""
        return self._list(o.calendar_occurrences, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedEventRequest]) -> m.Event:
        """The calendar. Events of applications follow them by themselves; the others are made by people."""
        return await self._run(o.calendar_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.Event:
        """The calendar. Events of applications follow them by themselves; the others are made by people."""
        return await self._run(o.calendar_retrieve, (id,))

    async def sync(self, *, idempotency_key: str | None = None) -> m.GoogleAccount:
        """Bring the caller's Google account in step now, and try again what failed. 409 where none is connected."""
        return await self._run(o.calendar_sync, (), key=idempotency_key)

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.EventRequest]) -> m.Event:
        """The calendar. Events of applications follow them by themselves; the others are made by people."""
        return await self._run(o.calendar_update, (id,), version=if_match, body=body)


class AsyncCalendarFeed(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.NewFeed:
        """Make an address, which is shown this once. One that there was is good no more."""
        return await self._run(o.calendar_feed_create, (), key=idempotency_key, version=if_match)

    async def destroy(self, *, if_match: str | None = None) -> None:
        """End the address: who subscribed finds nothing there any more. Without one nothing happens."""
        return await self._run(o.calendar_feed_destroy, (), version=if_match)

    async def retrieve(self) -> m.Feed:
        """Whether there is an address, since when, and when it was last read."""
        return await self._run(o.calendar_feed_retrieve, ())


class AsyncCalendarGoogle(AsyncResource):
    async def callback(self, **query: Unpack[i.CalendarGoogleCallbackQuery]) -> m.GoogleAccount:
        """Connect the account of who began this consent in this browser."""
        return await self._run(o.calendar_google_callback, (), query=query)

    async def connect(self, *, idempotency_key: str | None = None) -> m.Consent:
        """Answers the address at which the user allows the exchange; open it in the same browser within ten minutes."""
        return await self._run(o.calendar_google_connect, (), key=idempotency_key)

    async def destroy(self, *, if_match: str | None = None) -> None:
        """Let go of the account. What is in Google stays there, and what is here stays here."""
        return await self._run(o.calendar_google_destroy, (), version=if_match)

    async def retrieve(self) -> m.GoogleAccount:
        """Whether an account is connected, how it does, and what is on its way."""
        return await self._run(o.calendar_google_retrieve, ())


class AsyncCalendarReminders(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.ReminderRequest]) -> m.Reminder:
        """What people want to be told, and when."""
        return await self._run(o.calendar_reminders_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """What people want to be told, and when."""
        return await self._run(o.calendar_reminders_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.CalendarRemindersQuery]) -> AsyncPage[m.Reminder]:
        """What people want to be told, and when."""
        return self._list(o.calendar_reminders_list, (), query=query)

    async def mark_read(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Reminder:
        """Note that a reminder was seen. The own reminders; whoever may change them, any."""
        return await self._run(o.calendar_reminders_mark_read, (id,), key=idempotency_key, version=if_match)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedReminderRequest]) -> m.Reminder:
        """What people want to be told, and when."""
        return await self._run(o.calendar_reminders_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.Reminder:
        """What people want to be told, and when."""
        return await self._run(o.calendar_reminders_retrieve, (id,))

    async def snooze(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.SnoozeRequest]) -> m.Reminder:
        """Remind again in some minutes, ten unless given. The own reminders; whoever may change them, any."""
        return await self._run(o.calendar_reminders_snooze, (id,), key=idempotency_key, version=if_match, body=body)

    def stream(self) -> AsyncEventStream:
        """The caller's reminders that were sent and not read, as server-sent events, as long as the caller listens."""
        return self._stream(o.calendar_reminders_stream, ())

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.ReminderRequest]) -> m.Reminder:
        """What people want to be told, and when."""
        return await self._run(o.calendar_reminders_update, (id,), version=if_match, body=body)


class AsyncChanges(AsyncResource):
    async def list(self, **query: Unpack[i.ChangesQuery]) -> m.Changes:
        """What was committed since a cursor, of the kinds of records that the caller may view: each event once, none
        left out, in commit order. With `wait` and nothing to tell, it waits for the next."""
        return await self._run(o.changes_list, (), query=query)


class AsyncClientCredits(AsyncResource):
    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The movements of clients' credit. Deleting takes back what was applied or refunded."""
        return await self._run(o.client_credits_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.ClientCreditsQuery]) -> AsyncPage[m.CreditEntry]:
        """The movements of clients' credit. Deleting takes back what was applied or refunded."""
        return self._list(o.client_credits_list, (), query=query)

    async def retrieve(self, id: int, /) -> m.CreditEntry:
        """The movements of clients' credit. Deleting takes back what was applied or refunded."""
        return await self._run(o.client_credits_retrieve, (id,))


class AsyncClients(AsyncResource):
    @cached_property
    def statement(self) -> AsyncClientsStatement:
        return AsyncClientsStatement(self._transport)

    async def by_stage(self, **query: Unpack[i.ClientsByStageQuery]) -> List[m.ClientList]:
        """The clients of a stage, or of all, as a bare array of at most 1,000; `X-Total-Count` says how many exist."""
        return await self._run(o.clients_by_stage, (), query=query)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.ClientRequest]) -> m.CreatedClient:
        """Every party of the caller's tenant, in whichever stage."""
        return await self._run(o.clients_create, (), key=idempotency_key, body=body)

    async def credit(self, id: int, /) -> List[m.ClientCredit]:
        """What the client has, by currency."""
        return await self._run(o.clients_credit, (id,))

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Every party of the caller's tenant, in whichever stage."""
        return await self._run(o.clients_destroy, (id,), version=if_match)

    async def duplicates(self, id: int, /) -> List[m.Duplicate]:
        """Other parties that may be this one, as a bare array of at most ten, with the reasons."""
        return await self._run(o.clients_duplicates, (id,))

    def list(self, **query: Unpack[i.ClientsQuery]) -> AsyncPage[m.ClientList]:
        """Every party of the caller's tenant, in whichever stage."""
        return self._list(o.clients_list, (), query=query)

    async def merge(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.MergeRequest]) -> m.Client:
        """Move everything of a duplicate to this client, fill its blanks from it, and delete the duplicate."""
        return await self._run(o.clients_merge, (id,), key=idempotency_key, version=if_match, body=body)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedClientRequest]) -> m.Client:
        """Every party of the caller's tenant, in whichever stage."""
        return await self._run(o.clients_partial_update, (id,), version=if_match, body=body)

    async def refund(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.RefundRequest]) -> m.CreditEntry:
        """Note that credit was paid back; 400 above what there is."""
        return await self._run(o.clients_refund, (id,), key=idempotency_key, version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.Client:
        """Every party of the caller's tenant, in whichever stage."""
        return await self._run(o.clients_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.ClientRequest]) -> m.Client:
        """Every party of the caller's tenant, in whichever stage."""
        return await self._run(o.clients_update, (id,), version=if_match, body=body)

    async def update_stage(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedStageRequest]) -> m.Client:
        """Move the client along the pipeline; the move is logged as an interaction."""
        return await self._run(o.clients_update_stage, (id,), version=if_match, body=body)


class AsyncClientsStatement(AsyncResource):
    async def __call__(self, id: int, /, **query: Unpack[i.ClientsStatementQuery]) -> m.Statement:
        """What was claimed, credited, paid and paid back, with the balance after each."""
        return await self._run(o.clients_statement, (id,), query=query)

    async def download(self, id: int, /, **query: Unpack[i.ClientsStatementQuery]) -> AsyncDownload:
        """The statement as PDF."""
        return await self._file(o.clients_statement_download, (id,), query=query)


class AsyncCreditNotes(AsyncResource):
    @cached_property
    def download_async(self) -> AsyncCreditNotesDownloadAsync:
        return AsyncCreditNotesDownloadAsync(self._transport)

    async def bulk_download(self, *, idempotency_key: str | None = None, **body: Unpack[i.BulkDownloadRequest]) -> m.Job:
        """Start a job that makes an archive of many documents' files."""
        return await self._run(o.credit_notes_bulk_download, (), key=idempotency_key, body=body)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.CreditingRequest]) -> m.CreditNote:
        """Credit an invoice, whole or by line; the note is issued and mailed at once."""
        return await self._run(o.credit_notes_create, (), key=idempotency_key, body=body)

    async def download(self, id: int, /, **query: Unpack[i.BillsDownloadQuery]) -> AsyncDownload:
        """The document as a file."""
        return await self._file(o.credit_notes_download, (id,), query=query)

    def list(self, **query: Unpack[i.CreditNotesQuery]) -> AsyncPage[m.CreditNote]:
        """Credit notes: issued as soon as they are made, and never changed."""
        return self._list(o.credit_notes_list, (), query=query)

    async def retrieve(self, id: int, /) -> m.CreditNote:
        """Credit notes: issued as soon as they are made, and never changed."""
        return await self._run(o.credit_notes_retrieve, (id,))


class AsyncCreditNotesDownloadAsync(AsyncResource):
    @cached_property
    def status(self) -> AsyncCreditNotesDownloadAsyncStatus:
        return AsyncCreditNotesDownloadAsyncStatus(self._transport)

    async def __call__(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.DownloadQueryRequest]) -> m.Job:
        """Start a job that makes the document's file."""
        return await self._run(o.credit_notes_download_async, (id,), key=idempotency_key, version=if_match, body=body)

    async def file(self, job_id: str, /) -> AsyncDownload:
        """The file that the job made; 404 while there is none."""
        return await self._file(o.credit_notes_download_async_file, (job_id,))

    def stream(self, job_id: str, /) -> AsyncEventStream:
        """The job as server-sent events, until it ends."""
        return self._stream(o.credit_notes_download_async_stream, (job_id,))


class AsyncCreditNotesDownloadAsyncStatus(AsyncResource):
    async def retrieve(self, job_id: str, /) -> m.Job:
        """The jobs that make documents' files."""
        return await self._run(o.credit_notes_download_async_status_retrieve, (job_id,))


class AsyncCron(AsyncResource):
    @cached_property
    def exec_cron_jobs(self) -> AsyncCronExecCronJobs:
        return AsyncCronExecCronJobs(self._transport)


class AsyncCronExecCronJobs(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None) -> m.Cron:
        """The same as GET."""
        return await self._run(o.cron_exec_cron_jobs_create, (), key=idempotency_key)

    async def retrieve(self) -> m.Cron:
        """Start the periodic jobs that are due, each once however often this is called."""
        return await self._run(o.cron_exec_cron_jobs_retrieve, ())


class AsyncCustomerApplications(AsyncResource):
    @cached_property
    def categorize_documents(self) -> AsyncCustomerApplicationsCategorizeDocuments:
        return AsyncCustomerApplicationsCategorizeDocuments(self._transport)

    @cached_property
    def workflows(self) -> AsyncCustomerApplicationsWorkflows:
        return AsyncCustomerApplicationsWorkflows(self._transport)

    async def advance_workflow(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.AdvanceRequest]) -> m.Application:
        """End the current step and start the next; after the last one the application is completed."""
        return await self._run(o.customer_applications_advance_workflow, (id,), key=idempotency_key, version=if_match, body=body)

    async def bulk_delete(self, *, idempotency_key: str | None = None, **body: Unpack[i.RowIdsRequest]) -> m.DeletedRows:
        """Delete applications by their ids; those that something refers to are skipped, with the reason."""
        return await self._run(o.customer_applications_bulk_delete, (), key=idempotency_key, body=body)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.ApplicationRequest]) -> m.Application:
        """What customers have asked for, and the work on it, step by step."""
        return await self._run(o.customer_applications_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """What customers have asked for, and the work on it, step by step."""
        return await self._run(o.customer_applications_destroy, (id,), version=if_match)

    async def force_close(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.ForceCloseRequest]) -> m.Application:
        """End an application before its last step, for a reason."""
        return await self._run(o.customer_applications_force_close, (id,), key=idempotency_key, version=if_match, body=body)

    def list(self, **query: Unpack[i.CustomerApplicationsQuery]) -> AsyncPage[m.Application]:
        """What customers have asked for, and the work on it, step by step."""
        return self._list(o.customer_applications_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedApplicationRequest]) -> m.Application:
        """What customers have asked for, and the work on it, step by step."""
        return await self._run(o.customer_applications_partial_update, (id,), version=if_match, body=body)

    async def quick_create(self, *, idempotency_key: str | None = None, **body: Unpack[i.ApplicationRequest]) -> m.Application:
        """An application from a customer and a product."""
        return await self._run(o.customer_applications_quick_create, (), key=idempotency_key, body=body)

    async def recount_due_dates(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Application:
        """Count the due dates of the open steps anew: after a step that ended early or late, or a day off that was
        entered later."""
        return await self._run(o.customer_applications_recount_due_dates, (id,), key=idempotency_key, version=if_match)

    async def reopen(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Application:
        """Open an application that was completed, rejected or closed, at the step where it ended."""
        return await self._run(o.customer_applications_reopen, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.Application:
        """What customers have asked for, and the work on it, step by step."""
        return await self._run(o.customer_applications_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.ApplicationRequest]) -> m.Application:
        """What customers have asked for, and the work on it, step by step."""
        return await self._run(o.customer_applications_update, (id,), version=if_match, body=body)


class AsyncCustomerApplicationsCategorizeDocuments(AsyncResource):
    async def __call__(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.FilesRequest]) -> m.Categorization:
        """Upload files (`files`, once for each) and have them matched to the document types."""
        return await self._run(o.customer_applications_categorize_documents, (id,), key=idempotency_key, version=if_match, body=body)

    async def init(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.AnnouncementRequest]) -> m.Categorization:
        """Announce files by their names; each is then uploaded to `upload_url`."""
        return await self._run(o.customer_applications_categorize_documents_init, (id,), key=idempotency_key, version=if_match, body=body)


class AsyncCustomerApplicationsWorkflows(AsyncResource):
    async def due_date(self, id: int, workflow_id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.StepDueDateRequest]) -> m.Application:
        """Move the due date of a step and, when asked, those of the steps after it."""
        return await self._run(o.customer_applications_workflows_due_date, (id, workflow_id,), key=idempotency_key, version=if_match, body=body)

    async def rollback(self, id: int, workflow_id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Application:
        """Go back from the current step to the one before it."""
        return await self._run(o.customer_applications_workflows_rollback, (id, workflow_id,), key=idempotency_key, version=if_match)

    async def status(self, id: int, workflow_id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.StepStatusRequest]) -> m.Application:
        """Move the current step to another status; `completed` advances the application, `rejected` rejects it."""
        return await self._run(o.customer_applications_workflows_status, (id, workflow_id,), key=idempotency_key, version=if_match, body=body)


class AsyncCustomers(AsyncResource):
    @cached_property
    def prospects(self) -> AsyncCustomersProspects:
        return AsyncCustomersProspects(self._transport)

    def applications_history(self, id: int, /, **query: Unpack[i.BackupsQuery]) -> AsyncPage[m.Application]:
        """All applications of a customer, the newest first."""
        return self._list(o.customers_applications_history, (id,), query=query)

    async def bulk_delete(self, *, idempotency_key: str | None = None, **body: Unpack[i.BulkDeleteRequest]) -> m.BulkDeletion:
        """Delete customers by their ids; those with documents are skipped, with the reason."""
        return await self._run(o.customers_bulk_delete, (), key=idempotency_key, body=body)

    async def check_passport(self, *, idempotency_key: str | None = None, **body: Unpack[i.FileRequest]) -> m.Job:
        """Start the job that reads the uploaded file; its `result` holds what was read."""
        return await self._run(o.customers_check_passport, (), key=idempotency_key, body=body)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.CustomerRequest]) -> m.CreatedCustomer:
        """Parties that buy."""
        return await self._run(o.customers_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Parties that buy."""
        return await self._run(o.customers_destroy, (id,), version=if_match)

    async def export(self, **query: Unpack[i.CustomersExportQuery]) -> AsyncDownload:
        """The customers that the filters leave, as a file that can be imported again."""
        return await self._file(o.customers_export, (), query=query)

    async def import_(self, *, idempotency_key: str | None = None, **body: Unpack[i.ImportRequest]) -> Union[m.ImportResult, m.Job]:
        """Customers from a CSV or XLSX file. Rows match by e-mail, telephone or name; the bad ones are told."""
        return await self._run(o.customers_import, (), key=idempotency_key, body=body)

    def list(self, **query: Unpack[i.CustomersQuery]) -> AsyncPage[m.Customer]:
        """Parties that buy."""
        return self._list(o.customers_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedCustomerRequest]) -> m.Customer:
        """Parties that buy."""
        return await self._run(o.customers_partial_update, (id,), version=if_match, body=body)

    async def quick_create(self, *, idempotency_key: str | None = None, **body: Unpack[i.CustomerRequest]) -> m.CreatedCustomer:
        """A customer from little more than a name."""
        return await self._run(o.customers_quick_create, (), key=idempotency_key, body=body)

    async def retrieve(self, id: int, /) -> m.Customer:
        """Parties that buy."""
        return await self._run(o.customers_retrieve, (id,))

    def search(self, **query: Unpack[i.CustomersSearchQuery]) -> AsyncPage[m.Customer]:
        """The customers that fit the words of `q`."""
        return self._list(o.customers_search, (), query=query)

    async def toggle_active(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Customer:
        """Set an active customer inactive, and the other way round."""
        return await self._run(o.customers_toggle_active, (id,), key=idempotency_key, version=if_match)

    def uninvoiced_applications(self, id: int, /, **query: Unpack[i.BackupsQuery]) -> AsyncPage[m.InvoiceableApplication]:
        """The applications of a customer that stand on no invoice, cancelled ones aside; the newest first."""
        return self._list(o.customers_uninvoiced_applications, (id,), query=query)

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.CustomerRequest]) -> m.Customer:
        """Parties that buy."""
        return await self._run(o.customers_update, (id,), version=if_match, body=body)


class AsyncCustomersProspects(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.ProspectRequest]) -> m.CreatedProspect:
        """Parties that are not customers yet."""
        return await self._run(o.customers_prospects_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Parties that are not customers yet."""
        return await self._run(o.customers_prospects_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.CustomersProspectsQuery]) -> AsyncPage[m.Prospect]:
        """Parties that are not customers yet."""
        return self._list(o.customers_prospects_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedProspectRequest]) -> m.Prospect:
        """Parties that are not customers yet."""
        return await self._run(o.customers_prospects_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.Prospect:
        """Parties that are not customers yet."""
        return await self._run(o.customers_prospects_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.ProspectRequest]) -> m.Prospect:
        """Parties that are not customers yet."""
        return await self._run(o.customers_prospects_update, (id,), version=if_match, body=body)


class AsyncDashboard(AsyncResource):
    @cached_property
    def categories(self) -> AsyncDashboardCategories:
        return AsyncDashboardCategories(self._transport)

    @cached_property
    def celery(self) -> AsyncDashboardCelery:
        return AsyncDashboardCelery(self._transport)

    @cached_property
    def clients(self) -> AsyncDashboardClients:
        return AsyncDashboardClients(self._transport)

    @cached_property
    def metrics(self) -> AsyncDashboardMetrics:
        return AsyncDashboardMetrics(self._transport)

    @cached_property
    def realtime(self) -> AsyncDashboardRealtime:
        return AsyncDashboardRealtime(self._transport)

    @cached_property
    def snapshots(self) -> AsyncDashboardSnapshots:
        return AsyncDashboardSnapshots(self._transport)

    @cached_property
    def streaming(self) -> AsyncDashboardStreaming:
        return AsyncDashboardStreaming(self._transport)

    async def breakdown(self, **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Breakdown:
        """A period's expenses by category, documents by status, and the ten clients who were billed most."""
        return await self._run(o.dashboard_breakdown, (), query=query)

    async def customer_wise_revenue(self, **query: Unpack[i.DashboardCustomerWiseRevenueQuery]) -> List[m.CustomerRevenue]:
        """What each customer was billed, ever or in a period, and owes today; the largest first, as a bare array."""
        return await self._run(o.dashboard_customer_wise_revenue, (), query=query)

    async def export(self, **query: Unpack[i.DashboardExportQuery]) -> AsyncDownload:
        """The dashboard as a table of its figures, or as a PDF page with charts."""
        return await self._file(o.dashboard_export, (), query=query)

    async def health(self) -> m.DashboardHealth:
        """How far the sums are behind the books."""
        return await self._run(o.dashboard_health, ())

    async def kam_performance(self, **query: Unpack[i.DashboardStatsFlatQuery]) -> List[m.Manager]:
        """What the customers of each key account manager were billed, ever or in a period, as a bare array."""
        return await self._run(o.dashboard_kam_performance, (), query=query)

    async def kpis(self, **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Kpis:
        """Key figures of the running month, each with its change against the same days of the month before; of another
        period, against as many days before it."""
        return await self._run(o.dashboard_kpis, (), query=query)

    async def monthly_revenue(self, **query: Unpack[i.DashboardStatsFlatQuery]) -> List[m.MonthRevenue]:
        """Revenue by month; the last twelve unless asked for others."""
        return await self._run(o.dashboard_monthly_revenue, (), query=query)

    async def overview(self, **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Overview:
        """Revenue, receivables, documents by status, clients and what happened last; the running month by default."""
        return await self._run(o.dashboard_overview, (), query=query)

    async def projections(self, **query: Unpack[i.DashboardProjectionsQuery]) -> m.Projection:
        """Revenue to come, projected from the full months that were, with its method, interval and back-test."""
        return await self._run(o.dashboard_projections, (), query=query)

    async def refresh(self, *, idempotency_key: str | None = None) -> m.Refresh:
        """Bring the figures up to date now, and have whoever follows them read them anew."""
        return await self._run(o.dashboard_refresh, (), key=idempotency_key)

    async def stats(self, **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Stats:
        """The key figures of a period, flat."""
        return await self._run(o.dashboard_stats, (), query=query)

    async def trends(self, **query: Unpack[i.DashboardTrendsQuery]) -> m.Trends:
        """Revenue, collected, expenses and profit over time; the last twelve months unless asked for others."""
        return await self._run(o.dashboard_trends, (), query=query)

    async def weekly_revenue(self, **query: Unpack[i.DashboardStatsFlatQuery]) -> List[m.WeekRevenue]:
        """Revenue by week, named by its Monday; the last twelve weeks unless asked for others."""
        return await self._run(o.dashboard_weekly_revenue, (), query=query)

    async def yearly_revenue(self, **query: Unpack[i.DashboardStatsFlatQuery]) -> List[m.YearRevenue]:
        """Revenue by year, from the first with any unless asked for others."""
        return await self._run(o.dashboard_yearly_revenue, (), query=query)


class AsyncDashboardCategories(AsyncResource):
    def list(self, **query: Unpack[i.DashboardCategoriesQuery]) -> AsyncPage[m.Category]:
        """Each category of expenses in a period, with its share and its change."""
        return self._list(o.dashboard_categories, (), query=query)

    async def retrieve(self, id: int, /, **query: Unpack[i.DashboardStatsFlatQuery]) -> m.CategoryDetail:
        """One category of expenses, with its last twelve months."""
        return await self._run(o.dashboard_categories_retrieve, (id,), query=query)


class AsyncDashboardCelery(AsyncResource):
    @cached_property
    def tasks(self) -> AsyncDashboardCeleryTasks:
        return AsyncDashboardCeleryTasks(self._transport)

    async def health_check(self, *, idempotency_key: str | None = None) -> m.CeleryHealth:
        """Ask the broker and the workers, and send a task around. `unhealthy` where any of it did not answer."""
        return await self._run(o.dashboard_celery_health_check, (), key=idempotency_key)

    async def queues(self) -> m.Queues:
        """How many tasks wait in each queue, and how many workers read it."""
        return await self._run(o.dashboard_celery_queues, ())

    async def status(self) -> m.CeleryStatus:
        """Broker, workers and tasks at this moment. Answers within seconds whatever is down, and says what is."""
        return await self._run(o.dashboard_celery_status, ())

    async def workers(self) -> m.Workers:
        """The workers that answer, and what they are at."""
        return await self._run(o.dashboard_celery_workers, ())


class AsyncDashboardCeleryTasks(AsyncResource):
    async def execute(self, task_name: str, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Executed:
        """Start a task of the allow-list, which takes the body `{}`; `ping` is on it. 404 for any other name."""
        return await self._run(o.dashboard_celery_tasks_execute, (task_name,), key=idempotency_key, version=if_match)

    def list(self, **query: Unpack[i.DashboardCeleryTasksQuery]) -> AsyncPage[m.CeleryTask]:
        """Tasks of the recent past, the tenant's own; those of the installation belong to the platform's tenant."""
        return self._list(o.dashboard_celery_tasks_list, (), query=query)

    async def retrieve(self, task_id: str, /) -> m.CeleryTask:
        """Tasks of the recent past, the tenant's own; those of the installation belong to the platform's tenant."""
        return await self._run(o.dashboard_celery_tasks_retrieve, (task_id,))


class AsyncDashboardClients(AsyncResource):
    def list(self, **query: Unpack[i.DashboardCategoriesQuery]) -> AsyncPage[m.ClientFigures]:
        """What each client was billed and paid in a period and owes today, the newest client first."""
        return self._list(o.dashboard_clients, (), query=query)

    async def retrieve(self, id: int, /, **query: Unpack[i.DashboardStatsFlatQuery]) -> m.ClientDetail:
        """One client's figures, with what was billed in the last twelve months."""
        return await self._run(o.dashboard_clients_retrieve, (id,), query=query)


class AsyncDashboardMetrics(AsyncResource):
    def list(self, **query: Unpack[i.DashboardCategoriesQuery]) -> AsyncPage[m.Metric]:
        """The key figures of a period as rows, each with its unit and its change."""
        return self._list(o.dashboard_metrics, (), query=query)

    async def prometheus(self, **query: Unpack[i.DashboardStatsFlatQuery]) -> str:
        """The key figures in Prometheus' text format, as gauges."""
        return await self._run(o.dashboard_metrics_prometheus, (), query=query)

    async def retrieve(self, id: int, /, **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Metric:
        """One of the key figures."""
        return await self._run(o.dashboard_metrics_retrieve, (id,), query=query)


class AsyncDashboardRealtime(AsyncResource):
    async def aggregate(self, **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Overview:
        """The overview, computed now."""
        return await self._run(o.dashboard_realtime_aggregate, (), query=query)

    async def recalculate(self, *, idempotency_key: str | None = None) -> m.Job:
        """Start a job that compares every sum with the books and mends what differs."""
        return await self._run(o.dashboard_realtime_recalculate, (), key=idempotency_key)


class AsyncDashboardSnapshots(AsyncResource):
    async def compare(self, id: int, /, **query: Unpack[i.DashboardSnapshotsCompareQuery]) -> m.Comparison:
        """The amounts of another snapshot against this one's; 409 where they are in different currencies."""
        return await self._run(o.dashboard_snapshots_compare, (id,), query=query)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.SnapshotRequest]) -> m.Snapshot:
        """The overview as it was, taken nightly and on request."""
        return await self._run(o.dashboard_snapshots_create, (), key=idempotency_key, body=body)

    async def generate(self, *, idempotency_key: str | None = None, **body: Unpack[i.SnapshotRequest]) -> m.Snapshot:
        """Keep the overview of the running month as it is now."""
        return await self._run(o.dashboard_snapshots_generate, (), key=idempotency_key, body=body)

    def list(self, **query: Unpack[i.DashboardSnapshotsQuery]) -> AsyncPage[m.Snapshot]:
        """The overview as it was, taken nightly and on request."""
        return self._list(o.dashboard_snapshots_list, (), query=query)

    async def retrieve(self, id: int, /) -> m.Snapshot:
        """The overview as it was, taken nightly and on request."""
        return await self._run(o.dashboard_snapshots_retrieve, (id,))


class AsyncDashboardStreaming(AsyncResource):
    def aggregate(self, **query: Unpack[i.DashboardStreamingAggregateQuery]) -> AsyncEventStream:
        """The overview as server-sent events: at once, then whenever it changes."""
        return self._stream(o.dashboard_streaming_aggregate, (), query=query)


class AsyncDashboardStats(AsyncResource):
    async def flat(self, **query: Unpack[i.DashboardStatsFlatQuery]) -> m.DashboardStats:
        """The key figures of the running month with the applications by status, flat."""
        return await self._run(o.dashboard_stats_flat, (), query=query)


class AsyncDocumentCategorization(AsyncResource):
    async def apply(self, job_id: str, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.AssignmentsRequest]) -> m.Categorization:
        """Make files the documents that they are. What was found is a suggestion; what is sent counts."""
        return await self._run(o.document_categorization_apply, (job_id,), key=idempotency_key, version=if_match, body=body)

    async def status(self, job_id: str, /) -> m.Categorization:
        """How far it is, and what each file was taken for."""
        return await self._run(o.document_categorization_status, (job_id,))

    def stream(self, job_id: str, /) -> AsyncEventStream:
        """The same as server-sent events, until every announced file is done."""
        return self._stream(o.document_categorization_stream, (job_id,))

    async def upload(self, job_id: str, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.FileRequest]) -> m.Categorization:
        """Upload one file; it is matched at once."""
        return await self._run(o.document_categorization_upload, (job_id,), key=idempotency_key, version=if_match, body=body)


class AsyncDocumentOcr(AsyncResource):
    async def check(self, *, idempotency_key: str | None = None, **body: Unpack[i.FileRequest]) -> m.Job:
        """Start the job that reads the uploaded file; its `result` holds what was read."""
        return await self._run(o.document_ocr_check, (), key=idempotency_key, body=body)

    async def status(self, job_id: str, /) -> m.Job:
        """The job as JSON; its `result` holds `fields, mrz, checks, is_valid, confidence`."""
        return await self._run(o.document_ocr_status, (job_id,))


class AsyncDocumentTypes(AsyncResource):
    async def can_delete(self, id: int, /) -> m.Deletability:
        """Whether the document type can be deleted, or else what refers to it."""
        return await self._run(o.document_types_can_delete, (id,))

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.DocumentTypeRequest]) -> m.DocumentType:
        """The kinds of documents that products ask for."""
        return await self._run(o.document_types_create, (), key=idempotency_key, body=body)

    async def deprecation_impact(self, id: int, /) -> m.DeprecationImpact:
        """What the document type is still asked by: products, and open applications that wait for one."""
        return await self._run(o.document_types_deprecation_impact, (id,))

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The kinds of documents that products ask for."""
        return await self._run(o.document_types_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.DocumentTypesQuery]) -> AsyncPage[m.DocumentType]:
        """The kinds of documents that products ask for."""
        return self._list(o.document_types_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedDocumentTypeRequest]) -> m.DocumentType:
        """The kinds of documents that products ask for."""
        return await self._run(o.document_types_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.DocumentType:
        """The kinds of documents that products ask for."""
        return await self._run(o.document_types_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.DocumentTypeRequest]) -> m.DocumentType:
        """The kinds of documents that products ask for."""
        return await self._run(o.document_types_update, (id,), version=if_match, body=body)


class AsyncDocuments(AsyncResource):
    @cached_property
    def versions(self) -> AsyncDocumentsVersions:
        return AsyncDocumentsVersions(self._transport)

    async def actions(self, id: int, action_name: str, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.ActionRequest]) -> Union[m.Document, m.Job]:
        """`approve` or `reject` a document, `rotate` its file, or start the job that reads it (`ocr`)."""
        return await self._run(o.documents_actions, (id, action_name,), key=idempotency_key, version=if_match, body=body)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.DocumentRequest]) -> m.Document:
        """The documents of customers' applications, with their files."""
        return await self._run(o.documents_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The documents of customers' applications, with their files."""
        return await self._run(o.documents_destroy, (id,), version=if_match)

    async def download(self, id: int, /) -> AsyncDownload:
        """The file itself, to be saved; 404 while there is none."""
        return await self._file(o.documents_download, (id,))

    def list(self, **query: Unpack[i.DocumentsQuery]) -> AsyncPage[m.Document]:
        """The documents of customers' applications, with their files."""
        return self._list(o.documents_list, (), query=query)

    async def merge_pdf(self, *, idempotency_key: str | None = None, **body: Unpack[i.MergeDocumentsRequest]) -> AsyncDownload:
        """One PDF of the files of documents, in the order of their ids: images upright on A4, scripts left out."""
        return await self._file(o.documents_merge_pdf, (), key=idempotency_key, body=body)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedDocumentRequest]) -> m.Document:
        """The documents of customers' applications, with their files."""
        return await self._run(o.documents_partial_update, (id,), version=if_match, body=body)

    async def print(self, id: int, /) -> AsyncDownload:
        """The file as a PDF to be shown and printed, images on A4, without scripts; 404 while there is none."""
        return await self._file(o.documents_print, (id,))

    async def retrieve(self, id: int, /) -> m.Document:
        """The documents of customers' applications, with their files."""
        return await self._run(o.documents_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.DocumentRequest]) -> m.Document:
        """The documents of customers' applications, with their files."""
        return await self._run(o.documents_update, (id,), version=if_match, body=body)

    async def validate_category(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Job:
        """Start the job that says whether the file is what the document claims to be."""
        return await self._run(o.documents_validate_category, (id,), key=idempotency_key, version=if_match)

    def validation_stream(self, id: int, /) -> AsyncEventStream:
        """The document's latest validation as server-sent events; 404 while there was none."""
        return self._stream(o.documents_validation_stream, (id,))


class AsyncDocumentsVersions(AsyncResource):
    async def download(self, id: int, version: int, /) -> AsyncDownload:
        """A file that the document had before."""
        return await self._file(o.documents_versions_download, (id, version,))

    async def list(self, id: int, /) -> List[m.Version]:
        """The files that the document had before the present one, as a bare array."""
        return await self._run(o.documents_versions, (id,))


class AsyncExchangeRates(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.ExchangeRateRequest]) -> m.ExchangeRate:
        """What currencies are worth in the company's own, by the day. What was booked at a rate keeps it."""
        return await self._run(o.exchange_rates_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """What currencies are worth in the company's own, by the day. What was booked at a rate keeps it."""
        return await self._run(o.exchange_rates_destroy, (id,), version=if_match)

    async def fetch(self, *, idempotency_key: str | None = None) -> m.Job:
        """Ask the source for today's rates of the company's `exchange_rate_currencies`; rates entered by hand stay."""
        return await self._run(o.exchange_rates_fetch, (), key=idempotency_key)

    async def import_(self, *, idempotency_key: str | None = None, **body: Unpack[i.ImportRequest]) -> Union[m.ExchangeRateImportResult, m.Job]:
        """Rates from a CSV or XLSX file with the columns currency, date and rate. Rows match by currency and day."""
        return await self._run(o.exchange_rates_import, (), key=idempotency_key, body=body)

    def list(self, **query: Unpack[i.ExchangeRatesQuery]) -> AsyncPage[m.ExchangeRate]:
        """What currencies are worth in the company's own, by the day. What was booked at a rate keeps it."""
        return self._list(o.exchange_rates_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedExchangeRateRequest]) -> m.ExchangeRate:
        """What currencies are worth in the company's own, by the day. What was booked at a rate keeps it."""
        return await self._run(o.exchange_rates_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.ExchangeRate:
        """What currencies are worth in the company's own, by the day. What was booked at a rate keeps it."""
        return await self._run(o.exchange_rates_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.ExchangeRateRequest]) -> m.ExchangeRate:
        """What currencies are worth in the company's own, by the day. What was booked at a rate keeps it."""
        return await self._run(o.exchange_rates_update, (id,), version=if_match, body=body)


class AsyncExpenses(AsyncResource):
    @cached_property
    def attachments(self) -> AsyncExpensesAttachments:
        return AsyncExpensesAttachments(self._transport)

    async def approve(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Expense:
        """Agree to a pending expense."""
        return await self._run(o.expenses_approve, (id,), key=idempotency_key, version=if_match)

    async def bill(self, *, idempotency_key: str | None = None, **body: Unpack[i.BillRequest]) -> m.Invoice:
        """Put approved billable expenses on a draft invoice of their client, each exactly once."""
        return await self._run(o.expenses_bill, (), key=idempotency_key, body=body)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.ExpenseRequest]) -> m.Expense:
        """Expenses: entered, decided on, reimbursed or billed to a client."""
        return await self._run(o.expenses_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Expenses: entered, decided on, reimbursed or billed to a client."""
        return await self._run(o.expenses_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.ExpensesQuery]) -> AsyncPage[m.Expense]:
        """Expenses: entered, decided on, reimbursed or billed to a client."""
        return self._list(o.expenses_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedExpenseRequest]) -> m.Expense:
        """Expenses: entered, decided on, reimbursed or billed to a client."""
        return await self._run(o.expenses_partial_update, (id,), version=if_match, body=body)

    async def reimburse(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Expense:
        """Note that an approved expense was paid back."""
        return await self._run(o.expenses_reimburse, (id,), key=idempotency_key, version=if_match)

    async def reject(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Expense:
        """Decline a pending or approved expense."""
        return await self._run(o.expenses_reject, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.Expense:
        """Expenses: entered, decided on, reimbursed or billed to a client."""
        return await self._run(o.expenses_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.ExpenseRequest]) -> m.Expense:
        """Expenses: entered, decided on, reimbursed or billed to a client."""
        return await self._run(o.expenses_update, (id,), version=if_match, body=body)


class AsyncExpensesAttachments(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.UploadRequest]) -> m.Attachment:
        """Upload a receipt: multipart with `expense` and `file`."""
        return await self._run(o.expenses_attachments_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Receipts of expenses, told by their content and served to their tenant only."""
        return await self._run(o.expenses_attachments_destroy, (id,), version=if_match)

    async def file(self, id: int, /) -> AsyncDownload:
        """The receipt itself, to be saved."""
        return await self._file(o.expenses_attachments_file, (id,))

    def list(self, **query: Unpack[i.ExpensesAttachmentsQuery]) -> AsyncPage[m.Attachment]:
        """Receipts of expenses, told by their content and served to their tenant only."""
        return self._list(o.expenses_attachments_list, (), query=query)

    async def retrieve(self, id: int, /) -> m.Attachment:
        """Receipts of expenses, told by their content and served to their tenant only."""
        return await self._run(o.expenses_attachments_retrieve, (id,))

    async def thumbnail(self, id: int, /) -> AsyncDownload:
        """A small picture of the receipt; 404 where it is no image."""
        return await self._file(o.expenses_attachments_thumbnail, (id,))


class AsyncHolidays(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.HolidayRequest]) -> m.Holiday:
        """The days on which the company does not work, besides its weekend: due dates in business days skip them."""
        return await self._run(o.holidays_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The days on which the company does not work, besides its weekend: due dates in business days skip them."""
        return await self._run(o.holidays_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.HolidaysQuery]) -> AsyncPage[m.Holiday]:
        """The days on which the company does not work, besides its weekend: due dates in business days skip them."""
        return self._list(o.holidays_list, (), query=query)

    async def load(self, *, idempotency_key: str | None = None, **body: Unpack[i.LoadHolidaysRequest]) -> m.LoadedHolidays:
        """Add the public holidays of a country, by year; those that are there already are left alone."""
        return await self._run(o.holidays_load, (), key=idempotency_key, body=body)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedHolidayRequest]) -> m.Holiday:
        """The days on which the company does not work, besides its weekend: due dates in business days skip them."""
        return await self._run(o.holidays_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.Holiday:
        """The days on which the company does not work, besides its weekend: due dates in business days skip them."""
        return await self._run(o.holidays_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.HolidayRequest]) -> m.Holiday:
        """The days on which the company does not work, besides its weekend: due dates in business days skip them."""
        return await self._run(o.holidays_update, (id,), version=if_match, body=body)


class AsyncIntegrations(AsyncResource):
    @cached_property
    def events(self) -> AsyncIntegrationsEvents:
        return AsyncIntegrationsEvents(self._transport)

    @cached_property
    def providers(self) -> AsyncIntegrationsProviders:
        return AsyncIntegrationsProviders(self._transport)

    @cached_property
    def webhooks(self) -> AsyncIntegrationsWebhooks:
        return AsyncIntegrationsWebhooks(self._transport)

    async def health(self) -> m.Health:
        """How each active provider answered when it was last called."""
        return await self._run(o.integrations_health, ())


class AsyncIntegrationsEvents(AsyncResource):
    async def assign(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.EventAssignmentRequest]) -> m.WebhookEvent:
        """Say which invoice a payment is for, or which schedule a subscription, that matched none."""
        return await self._run(o.integrations_events_assign, (id,), key=idempotency_key, version=if_match, body=body)

    def list(self, **query: Unpack[i.IntegrationsEventsQuery]) -> AsyncPage[m.WebhookEvent]:
        """The events that providers sent."""
        return self._list(o.integrations_events_list, (), query=query)

    async def replay(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.WebhookEvent:
        """Process an event again that failed, was ignored or matched nothing."""
        return await self._run(o.integrations_events_replay, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.WebhookEvent:
        """The events that providers sent."""
        return await self._run(o.integrations_events_retrieve, (id,))


class AsyncIntegrationsProviders(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.ProviderRequest]) -> m.Provider:
        """The systems that the company exchanges data with."""
        return await self._run(o.integrations_providers_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The systems that the company exchanges data with."""
        return await self._run(o.integrations_providers_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.IntegrationsProvidersQuery]) -> AsyncPage[m.Provider]:
        """The systems that the company exchanges data with."""
        return self._list(o.integrations_providers_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedProviderRequest]) -> m.Provider:
        """The systems that the company exchanges data with."""
        return await self._run(o.integrations_providers_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.Provider:
        """The systems that the company exchanges data with."""
        return await self._run(o.integrations_providers_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.ProviderRequest]) -> m.Provider:
        """The systems that the company exchanges data with."""
        return await self._run(o.integrations_providers_update, (id,), version=if_match, body=body)


class AsyncIntegrationsWebhooks(AsyncResource):
    async def payment_service(self, *, idempotency_key: str | None = None, query: i.IntegrationsWebhooksPaymentServiceQuery | None = None, **body: Unpack[i.InboundEventRequest]) -> m.Accepted:
        """Take an event: it is kept before the answer and processed after it."""
        return await self._run(o.integrations_webhooks_payment_service, (), key=idempotency_key, query=query, body=body)

    async def user_service(self, *, idempotency_key: str | None = None, query: i.IntegrationsWebhooksPaymentServiceQuery | None = None, **body: Unpack[i.InboundEventRequest]) -> m.Accepted:
        """Take an event: it is kept before the answer and processed after it."""
        return await self._run(o.integrations_webhooks_user_service, (), key=idempotency_key, query=query, body=body)


class AsyncInteractions(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.InteractionRequest]) -> m.Interaction:
        """Contacts with clients."""
        return await self._run(o.interactions_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Contacts with clients."""
        return await self._run(o.interactions_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.InteractionsQuery]) -> AsyncPage[m.Interaction]:
        """Contacts with clients."""
        return self._list(o.interactions_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedInteractionRequest]) -> m.Interaction:
        """Contacts with clients."""
        return await self._run(o.interactions_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.Interaction:
        """Contacts with clients."""
        return await self._run(o.interactions_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.InteractionRequest]) -> m.Interaction:
        """Contacts with clients."""
        return await self._run(o.interactions_update, (id,), version=if_match, body=body)


class AsyncInvoiceImports(AsyncResource):
    async def file(self, id: int, /) -> AsyncDownload:
        """The file as it was sent, to be saved; a picture without what was noted beside it, such as where it was
        taken. 404 where the file is not kept."""
        return await self._file(o.invoice_imports_file, (id,))

    def list(self, **query: Unpack[i.InvoiceImportsQuery]) -> AsyncPage[m.InvoiceImport]:
        """Files that were imported: what was read of each, how sure, and which draft it became."""
        return self._list(o.invoice_imports_list, (), query=query)

    async def retrieve(self, id: int, /) -> m.InvoiceImport:
        """Files that were imported: what was read of each, how sure, and which draft it became."""
        return await self._run(o.invoice_imports_retrieve, (id,))


class AsyncInvoices(AsyncResource):
    @cached_property
    def download_async(self) -> AsyncInvoicesDownloadAsync:
        return AsyncInvoicesDownloadAsync(self._transport)

    @cached_property
    def import_(self) -> AsyncInvoicesImport:
        return AsyncInvoicesImport(self._transport)

    async def apply_credit(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.ApplyingRequest]) -> m.Invoice:
        """Pay the invoice out of its client's credit."""
        return await self._run(o.invoices_apply_credit, (id,), key=idempotency_key, version=if_match, body=body)

    async def bulk_delete(self, *, idempotency_key: str | None = None, **body: Unpack[i.InvoiceIdsRequest]) -> m.DeletedInvoices:
        """Force-delete many invoices, each by itself; ids of no invoice are skipped."""
        return await self._run(o.invoices_bulk_delete, (), key=idempotency_key, body=body)

    async def bulk_download(self, *, idempotency_key: str | None = None, **body: Unpack[i.BulkDownloadRequest]) -> m.Job:
        """Start a job that makes an archive of many documents' files."""
        return await self._run(o.invoices_bulk_download, (), key=idempotency_key, body=body)

    async def cancel(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Invoice:
        """Cancel an issued invoice on which nothing is paid."""
        return await self._run(o.invoices_cancel, (id,), key=idempotency_key, version=if_match)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.InvoiceRequest]) -> m.Invoice:
        """Invoices: drafts to be filled, issued ones to be paid."""
        return await self._run(o.invoices_create, (), key=idempotency_key, body=body)

    async def delete_preview(self, id: int, /) -> m.DeletionPreview:
        """What a forced deletion would take with it."""
        return await self._run(o.invoices_delete_preview, (id,))

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Invoices: drafts to be filled, issued ones to be paid."""
        return await self._run(o.invoices_destroy, (id,), version=if_match)

    async def download(self, id: int, /, **query: Unpack[i.BillsDownloadQuery]) -> AsyncDownload:
        """The document as a file."""
        return await self._file(o.invoices_download, (id,), query=query)

    async def duplicate(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Invoice:
        """A new draft of today with the same client and lines."""
        return await self._run(o.invoices_duplicate, (id,), key=idempotency_key, version=if_match)

    async def force_delete(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.DeletionPreview:
        """Remove an invoice in any status with its lines and payments; answers what was removed."""
        return await self._run(o.invoices_force_delete, (id,), key=idempotency_key, version=if_match)

    def get_customer_applications(self, id: int, /, **query: Unpack[i.BackupsQuery]) -> AsyncPage[m.InvoiceableApplication]:
        """All applications of a customer with the invoices that they stand on, the newest first."""
        return self._list(o.invoices_get_customer_applications, (id,), query=query)

    async def get_invoice_application_due_amount(self, id: int, /) -> m.DueAmount:
        """What the line comes to with its tax, what of that is paid and what is due."""
        return await self._run(o.invoices_get_invoice_application_due_amount, (id,))

    def list(self, **query: Unpack[i.InvoicesQuery]) -> AsyncPage[m.Invoice]:
        """Invoices: drafts to be filled, issued ones to be paid."""
        return self._list(o.invoices_list, (), query=query)

    async def mark_as_paid(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.SettlementRequest]) -> m.Invoice:
        """Take a payment of the whole balance; 409 when nothing is open."""
        return await self._run(o.invoices_mark_as_paid, (id,), key=idempotency_key, version=if_match, body=body)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedInvoiceRequest]) -> m.Invoice:
        """Invoices: drafts to be filled, issued ones to be paid."""
        return await self._run(o.invoices_partial_update, (id,), version=if_match, body=body)

    async def propose(self, **query: Unpack[i.InvoicesProposeQuery]) -> m.Proposal:
        """The number and dates that the next invoice would get; nothing is taken."""
        return await self._run(o.invoices_propose, (), query=query)

    async def retrieve(self, id: int, /) -> m.Invoice:
        """Invoices: drafts to be filled, issued ones to be paid."""
        return await self._run(o.invoices_retrieve, (id,))

    async def send(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Invoice:
        """Freeze a draft and e-mail it to the client with its PDF; 409 for an invoice that is no draft."""
        return await self._run(o.invoices_send, (id,), key=idempotency_key, version=if_match)

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.InvoiceRequest]) -> m.Invoice:
        """Invoices: drafts to be filled, issued ones to be paid."""
        return await self._run(o.invoices_update, (id,), version=if_match, body=body)


class AsyncInvoicesDownloadAsync(AsyncResource):
    @cached_property
    def status(self) -> AsyncInvoicesDownloadAsyncStatus:
        return AsyncInvoicesDownloadAsyncStatus(self._transport)

    async def __call__(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.DownloadQueryRequest]) -> m.Job:
        """Start a job that makes the document's file."""
        return await self._run(o.invoices_download_async, (id,), key=idempotency_key, version=if_match, body=body)

    async def file(self, job_id: str, /) -> AsyncDownload:
        """The file that the job made; 404 while there is none."""
        return await self._file(o.invoices_download_async_file, (job_id,))

    def stream(self, job_id: str, /) -> AsyncEventStream:
        """The job as server-sent events, until it ends."""
        return self._stream(o.invoices_download_async_stream, (job_id,))


class AsyncInvoicesDownloadAsyncStatus(AsyncResource):
    async def retrieve(self, job_id: str, /) -> m.Job:
        """The jobs that make documents' files."""
        return await self._run(o.invoices_download_async_status_retrieve, (job_id,))


class AsyncInvoicesImport(AsyncResource):
    @cached_property
    def status(self) -> AsyncInvoicesImportStatus:
        return AsyncInvoicesImportStatus(self._transport)

    async def batch(self, *, idempotency_key: str | None = None, **body: Unpack[i.ImportFilesRequest]) -> m.Job:
        """Start the job that makes a draft of each of many files (`files`, once for each)."""
        return await self._run(o.invoices_import_batch, (), key=idempotency_key, body=body)

    async def config(self) -> m.ImportConfig:
        """The formats that are read, and the limits."""
        return await self._run(o.invoices_import_config, ())

    async def single(self, *, idempotency_key: str | None = None, **body: Unpack[i.ImportFileRequest]) -> m.Job:
        """Start the job that makes a draft of an invoice in a file, or of each in a table."""
        return await self._run(o.invoices_import_single, (), key=idempotency_key, body=body)

    def stream(self, job_id: str, /) -> AsyncEventStream:
        """The job as server-sent events, until it ends."""
        return self._stream(o.invoices_import_stream, (job_id,))


class AsyncInvoicesImportStatus(AsyncResource):
    async def retrieve(self, job_id: str, /) -> m.Job:
        """The jobs that import invoices."""
        return await self._run(o.invoices_import_status_retrieve, (job_id,))


class AsyncMe(AsyncResource):
    async def partial_update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change some of the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.me_partial_update, (), version=if_match, body=body)

    async def retrieve(self) -> m.Profile:
        """The caller, with role and tenant."""
        return await self._run(o.me_retrieve, ())

    async def update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.me_update, (), version=if_match, body=body)


class AsyncMessageTemplates(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.MessageTemplateRequest]) -> m.MessageTemplate:
        """The company's own words for messages to its customers, in place of the product's."""
        return await self._run(o.message_templates_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The company's own words for messages to its customers, in place of the product's."""
        return await self._run(o.message_templates_destroy, (id,), version=if_match)

    async def kinds(self) -> m.MessageKinds:
        """The kinds of messages that can be put in other words: what can be filled in, and the product's own words in
        the company's language."""
        return await self._run(o.message_templates_kinds, ())

    def list(self, **query: Unpack[i.MessageTemplatesQuery]) -> AsyncPage[m.MessageTemplate]:
        """The company's own words for messages to its customers, in place of the product's."""
        return self._list(o.message_templates_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedMessageTemplateRequest]) -> m.MessageTemplate:
        """The company's own words for messages to its customers, in place of the product's."""
        return await self._run(o.message_templates_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.MessageTemplate:
        """The company's own words for messages to its customers, in place of the product's."""
        return await self._run(o.message_templates_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.MessageTemplateRequest]) -> m.MessageTemplate:
        """The company's own words for messages to its customers, in place of the product's."""
        return await self._run(o.message_templates_update, (id,), version=if_match, body=body)


class AsyncMonitoring(AsyncResource):
    @cached_property
    def api(self) -> AsyncMonitoringApi:
        return AsyncMonitoringApi(self._transport)

    async def __call__(self) -> m.Page:
        """A page with live charts, alerts and workers, of the tenant that the caller acts in; its figures as JSON."""
        return await self._run(o.monitoring, ())


class AsyncMonitoringApi(AsyncResource):
    @cached_property
    def alerts(self) -> AsyncMonitoringApiAlerts:
        return AsyncMonitoringApiAlerts(self._transport)

    @cached_property
    def health_metrics(self) -> AsyncMonitoringApiHealthMetrics:
        return AsyncMonitoringApiHealthMetrics(self._transport)

    @cached_property
    def monitoring(self) -> AsyncMonitoringApiMonitoring:
        return AsyncMonitoringApiMonitoring(self._transport)

    @cached_property
    def tasks(self) -> AsyncMonitoringApiTasks:
        return AsyncMonitoringApiTasks(self._transport)

    async def health(self) -> m.SystemHealth:
        """Database, cache, broker and worker with their latencies; 503 when the database is gone."""
        return await self._run(o.monitoring_api_health, ())

    async def metrics(self) -> m.SystemMetrics:
        """The newest metrics of the caller's tenant, its tasks of the last hour, its jobs and alerts."""
        return await self._run(o.monitoring_api_metrics, ())


class AsyncMonitoringApiAlerts(AsyncResource):
    async def acknowledge(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Alert:
        """Take an open alert upon oneself."""
        return await self._run(o.monitoring_api_alerts_acknowledge, (id,), key=idempotency_key, version=if_match)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.AlertRequest]) -> m.Alert:
        """What a person should look at: raised by rules or callers, resolved by themselves or by somebody."""
        return await self._run(o.monitoring_api_alerts_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """What a person should look at: raised by rules or callers, resolved by themselves or by somebody."""
        return await self._run(o.monitoring_api_alerts_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.MonitoringApiAlertsQuery]) -> AsyncPage[m.Alert]:
        """What a person should look at: raised by rules or callers, resolved by themselves or by somebody."""
        return self._list(o.monitoring_api_alerts_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedAlertRequest]) -> m.Alert:
        """What a person should look at: raised by rules or callers, resolved by themselves or by somebody."""
        return await self._run(o.monitoring_api_alerts_partial_update, (id,), version=if_match, body=body)

    async def resolve(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Alert:
        """Close an alert. A rule that still holds raises another one with the next sample."""
        return await self._run(o.monitoring_api_alerts_resolve, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.Alert:
        """What a person should look at: raised by rules or callers, resolved by themselves or by somebody."""
        return await self._run(o.monitoring_api_alerts_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedAlertRequest]) -> m.Alert:
        """What a person should look at: raised by rules or callers, resolved by themselves or by somebody."""
        return await self._run(o.monitoring_api_alerts_update, (id,), version=if_match, body=body)


class AsyncMonitoringApiHealthMetrics(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.HealthMetricRequest]) -> m.HealthMetric:
        """Figures of health: sampled by the installation for the platform's tenant, or noted by callers."""
        return await self._run(o.monitoring_api_health_metrics_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Figures of health: sampled by the installation for the platform's tenant, or noted by callers."""
        return await self._run(o.monitoring_api_health_metrics_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.MonitoringApiHealthMetricsQuery]) -> AsyncPage[m.HealthMetric]:
        """Figures of health: sampled by the installation for the platform's tenant, or noted by callers."""
        return self._list(o.monitoring_api_health_metrics_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedHealthMetricRequest]) -> m.HealthMetric:
        """Figures of health: sampled by the installation for the platform's tenant, or noted by callers."""
        return await self._run(o.monitoring_api_health_metrics_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.HealthMetric:
        """Figures of health: sampled by the installation for the platform's tenant, or noted by callers."""
        return await self._run(o.monitoring_api_health_metrics_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedHealthMetricRequest]) -> m.HealthMetric:
        """Figures of health: sampled by the installation for the platform's tenant, or noted by callers."""
        return await self._run(o.monitoring_api_health_metrics_update, (id,), version=if_match, body=body)


class AsyncMonitoringApiMonitoring(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.MeasurementRequest]) -> m.Measurement:
        """General monitoring data: figures with labels that callers' own programs report."""
        return await self._run(o.monitoring_api_monitoring_create, (), key=idempotency_key, body=body)

    def list(self, **query: Unpack[i.MonitoringApiMonitoringQuery]) -> AsyncPage[m.Measurement]:
        """General monitoring data: figures with labels that callers' own programs report."""
        return self._list(o.monitoring_api_monitoring_list, (), query=query)


class AsyncMonitoringApiTasks(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.TaskExecutionRequest]) -> m.TaskExecution:
        """Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own."""
        return await self._run(o.monitoring_api_tasks_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own."""
        return await self._run(o.monitoring_api_tasks_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.DashboardCeleryTasksQuery]) -> AsyncPage[m.TaskExecution]:
        """Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own."""
        return self._list(o.monitoring_api_tasks_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedTaskExecutionRequest]) -> m.TaskExecution:
        """Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own."""
        return await self._run(o.monitoring_api_tasks_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.TaskExecution:
        """Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own."""
        return await self._run(o.monitoring_api_tasks_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedTaskExecutionRequest]) -> m.TaskExecution:
        """Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own."""
        return await self._run(o.monitoring_api_tasks_update, (id,), version=if_match, body=body)


class AsyncNotifications(AsyncResource):
    @cached_property
    def whatsapp(self) -> AsyncNotificationsWhatsapp:
        return AsyncNotificationsWhatsapp(self._transport)


class AsyncNotificationsWhatsapp(AsyncResource):
    @cached_property
    def account(self) -> AsyncNotificationsWhatsappAccount:
        return AsyncNotificationsWhatsappAccount(self._transport)

    @cached_property
    def messages(self) -> AsyncNotificationsWhatsappMessages:
        return AsyncNotificationsWhatsappMessages(self._transport)

    @cached_property
    def webhook(self) -> AsyncNotificationsWhatsappWebhook:
        return AsyncNotificationsWhatsappWebhook(self._transport)


class AsyncNotificationsWhatsappAccount(AsyncResource):
    async def destroy(self, *, if_match: str | None = None) -> None:
        """Write from the installation's number again. 404 where no own number is set."""
        return await self._run(o.notifications_whatsapp_account_destroy, (), version=if_match)

    async def retrieve(self) -> m.WhatsAppAccount:
        """The number that the company writes from; empty where it has none of its own."""
        return await self._run(o.notifications_whatsapp_account_retrieve, ())

    async def update(self, *, if_match: str | None = None, **body: Unpack[i.WhatsAppAccountRequest]) -> m.WhatsAppAccount:
        """Write from this number from now on."""
        return await self._run(o.notifications_whatsapp_account_update, (), version=if_match, body=body)


class AsyncNotificationsWhatsappMessages(AsyncResource):
    def list(self, **query: Unpack[i.AuthApiKeysQuery]) -> AsyncPage[m.WhatsAppMessage]:
        """What was written to the company by WhatsApp."""
        return self._list(o.notifications_whatsapp_messages_list, (), query=query)

    async def retrieve(self, id: int, /) -> m.WhatsAppMessage:
        """What was written to the company by WhatsApp."""
        return await self._run(o.notifications_whatsapp_messages_retrieve, (id,))


class AsyncNotificationsWhatsappWebhook(AsyncResource):
    async def create(self, **body: Unpack[i.WhatsAppWebhookRequest]) -> m.Told:
        """Take receipts and messages. What was taken before changes nothing."""
        return await self._run(o.notifications_whatsapp_webhook_create, (), body=body)

    async def retrieve(self, **query: Unpack[i.NotificationsWhatsappWebhookRetrieveQuery]) -> str:
        """The challenge, for whoever knows the agreed word."""
        return await self._run(o.notifications_whatsapp_webhook_retrieve, (), query=query)


class AsyncOcr(AsyncResource):
    async def check(self, *, idempotency_key: str | None = None, **body: Unpack[i.FileRequest]) -> m.Job:
        """Start the job that reads the uploaded file; its `result` holds what was read."""
        return await self._run(o.ocr_check, (), key=idempotency_key, body=body)

    async def status(self, job_id: str, /) -> m.Job:
        """The job as JSON; its `result` holds `fields, mrz, checks, is_valid, confidence`."""
        return await self._run(o.ocr_status, (job_id,))


class AsyncPayments(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.PaymentRequest]) -> m.Payment:
        """Money received. Each change settles its invoice at once: paid amount, balance and status."""
        return await self._run(o.payments_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Money received. Each change settles its invoice at once: paid amount, balance and status."""
        return await self._run(o.payments_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.PaymentsQuery]) -> AsyncPage[m.Payment]:
        """Money received. Each change settles its invoice at once: paid amount, balance and status."""
        return self._list(o.payments_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedPaymentRequest]) -> m.Payment:
        """Money received. Each change settles its invoice at once: paid amount, balance and status."""
        return await self._run(o.payments_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.Payment:
        """Money received. Each change settles its invoice at once: paid amount, balance and status."""
        return await self._run(o.payments_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PaymentRequest]) -> m.Payment:
        """Money received. Each change settles its invoice at once: paid amount, balance and status."""
        return await self._run(o.payments_update, (id,), version=if_match, body=body)


class AsyncProducts(AsyncResource):
    @cached_property
    def export(self) -> AsyncProductsExport:
        return AsyncProductsExport(self._transport)

    @cached_property
    def import_(self) -> AsyncProductsImport:
        return AsyncProductsImport(self._transport)

    async def bulk_delete(self, *, idempotency_key: str | None = None, **body: Unpack[i.RowIdsRequest]) -> m.DeletedRows:
        """Delete products by their ids; those that something refers to are skipped, with the reason."""
        return await self._run(o.products_bulk_delete, (), key=idempotency_key, body=body)

    async def can_delete(self, id: int, /) -> m.Deletability:
        """Whether the product can be deleted, or else what refers to it."""
        return await self._run(o.products_can_delete, (id,))

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.ProductRequest]) -> m.Product:
        """What is sold, with the steps of the work on it and the document types it asks for."""
        return await self._run(o.products_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """What is sold, with the steps of the work on it and the document types it asks for."""
        return await self._run(o.products_destroy, (id,), version=if_match)

    async def get_product_by_id(self, product_id: int, /) -> m.Product:
        """The product of an id."""
        return await self._run(o.products_get_product_by_id, (product_id,))

    def get_products_by_product_type(self, product_type: str, /, **query: Unpack[i.ProductsQuery]) -> AsyncPage[m.Product]:
        """The products of a type: `visa`, `service`, `goods` or `other`."""
        return self._list(o.products_get_products_by_product_type, (product_type,), query=query)

    def list(self, **query: Unpack[i.ProductsQuery]) -> AsyncPage[m.Product]:
        """What is sold, with the steps of the work on it and the document types it asks for."""
        return self._list(o.products_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedProductRequest]) -> m.Product:
        """What is sold, with the steps of the work on it and the document types it asks for."""
        return await self._run(o.products_partial_update, (id,), version=if_match, body=body)

    async def quick_create(self, *, idempotency_key: str | None = None, **body: Unpack[i.QuickProductRequest]) -> m.Product:
        """A product from little more than a name."""
        return await self._run(o.products_quick_create, (), key=idempotency_key, body=body)

    async def retrieve(self, id: int, /) -> m.Product:
        """What is sold, with the steps of the work on it and the document types it asks for."""
        return await self._run(o.products_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.ProductRequest]) -> m.Product:
        """What is sold, with the steps of the work on it and the document types it asks for."""
        return await self._run(o.products_update, (id,), version=if_match, body=body)


class AsyncProductsExport(AsyncResource):
    async def download(self, job_id: str, /) -> AsyncDownload:
        """The file that the job made; 404 while there is none."""
        return await self._file(o.products_export_download, (job_id,))

    async def start(self, *, idempotency_key: str | None = None, query: i.ProductsExportStartQuery | None = None, **body: Unpack[i.ProductExportRequest]) -> m.Job:
        """Start writing the products that the filters in the query leave, as a file that can be imported again."""
        return await self._run(o.products_export_start, (), key=idempotency_key, query=query, body=body)


class AsyncProductsImport(AsyncResource):
    async def start(self, *, idempotency_key: str | None = None, **body: Unpack[i.ImportRequest]) -> m.Job:
        """Start importing products from a CSV or XLSX file. Rows match by code; the bad ones are told by the job."""
        return await self._run(o.products_import_start, (), key=idempotency_key, body=body)


class AsyncPublicLinks(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.PublicLinkRequest]) -> m.PublicLink:
        """Links by which clients read documents, and answer quotes, without logging in. Deleting one revokes it."""
        return await self._run(o.public_links_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Links by which clients read documents, and answer quotes, without logging in. Deleting one revokes it."""
        return await self._run(o.public_links_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.PublicLinksQuery]) -> AsyncPage[m.PublicLink]:
        """Links by which clients read documents, and answer quotes, without logging in. Deleting one revokes it."""
        return self._list(o.public_links_list, (), query=query)

    async def retrieve(self, id: int, /) -> m.PublicLink:
        """Links by which clients read documents, and answer quotes, without logging in. Deleting one revokes it."""
        return await self._run(o.public_links_retrieve, (id,))


class AsyncPushNotifications(AsyncResource):
    async def key(self) -> m.PublicKey:
        """The key that a browser subscribes with."""
        return await self._run(o.push_notifications_key, ())

    async def register(self, *, idempotency_key: str | None = None, **body: Unpack[i.BrowserRequest]) -> m.RegisteredBrowser:
        """Register the browser of the caller; from now on it is told what its user is told."""
        return await self._run(o.push_notifications_register, (), key=idempotency_key, body=body)

    async def send_test(self, *, idempotency_key: str | None = None, **body: Unpack[i.TestPushRequest]) -> m.Notification:
        """Send a message to the browsers of a user. 409 where none is registered."""
        return await self._run(o.push_notifications_send_test, (), key=idempotency_key, body=body)

    async def send_test_whatsapp(self, *, idempotency_key: str | None = None, **body: Unpack[i.TestWhatsAppRequest]) -> m.Notification:
        """Send a WhatsApp message to a number or a customer."""
        return await self._run(o.push_notifications_send_test_whatsapp, (), key=idempotency_key, body=body)

    async def test(self, *, idempotency_key: str | None = None) -> m.Notification:
        """Send a message to the caller's own browsers. 409 where none is registered."""
        return await self._run(o.push_notifications_test, (), key=idempotency_key)

    async def unregister(self, *, idempotency_key: str | None = None, **body: Unpack[i.EndpointRequest]) -> None:
        """Forget a browser of the caller's; 404 for one that is not registered."""
        return await self._run(o.push_notifications_unregister, (), key=idempotency_key, body=body)


class AsyncQuotes(AsyncResource):
    @cached_property
    def download_async(self) -> AsyncQuotesDownloadAsync:
        return AsyncQuotesDownloadAsync(self._transport)

    async def accept(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Quote:
        """The client takes a sent quote."""
        return await self._run(o.quotes_accept, (id,), key=idempotency_key, version=if_match)

    async def bulk_download(self, *, idempotency_key: str | None = None, **body: Unpack[i.BulkDownloadRequest]) -> m.Job:
        """Start a job that makes an archive of many documents' files."""
        return await self._run(o.quotes_bulk_download, (), key=idempotency_key, body=body)

    async def convert(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Invoice:
        """The invoice of an accepted quote: 201 when it is made, 200 with the same one ever after."""
        return await self._run(o.quotes_convert, (id,), key=idempotency_key, version=if_match)

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.QuoteRequest]) -> m.Quote:
        """Quotes: offers that are sent, accepted or rejected, and become an invoice once."""
        return await self._run(o.quotes_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Quotes: offers that are sent, accepted or rejected, and become an invoice once."""
        return await self._run(o.quotes_destroy, (id,), version=if_match)

    async def download(self, id: int, /, **query: Unpack[i.BillsDownloadQuery]) -> AsyncDownload:
        """The document as a file."""
        return await self._file(o.quotes_download, (id,), query=query)

    async def duplicate(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Quote:
        """A new draft of today with the same client and lines."""
        return await self._run(o.quotes_duplicate, (id,), key=idempotency_key, version=if_match)

    def list(self, **query: Unpack[i.QuotesQuery]) -> AsyncPage[m.Quote]:
        """Quotes: offers that are sent, accepted or rejected, and become an invoice once."""
        return self._list(o.quotes_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedQuoteRequest]) -> m.Quote:
        """Quotes: offers that are sent, accepted or rejected, and become an invoice once."""
        return await self._run(o.quotes_partial_update, (id,), version=if_match, body=body)

    async def reject(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Quote:
        """The client declines a sent quote."""
        return await self._run(o.quotes_reject, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.Quote:
        """Quotes: offers that are sent, accepted or rejected, and become an invoice once."""
        return await self._run(o.quotes_retrieve, (id,))

    async def send(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Quote:
        """Freeze a draft and e-mail it to the client with its PDF."""
        return await self._run(o.quotes_send, (id,), key=idempotency_key, version=if_match)

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.QuoteRequest]) -> m.Quote:
        """Quotes: offers that are sent, accepted or rejected, and become an invoice once."""
        return await self._run(o.quotes_update, (id,), version=if_match, body=body)


class AsyncQuotesDownloadAsync(AsyncResource):
    @cached_property
    def status(self) -> AsyncQuotesDownloadAsyncStatus:
        return AsyncQuotesDownloadAsyncStatus(self._transport)

    async def __call__(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.DownloadQueryRequest]) -> m.Job:
        """Start a job that makes the document's file."""
        return await self._run(o.quotes_download_async, (id,), key=idempotency_key, version=if_match, body=body)

    async def file(self, job_id: str, /) -> AsyncDownload:
        """The file that the job made; 404 while there is none."""
        return await self._file(o.quotes_download_async_file, (job_id,))

    def stream(self, job_id: str, /) -> AsyncEventStream:
        """The job as server-sent events, until it ends."""
        return self._stream(o.quotes_download_async_stream, (job_id,))


class AsyncQuotesDownloadAsyncStatus(AsyncResource):
    async def retrieve(self, job_id: str, /) -> m.Job:
        """The jobs that make documents' files."""
        return await self._run(o.quotes_download_async_status_retrieve, (job_id,))


class AsyncRecurringInvoices(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.RecurringInvoiceRequest]) -> m.RecurringInvoice:
        """Recurring invoices: made and sent by themselves, each period exactly once."""
        return await self._run(o.recurring_invoices_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Recurring invoices: made and sent by themselves, each period exactly once."""
        return await self._run(o.recurring_invoices_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.RecurringInvoicesQuery]) -> AsyncPage[m.RecurringInvoice]:
        """Recurring invoices: made and sent by themselves, each period exactly once."""
        return self._list(o.recurring_invoices_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedRecurringInvoiceRequest]) -> m.RecurringInvoice:
        """Recurring invoices: made and sent by themselves, each period exactly once."""
        return await self._run(o.recurring_invoices_partial_update, (id,), version=if_match, body=body)

    async def pause(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.RecurringInvoice:
        """Stop; periods that pass meanwhile are left out."""
        return await self._run(o.recurring_invoices_pause, (id,), key=idempotency_key, version=if_match)

    async def preview(self, id: int, /, **query: Unpack[i.RecurringInvoicesPreviewQuery]) -> m.Preview:
        """The dates of the next invoices."""
        return await self._run(o.recurring_invoices_preview, (id,), query=query)

    async def resume(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.RecurringInvoice:
        """Go on with the first period from today on."""
        return await self._run(o.recurring_invoices_resume, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.RecurringInvoice:
        """Recurring invoices: made and sent by themselves, each period exactly once."""
        return await self._run(o.recurring_invoices_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.RecurringInvoiceRequest]) -> m.RecurringInvoice:
        """Recurring invoices: made and sent by themselves, each period exactly once."""
        return await self._run(o.recurring_invoices_update, (id,), version=if_match, body=body)


class AsyncReports(AsyncResource):
    @overload
    async def aging(self, *, format: Literal['csv', 'excel'], **query: Unpack[i.DashboardStatsFlatQuery]) -> AsyncDownload: ...
    @overload
    async def aging(self, *, format: Literal['json'] = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report: ...
    async def aging(self, *, format: str = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report | AsyncDownload:
        """What is open today by how long it has been due; bills count from their billing date."""
        return await self._either(o.reports_aging, (), query=query, format=format)

    @overload
    async def ai_costing(self, *, format: Literal['csv', 'excel'], **query: Unpack[i.DashboardStatsFlatQuery]) -> AsyncDownload: ...
    @overload
    async def ai_costing(self, *, format: Literal['json'] = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report: ...
    async def ai_costing(self, *, format: str = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report | AsyncDownload:
        """What models cost that read documents: calls, pages, tokens, seconds and money, by model and purpose."""
        return await self._either(o.reports_ai_costing, (), query=query, format=format)

    @overload
    async def application_pipeline(self, *, format: Literal['csv', 'excel'], **query: Unpack[i.DashboardStatsFlatQuery]) -> AsyncDownload: ...
    @overload
    async def application_pipeline(self, *, format: Literal['json'] = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report: ...
    async def application_pipeline(self, *, format: str = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report | AsyncDownload:
        """Applications of the period by status."""
        return await self._either(o.reports_application_pipeline, (), query=query, format=format)

    @overload
    async def cash_flow(self, *, format: Literal['csv', 'excel'], **query: Unpack[i.DashboardStatsFlatQuery]) -> AsyncDownload: ...
    @overload
    async def cash_flow(self, *, format: Literal['json'] = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report: ...
    async def cash_flow(self, *, format: str = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report | AsyncDownload:
        """What came in and went out by month, and what that leaves since the beginning of the period."""
        return await self._either(o.reports_cash_flow, (), query=query, format=format)

    @overload
    async def customer_ltv(self, *, format: Literal['csv', 'excel'], **query: Unpack[i.DashboardStatsFlatQuery]) -> AsyncDownload: ...
    @overload
    async def customer_ltv(self, *, format: Literal['json'] = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report: ...
    async def customer_ltv(self, *, format: str = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report | AsyncDownload:
        """The customers who were billed most ever: in all, and by month since they joined."""
        return await self._either(o.reports_customer_ltv, (), query=query, format=format)

    @overload
    async def invoice_status(self, *, format: Literal['csv', 'excel'], **query: Unpack[i.DashboardStatsFlatQuery]) -> AsyncDownload: ...
    @overload
    async def invoice_status(self, *, format: Literal['json'] = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report: ...
    async def invoice_status(self, *, format: str = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report | AsyncDownload:
        """Invoices of the period by status; drafts and cancelled ones bill nothing."""
        return await self._either(o.reports_invoice_status, (), query=query, format=format)

    @overload
    async def kpi_dashboard(self, *, format: Literal['csv', 'excel'], **query: Unpack[i.DashboardStatsFlatQuery]) -> AsyncDownload: ...
    @overload
    async def kpi_dashboard(self, *, format: Literal['json'] = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report: ...
    async def kpi_dashboard(self, *, format: str = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report | AsyncDownload:
        """The key figures, each with its unit and its change."""
        return await self._either(o.reports_kpi_dashboard, (), query=query, format=format)

    async def list(self) -> List[m.ReportLink]:
        """The reports that there are, as a bare array."""
        return await self._run(o.reports, ())

    @overload
    async def monthly_invoices(self, *, format: Literal['csv', 'excel'], **query: Unpack[i.DashboardStatsFlatQuery]) -> AsyncDownload: ...
    @overload
    async def monthly_invoices(self, *, format: Literal['json'] = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report: ...
    async def monthly_invoices(self, *, format: str = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report | AsyncDownload:
        """How many invoices were issued each month, and what they billed."""
        return await self._either(o.reports_monthly_invoices, (), query=query, format=format)

    @overload
    async def product_demand(self, *, format: Literal['csv', 'excel'], **query: Unpack[i.DashboardStatsFlatQuery]) -> AsyncDownload: ...
    @overload
    async def product_demand(self, *, format: Literal['json'] = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report: ...
    async def product_demand(self, *, format: str = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report | AsyncDownload:
        """How often each product was applied for and sold; the most wanted first."""
        return await self._either(o.reports_product_demand, (), query=query, format=format)

    @overload
    async def product_revenue(self, *, format: Literal['csv', 'excel'], **query: Unpack[i.DashboardStatsFlatQuery]) -> AsyncDownload: ...
    @overload
    async def product_revenue(self, *, format: Literal['json'] = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report: ...
    async def product_revenue(self, *, format: str = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report | AsyncDownload:
        """What lines of issued invoices billed for each product less what credit notes took back, without tax; the
        largest first."""
        return await self._either(o.reports_product_revenue, (), query=query, format=format)

    @overload
    async def revenue(self, *, format: Literal['csv', 'excel'], **query: Unpack[i.DashboardStatsFlatQuery]) -> AsyncDownload: ...
    @overload
    async def revenue(self, *, format: Literal['json'] = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report: ...
    async def revenue(self, *, format: str = 'json', **query: Unpack[i.DashboardStatsFlatQuery]) -> m.Report | AsyncDownload:
        """Revenue, collected, expenses and profit by month."""
        return await self._either(o.reports_revenue, (), query=query, format=format)


class AsyncServerManagement(AsyncResource):
    async def __call__(self) -> m.Server:
        """Versions, migrations, database and disk, every periodic job, and the actions there are."""
        return await self._run(o.server_management, ())

    async def clean_up(self, *, idempotency_key: str | None = None) -> m.ServerAction:
        """Do it now. `result` says what was done, in figures and names."""
        return await self._run(o.server_management_clean_up, (), key=idempotency_key)

    async def clear_cache(self, *, idempotency_key: str | None = None) -> m.ServerAction:
        """Do it now. `result` says what was done, in figures and names."""
        return await self._run(o.server_management_clear_cache, (), key=idempotency_key)

    async def media_diagnostics(self, *, idempotency_key: str | None = None) -> m.ServerAction:
        """Do it now. `result` says what was done, in figures and names."""
        return await self._run(o.server_management_media_diagnostics, (), key=idempotency_key)

    async def media_repair(self, *, idempotency_key: str | None = None) -> m.ServerAction:
        """Do it now. `result` says what was done, in figures and names."""
        return await self._run(o.server_management_media_repair, (), key=idempotency_key)

    async def rebuild_rollups(self, *, idempotency_key: str | None = None) -> m.ServerAction:
        """Do it now. `result` says what was done, in figures and names."""
        return await self._run(o.server_management_rebuild_rollups, (), key=idempotency_key)

    async def requeue_lost(self, *, idempotency_key: str | None = None) -> m.ServerAction:
        """Do it now. `result` says what was done, in figures and names."""
        return await self._run(o.server_management_requeue_lost, (), key=idempotency_key)


class AsyncTasks(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.TaskRequest]) -> m.Task:
        """What there is to do."""
        return await self._run(o.tasks_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """What there is to do."""
        return await self._run(o.tasks_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.TasksQuery]) -> AsyncPage[m.Task]:
        """What there is to do."""
        return self._list(o.tasks_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedTaskRequest]) -> m.Task:
        """What there is to do."""
        return await self._run(o.tasks_partial_update, (id,), version=if_match, body=body)

    async def retrieve(self, id: int, /) -> m.Task:
        """What there is to do."""
        return await self._run(o.tasks_retrieve, (id,))

    async def sync(self, *, idempotency_key: str | None = None) -> m.GoogleAccount:
        """As `/api/calendar/sync/`: events and tasks go together."""
        return await self._run(o.tasks_sync, (), key=idempotency_key)

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.TaskRequest]) -> m.Task:
        """What there is to do."""
        return await self._run(o.tasks_update, (id,), version=if_match, body=body)


class AsyncTenants(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.TenantRequest]) -> m.Tenant:
        """Tenants: all of them for a platform superuser, the own one for its owner and administrators."""
        return await self._run(o.tenants_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """Tenants: all of them for a platform superuser, the own one for its owner and administrators."""
        return await self._run(o.tenants_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.AuthApiKeysQuery]) -> AsyncPage[m.Tenant]:
        """Tenants: all of them for a platform superuser, the own one for its owner and administrators."""
        return self._list(o.tenants_list, (), query=query)

    async def logo(self, id: int, /) -> AsyncDownload:
        """The logo that stands on the tenant's documents; 404 while there is none."""
        return await self._file(o.tenants_logo, (id,))

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedTenantRequest]) -> m.Tenant:
        """Tenants: all of them for a platform superuser, the own one for its owner and administrators."""
        return await self._run(o.tenants_partial_update, (id,), version=if_match, body=body)

    async def remove_logo(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Tenant:
        """Take the logo off the tenant's documents."""
        return await self._run(o.tenants_remove_logo, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.Tenant:
        """Tenants: all of them for a platform superuser, the own one for its owner and administrators."""
        return await self._run(o.tenants_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedTenantRequest]) -> m.Tenant:
        """Tenants: all of them for a platform superuser, the own one for its owner and administrators."""
        return await self._run(o.tenants_update, (id,), version=if_match, body=body)

    async def upload_logo(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.LogoRequest]) -> m.Tenant:
        """Set the logo of the tenant's documents. It is drawn anew, at most 1200 x 400 pixels."""
        return await self._run(o.tenants_upload_logo, (id,), key=idempotency_key, version=if_match, body=body)


class AsyncToken(AsyncResource):
    async def __call__(self, *, idempotency_key: str | None = None, **body: Unpack[i.LogInRequest]) -> m.LoggedIn:
        """Log in with username or e-mail and password. Wrong credentials are a 401, too many of them a 429."""
        return await self._run(o.token, (), key=idempotency_key, body=body)

    async def refresh(self, *, idempotency_key: str | None = None, **body: Unpack[i.RefreshRequest]) -> m.Access:
        """A new access token for a refresh token."""
        return await self._run(o.token_refresh, (), key=idempotency_key, body=body)


class AsyncUserProfile(AsyncResource):
    @cached_property
    def me(self) -> AsyncUserProfileMe:
        return AsyncUserProfileMe(self._transport)

    @cached_property
    def update_profile(self) -> AsyncUserProfileUpdateProfile:
        return AsyncUserProfileUpdateProfile(self._transport)

    async def change_password(self, *, idempotency_key: str | None = None, **body: Unpack[i.ChangePasswordRequest]) -> m.TokenPair:
        """Change the own password. All sessions end; the answer carries the tokens of a new one."""
        return await self._run(o.user_profile_change_password, (), key=idempotency_key, body=body)

    async def logout(self, *, idempotency_key: str | None = None, **body: Unpack[i.LogOutRequest]) -> m.Detail:
        """End the session of a refresh token, or all of the caller's without one. Their tokens die at once."""
        return await self._run(o.user_profile_logout, (), key=idempotency_key, body=body)

    async def upload_avatar(self, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.AvatarRequest]) -> m.Profile:
        """Set the own picture. It is drawn anew, at most 512 pixels a side."""
        return await self._run(o.user_profile_upload_avatar, (), key=idempotency_key, version=if_match, body=body)


class AsyncUserProfileMe(AsyncResource):
    async def partial_update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change some of the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.user_profile_me_partial_update, (), version=if_match, body=body)

    async def retrieve(self) -> m.Profile:
        """The caller, with role and tenant."""
        return await self._run(o.user_profile_me_retrieve, ())

    async def update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.user_profile_me_update, (), version=if_match, body=body)


class AsyncUserProfileUpdateProfile(AsyncResource):
    async def partial_update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change some of the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.user_profile_update_profile_partial_update, (), version=if_match, body=body)

    async def retrieve(self) -> m.Profile:
        """The caller, with role and tenant."""
        return await self._run(o.user_profile_update_profile_retrieve, ())

    async def update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.user_profile_update_profile_update, (), version=if_match, body=body)


class AsyncUserSettings(AsyncResource):
    @cached_property
    def me(self) -> AsyncUserSettingsMe:
        return AsyncUserSettingsMe(self._transport)


class AsyncUserSettingsMe(AsyncResource):
    async def partial_update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedSettingsRequest]) -> m.Settings:
        """Change some of the own settings."""
        return await self._run(o.user_settings_me_partial_update, (), version=if_match, body=body)

    async def retrieve(self) -> m.Settings:
        """The own settings, with the defaults filled in."""
        return await self._run(o.user_settings_me_retrieve, ())


class AsyncUsers(AsyncResource):
    @cached_property
    def me(self) -> AsyncUsersMe:
        return AsyncUsersMe(self._transport)

    async def avatar(self, user_id: int, /) -> AsyncDownload:
        """The picture of a user of the caller's tenant; 404 while there is none."""
        return await self._file(o.users_avatar, (user_id,))

    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.UserRequest]) -> m.User:
        """The people of the caller's tenant."""
        return await self._run(o.users_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The people of the caller's tenant."""
        return await self._run(o.users_destroy, (id,), version=if_match)

    async def invite(self, *, idempotency_key: str | None = None, **body: Unpack[i.InvitationRequest]) -> m.User:
        """Add a user without a password, and mail them a link by which they choose one."""
        return await self._run(o.users_invite, (), key=idempotency_key, body=body)

    def list(self, **query: Unpack[i.AuthUsersQuery]) -> AsyncPage[m.User]:
        """The people of the caller's tenant."""
        return self._list(o.users_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedUserRequest]) -> m.User:
        """The people of the caller's tenant."""
        return await self._run(o.users_partial_update, (id,), version=if_match, body=body)

    async def reset_second_factor(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> None:
        """Take the second factor of a colleague who has lost it; their sessions end."""
        return await self._run(o.users_reset_second_factor, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.User:
        """The people of the caller's tenant."""
        return await self._run(o.users_retrieve, (id,))

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedUserRequest]) -> m.User:
        """The people of the caller's tenant."""
        return await self._run(o.users_update, (id,), version=if_match, body=body)


class AsyncUsersMe(AsyncResource):
    async def partial_update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change some of the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.users_me_partial_update, (), version=if_match, body=body)

    async def retrieve(self) -> m.Profile:
        """The caller, with role and tenant."""
        return await self._run(o.users_me_retrieve, ())

    async def update(self, *, if_match: str | None = None, **body: Unpack[i.PatchedProfileRequest]) -> m.Profile:
        """Change the own names; a new e-mail holds once its owner confirms it."""
        return await self._run(o.users_me_update, (), version=if_match, body=body)


class AsyncWebhooks(AsyncResource):
    @cached_property
    def deliveries(self) -> AsyncWebhooksDeliveries:
        return AsyncWebhooksDeliveries(self._transport)

    @cached_property
    def endpoints(self) -> AsyncWebhooksEndpoints:
        return AsyncWebhooksEndpoints(self._transport)


class AsyncWebhooksDeliveries(AsyncResource):
    def list(self, **query: Unpack[i.WebhooksDeliveriesQuery]) -> AsyncPage[m.Delivery]:
        """What was sent to the endpoints, what waits, and what was answered."""
        return self._list(o.webhooks_deliveries_list, (), query=query)

    async def resend(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.DeliveryWithLog:
        """Send it again, or at once where it waits, under the same message id."""
        return await self._run(o.webhooks_deliveries_resend, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.DeliveryWithLog:
        """What was sent to the endpoints, what waits, and what was answered."""
        return await self._run(o.webhooks_deliveries_retrieve, (id,))


class AsyncWebhooksEndpoints(AsyncResource):
    async def create(self, *, idempotency_key: str | None = None, **body: Unpack[i.WebhookEndpointRequest]) -> m.EndpointWithSecret:
        """The addresses that the company's events are sent to."""
        return await self._run(o.webhooks_endpoints_create, (), key=idempotency_key, body=body)

    async def destroy(self, id: int, /, *, if_match: str | None = None) -> None:
        """The addresses that the company's events are sent to."""
        return await self._run(o.webhooks_endpoints_destroy, (id,), version=if_match)

    def list(self, **query: Unpack[i.WebhooksEndpointsQuery]) -> AsyncPage[m.WebhookEndpoint]:
        """The addresses that the company's events are sent to."""
        return self._list(o.webhooks_endpoints_list, (), query=query)

    async def partial_update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.PatchedWebhookEndpointRequest]) -> m.WebhookEndpoint:
        """The addresses that the company's events are sent to."""
        return await self._run(o.webhooks_endpoints_partial_update, (id,), version=if_match, body=body)

    async def ping(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.WebhookEndpoint:
        """Send the event `webhookendpoint.ping`; the deliveries show what came of it."""
        return await self._run(o.webhooks_endpoints_ping, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.WebhookEndpoint:
        """The addresses that the company's events are sent to."""
        return await self._run(o.webhooks_endpoints_retrieve, (id,))

    async def rotate_secret(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None, **body: Unpack[i.RotationRequest]) -> m.EndpointWithSecret:
        """Replace the secret; the one before signs as well for some hours."""
        return await self._run(o.webhooks_endpoints_rotate_secret, (id,), key=idempotency_key, version=if_match, body=body)

    async def update(self, id: int, /, *, if_match: str | None = None, **body: Unpack[i.WebhookEndpointRequest]) -> m.WebhookEndpoint:
        """The addresses that the company's events are sent to."""
        return await self._run(o.webhooks_endpoints_update, (id,), version=if_match, body=body)


class AsyncWorkflowNotifications(AsyncResource):
    async def cancel(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Notification:
        """Keep a waiting message from being sent. 409 for any other."""
        return await self._run(o.workflow_notifications_cancel, (id,), key=idempotency_key, version=if_match)

    def list(self, **query: Unpack[i.WorkflowNotificationsQuery]) -> AsyncPage[m.Notification]:
        """The outbox: every message to customers and colleagues, with what became of it."""
        return self._list(o.workflow_notifications_list, (), query=query)

    async def mark_read(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Notification:
        """Note that a message was seen. The own messages; whoever may change them, any."""
        return await self._run(o.workflow_notifications_mark_read, (id,), key=idempotency_key, version=if_match)

    async def resend(self, id: int, /, *, idempotency_key: str | None = None, if_match: str | None = None) -> m.Notification:
        """Send a message once more, now. 409 for one that still waits."""
        return await self._run(o.workflow_notifications_resend, (id,), key=idempotency_key, version=if_match)

    async def retrieve(self, id: int, /) -> m.Notification:
        """The outbox: every message to customers and colleagues, with what became of it."""
        return await self._run(o.workflow_notifications_retrieve, (id,))

    def stream(self) -> AsyncEventStream:
        """The messages that the caller may see, as server-sent events, as long as the caller listens."""
        return self._stream(o.workflow_notifications_stream, ())


class AsyncApi(AsyncResource):
    @cached_property
    def async_jobs(self) -> AsyncAsyncJobs:
        return AsyncAsyncJobs(self._transport)

    @cached_property
    def audit(self) -> AsyncAudit:
        return AsyncAudit(self._transport)

    @cached_property
    def auth(self) -> AsyncAuth:
        return AsyncAuth(self._transport)

    @cached_property
    def backups(self) -> AsyncBackups:
        return AsyncBackups(self._transport)

    @cached_property
    def bills(self) -> AsyncBills:
        return AsyncBills(self._transport)

    @cached_property
    def calendar(self) -> AsyncCalendar:
        return AsyncCalendar(self._transport)

    @cached_property
    def calendar_reminders(self) -> AsyncCalendarReminders:
        return AsyncCalendarReminders(self._transport)

    @cached_property
    def changes(self) -> AsyncChanges:
        return AsyncChanges(self._transport)

    @cached_property
    def client_credits(self) -> AsyncClientCredits:
        return AsyncClientCredits(self._transport)

    @cached_property
    def clients(self) -> AsyncClients:
        return AsyncClients(self._transport)

    @cached_property
    def credit_notes(self) -> AsyncCreditNotes:
        return AsyncCreditNotes(self._transport)

    @cached_property
    def cron(self) -> AsyncCron:
        return AsyncCron(self._transport)

    @cached_property
    def customer_applications(self) -> AsyncCustomerApplications:
        return AsyncCustomerApplications(self._transport)

    @cached_property
    def customers(self) -> AsyncCustomers:
        return AsyncCustomers(self._transport)

    @cached_property
    def dashboard(self) -> AsyncDashboard:
        return AsyncDashboard(self._transport)

    @cached_property
    def dashboard_stats(self) -> AsyncDashboardStats:
        return AsyncDashboardStats(self._transport)

    @cached_property
    def document_categorization(self) -> AsyncDocumentCategorization:
        return AsyncDocumentCategorization(self._transport)

    @cached_property
    def document_ocr(self) -> AsyncDocumentOcr:
        return AsyncDocumentOcr(self._transport)

    @cached_property
    def document_types(self) -> AsyncDocumentTypes:
        return AsyncDocumentTypes(self._transport)

    @cached_property
    def documents(self) -> AsyncDocuments:
        return AsyncDocuments(self._transport)

    @cached_property
    def exchange_rates(self) -> AsyncExchangeRates:
        return AsyncExchangeRates(self._transport)

    @cached_property
    def expenses(self) -> AsyncExpenses:
        return AsyncExpenses(self._transport)

    @cached_property
    def holidays(self) -> AsyncHolidays:
        return AsyncHolidays(self._transport)

    @cached_property
    def integrations(self) -> AsyncIntegrations:
        return AsyncIntegrations(self._transport)

    @cached_property
    def interactions(self) -> AsyncInteractions:
        return AsyncInteractions(self._transport)

    @cached_property
    def invoice_imports(self) -> AsyncInvoiceImports:
        return AsyncInvoiceImports(self._transport)

    @cached_property
    def invoices(self) -> AsyncInvoices:
        return AsyncInvoices(self._transport)

    @cached_property
    def me(self) -> AsyncMe:
        return AsyncMe(self._transport)

    @cached_property
    def message_templates(self) -> AsyncMessageTemplates:
        return AsyncMessageTemplates(self._transport)

    @cached_property
    def monitoring(self) -> AsyncMonitoring:
        return AsyncMonitoring(self._transport)

    @cached_property
    def notifications(self) -> AsyncNotifications:
        return AsyncNotifications(self._transport)

    @cached_property
    def ocr(self) -> AsyncOcr:
        return AsyncOcr(self._transport)

    @cached_property
    def payments(self) -> AsyncPayments:
        return AsyncPayments(self._transport)

    @cached_property
    def products(self) -> AsyncProducts:
        return AsyncProducts(self._transport)

    @cached_property
    def public_links(self) -> AsyncPublicLinks:
        return AsyncPublicLinks(self._transport)

    @cached_property
    def push_notifications(self) -> AsyncPushNotifications:
        return AsyncPushNotifications(self._transport)

    @cached_property
    def quotes(self) -> AsyncQuotes:
        return AsyncQuotes(self._transport)

    @cached_property
    def recurring_invoices(self) -> AsyncRecurringInvoices:
        return AsyncRecurringInvoices(self._transport)

    @cached_property
    def reports(self) -> AsyncReports:
        return AsyncReports(self._transport)

    @cached_property
    def server_management(self) -> AsyncServerManagement:
        return AsyncServerManagement(self._transport)

    @cached_property
    def tasks(self) -> AsyncTasks:
        return AsyncTasks(self._transport)

    @cached_property
    def tenants(self) -> AsyncTenants:
        return AsyncTenants(self._transport)

    @cached_property
    def token(self) -> AsyncToken:
        return AsyncToken(self._transport)

    @cached_property
    def user_profile(self) -> AsyncUserProfile:
        return AsyncUserProfile(self._transport)

    @cached_property
    def user_settings(self) -> AsyncUserSettings:
        return AsyncUserSettings(self._transport)

    @cached_property
    def users(self) -> AsyncUsers:
        return AsyncUsers(self._transport)

    @cached_property
    def webhooks(self) -> AsyncWebhooks:
        return AsyncWebhooks(self._transport)

    @cached_property
    def workflow_notifications(self) -> AsyncWorkflowNotifications:
        return AsyncWorkflowNotifications(self._transport)

    async def alive(self) -> str:
        """`OK`; the JSON string `"OK"` when JSON is asked for."""
        return await self._run(o.alive, ())

    async def api_token_auth(self, *, idempotency_key: str | None = None, **body: Unpack[i.LogInRequest]) -> m.LoggedIn:
        """Log in with username or e-mail and password. Wrong credentials are a 401, too many of them a 429."""
        return await self._run(o.api_token_auth, (), key=idempotency_key, body=body)

    async def app_config(self) -> m.AppConfig:
        """What a front end needs to know before it draws anything."""
        return await self._run(o.app_config, ())

    def country_codes(self, **query: Unpack[i.CountryCodesQuery]) -> AsyncPage[m.Country]:
        """The countries of ISO 3166, named in the caller's language; at most 300 a page."""
        return self._list(o.country_codes, (), query=query)

    async def health(self) -> m.SystemHealth:
        """Database, cache, broker and worker with their latencies; 503 when the database is gone."""
        return await self._run(o.health, ())

    async def mock_auth_config(self) -> m.MockAuthConfig:
        """The demo data's log-ins and where they log in. In development only: 404 in any other mode."""
        return await self._run(o.mock_auth_config, ())

    async def root(self) -> m.Root:
        """Where everything is."""
        return await self._run(o.root, ())

    async def schema(self, **query: Unpack[i.SchemaQuery]) -> Dict[str, Any]:
        """OpenApi3 schema for this API. Format can be selected via content negotiation."""
        return await self._run(o.schema, (), query=query)

    async def statistics(self) -> m.Statistics:
        """The pipeline in figures."""
        return await self._run(o.statistics, ())
