// Written by `make sdks` from docs/openapi.yaml; change it there.
import type { Answered, Download, EventStream, Options, PageRequest } from "./index.js";
import type * as S from "./schema.js";

export interface Api {
  readonly asyncJobs: AsyncJobsResource;
  readonly audit: AuditResource;
  readonly auth: AuthResource;
  readonly backups: BackupsResource;
  readonly bills: BillsResource;
  readonly calendar: CalendarResource;
  readonly calendarReminders: CalendarRemindersResource;
  readonly changes: ChangesResource;
  readonly clientCredits: ClientCreditsResource;
  readonly clients: ClientsResource;
  readonly creditNotes: CreditNotesResource;
  readonly cron: CronResource;
  readonly customerApplications: CustomerApplicationsResource;
  readonly customers: CustomersResource;
  readonly dashboard: DashboardResource;
  readonly dashboardStats: DashboardStatsResource;
  readonly documentCategorization: DocumentCategorizationResource;
  readonly documentOcr: DocumentOcrResource;
  readonly documentTypes: DocumentTypesResource;
  readonly documents: DocumentsResource;
  readonly exchangeRates: ExchangeRatesResource;
  readonly expenses: ExpensesResource;
  readonly holidays: HolidaysResource;
  readonly integrations: IntegrationsResource;
  readonly interactions: InteractionsResource;
  readonly invoiceImports: InvoiceImportsResource;
  readonly invoices: InvoicesResource;
  readonly me: MeResource;
  readonly messageTemplates: MessageTemplatesResource;
  readonly monitoring: MonitoringResource;
  readonly notifications: NotificationsResource;
  readonly ocr: OcrResource;
  readonly payments: PaymentsResource;
  readonly products: ProductsResource;
  readonly publicLinks: PublicLinksResource;
  readonly pushNotifications: PushNotificationsResource;
  readonly quotes: QuotesResource;
  readonly recurringInvoices: RecurringInvoicesResource;
  readonly reports: ReportsResource;
  readonly serverManagement: ServerManagementResource;
  readonly tasks: TasksResource;
  readonly tenants: TenantsResource;
  readonly token: TokenResource;
  readonly userProfile: UserProfileResource;
  readonly userSettings: UserSettingsResource;
  readonly users: UsersResource;
  readonly webhooks: WebhooksResource;
  readonly workflowNotifications: WorkflowNotificationsResource;
  /** `OK`; the JSON string `"OK"` when JSON is asked for. */
  alive(options?: Options): Promise<string>;
  /** Log in with username or e-mail and password. Wrong credentials are a 401, too many of them a 429. */
  apiTokenAuth(body: S.LogInRequest, options?: Options): Promise<Answered<S.LoggedIn>>;
  /** What a front end needs to know before it draws anything. */
  appConfig(options?: Options): Promise<Answered<S.AppConfig>>;
  /** The countries of ISO 3166, named in the caller's language; at most 300 a page. */
  countryCodes(query?: S.CountryCodesQuery, options?: Options): PageRequest<Answered<S.Country>>;
  /** Database, cache, broker and worker with their latencies; 503 when the database is gone. */
  health(options?: Options): Promise<Answered<S.SystemHealth>>;
  /** The demo data's log-ins and where they log in. In development only: 404 in any other mode. */
  mockAuthConfig(options?: Options): Promise<Answered<S.MockAuthConfig>>;
  /** Where everything is. */
  root(options?: Options): Promise<Answered<S.Root>>;
  /** OpenApi3 schema for this API. Format can be selected via content negotiation. */
  schema(query?: S.SchemaQuery, options?: Options): Promise<Record<string, unknown>>;
  /** The pipeline in figures. */
  statistics(options?: Options): Promise<Answered<S.Statistics>>;
}

export interface AsyncJobsResource {
  /** End a job that has not ended; 409 when it has. */
  cancel(job_id: string, options?: Options): Promise<Answered<S.Job>>;
  /** The file that the job made; 404 while there is none. */
  file(job_id: string, options?: Options): Promise<Download>;
  /** Work that takes long: imports, exports, mails, files. Everybody sees the own jobs, whoever may, the tenant's. */
  list(query?: S.AsyncJobsQuery, options?: Options): PageRequest<Answered<S.Job>>;
  /** Work that takes long: imports, exports, mails, files. Everybody sees the own jobs, whoever may, the tenant's. */
  retrieve(job_id: string, options?: Options): Promise<Answered<S.Job>>;
  /** The job as server-sent events, until it ends. */
  stream(job_id: string, options?: Options): EventStream;
}

export interface AuditResource {
  readonly logs: AuditLogsResource;
}

export interface AuditLogsResource {
  /** The events that the filters leave, the oldest first, as a file; old and new values are JSON. */
  export(query?: S.AuditLogsExportQuery, options?: Options): Promise<Download>;
  /** The audit log: every change, by whomever and whichever way, the newest first. Nobody can change it. */
  list(query?: S.AuditLogsQuery, options?: Options): PageRequest<Answered<S.AuditLog>>;
  /** The audit log: every change, by whomever and whichever way, the newest first. Nobody can change it. */
  retrieve(id: number, options?: Options): Promise<Answered<S.AuditLog>>;
}

export interface AuthResource {
  readonly apiKeys: AuthApiKeysResource;
  readonly email: AuthEmailResource;
  readonly invitations: AuthInvitationsResource;
  readonly mfa: AuthMfaResource;
  readonly passwordReset: AuthPasswordResetResource;
  readonly profile: AuthProfileResource;
  readonly roles: AuthRolesResource;
  readonly sessions: AuthSessionsResource;
  readonly token: AuthTokenResource;
  readonly users: AuthUsersResource;
  /** Give a user another role, named by slug or id. */
  assignRole(user_id: number, body: S.AssignRoleRequest, options?: Options): Promise<Answered<S.Detail>>;
  /** Log in with username or e-mail and password. Wrong credentials are a 401, too many of them a 429. */
  login(body: S.LogInRequest, options?: Options): Promise<Answered<S.LoggedIn>>;
  /** End the session of a refresh token, or all of the caller's without one. Their tokens die at once. */
  logout(body?: S.LogOutRequest, options?: Options): Promise<void>;
  /** The menu, with what the caller may see of it. */
  menu(options?: Options): Promise<Answered<S.MenuEntry>[]>;
  /** Every right that a role can give. */
  permissions(options?: Options): Promise<Answered<S.Permission>[]>;
  /** A new access token for a refresh token. */
  refresh(body: S.RefreshRequest, options?: Options): Promise<Answered<S.Access>>;
  /** Sign up a company and its owner (`tenant_name`), or add a colleague as an administrator (without). */
  register(body: S.RegisterRequest, options?: Options): Promise<Answered<S.Registered>>;
  /** A ticket for `?ticket=` on a stream or WebSocket: good once, for 30 seconds. */
  streamTicket(options?: Options): Promise<Answered<S.Ticket>>;
}

export interface AuthApiKeysResource {
  /** The caller's own API keys. */
  create(body: S.MadeApiKeyRequest, options?: Options): Promise<Answered<S.MadeApiKey>>;
  /** The caller's own API keys. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The caller's own API keys. */
  list(query?: S.AuthApiKeysQuery, options?: Options): PageRequest<Answered<S.ApiKey>>;
}

export interface AuthEmailResource {
  /** Make the address that a mailed link proves the user's own. */
  confirm(body: S.LinkRequest, options?: Options): Promise<Answered<S.Detail>>;
}

export interface AuthInvitationsResource {
  /** Set the password that a mailed link allows, and log in. All older sessions end. */
  accept(body: S.LinkPasswordRequest, options?: Options): Promise<Answered<S.LoggedIn>>;
}

export interface AuthMfaResource {
  /** Whether the caller has a second factor, and what is left of its recovery codes. */
  (options?: Options): Promise<Answered<S.SecondFactor>>;
  /** Put the second factor in force by its first code. The recovery codes are shown this once. */
  confirm(body: S.CodeRequest, options?: Options): Promise<Answered<S.RecoveryCodes>>;
  /** Go without a second factor, where the company does not ask for one. */
  disable(body: S.PasswordAndCodeRequest, options?: Options): Promise<void>;
  /** New recovery codes; the old ones are void. */
  recoveryCodes(body: S.CodeRequest, options?: Options): Promise<Answered<S.RecoveryCodes>>;
  /** A secret for an authenticator app (RFC 6238: 6 digits, 30 seconds), in force once a code confirms it. */
  setup(body: S.PasswordRequest, options?: Options): Promise<Answered<S.Enrolment>>;
  /** Prove the second factor anew in this session: what does lasting harm asks for a fresh proof. */
  verify(body: S.CodeRequest, options?: Options): Promise<Answered<S.Proof>>;
}

export interface AuthPasswordResetResource {
  /** Mail a link for a new password. The answer is the same whether or not there is such an account. */
  (body: S.ForgottenPasswordRequest, options?: Options): Promise<Answered<S.Detail>>;
  /** Set the password that a mailed link allows, and log in. All older sessions end. */
  confirm(body: S.LinkPasswordRequest, options?: Options): Promise<Answered<S.LoggedIn>>;
}

export interface AuthProfileResource {
  /** Change some of the own names; a new e-mail holds once its owner confirms it. */
  partialUpdate(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
  /** The caller, with role and tenant. */
  retrieve(options?: Options): Promise<Answered<S.Profile>>;
  /** Change the own names; a new e-mail holds once its owner confirms it. */
  update(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
}

export interface AuthRolesResource {
  /** The roles of the caller's tenant: those that are built in, and its own. */
  create(body: S.RoleRequest, options?: Options): Promise<Answered<S.Role>>;
  /** The roles of the caller's tenant: those that are built in, and its own. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The roles of the caller's tenant: those that are built in, and its own. */
  list(query?: S.AuthApiKeysQuery, options?: Options): PageRequest<Answered<S.Role>>;
  /** The roles of the caller's tenant: those that are built in, and its own. */
  partialUpdate(id: number, body?: S.PatchedRoleRequest, options?: Options): Promise<Answered<S.Role>>;
  /** The roles of the caller's tenant: those that are built in, and its own. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Role>>;
  /** The roles of the caller's tenant: those that are built in, and its own. */
  update(id: number, body?: S.PatchedRoleRequest, options?: Options): Promise<Answered<S.Role>>;
}

export interface AuthSessionsResource {
  /** The caller's own log-ins that have not ended. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The caller's own log-ins that have not ended. */
  list(query?: S.AuthApiKeysQuery, options?: Options): PageRequest<Answered<S.Session>>;
}

export interface AuthTokenResource {
  /** Log in with username or e-mail and password. Wrong credentials are a 401, too many of them a 429. */
  (body: S.LogInRequest, options?: Options): Promise<Answered<S.LoggedIn>>;
  /** A new access token for a refresh token. */
  refresh(body: S.RefreshRequest, options?: Options): Promise<Answered<S.Access>>;
  /** 200 for an access or refresh token that is genuine, unexpired and not revoked; 401 for any other. */
  verify(body: S.VerifyRequest, options?: Options): Promise<Record<string, unknown>>;
}

export interface AuthUsersResource {
  readonly me: AuthUsersMeResource;
  /** The people of the caller's tenant. */
  create(body: S.UserRequest, options?: Options): Promise<Answered<S.User>>;
  /** The people of the caller's tenant. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The people of the caller's tenant. */
  list(query?: S.AuthUsersQuery, options?: Options): PageRequest<Answered<S.User>>;
  /** The people of the caller's tenant. */
  partialUpdate(id: number, body?: S.PatchedUserRequest, options?: Options): Promise<Answered<S.User>>;
  /** Take the second factor of a colleague who has lost it; their sessions end. */
  resetSecondFactor(id: number, options?: Options): Promise<void>;
  /** The people of the caller's tenant. */
  retrieve(id: number, options?: Options): Promise<Answered<S.User>>;
  /** The people of the caller's tenant. */
  update(id: number, body?: S.PatchedUserRequest, options?: Options): Promise<Answered<S.User>>;
}

export interface AuthUsersMeResource {
  /** Change some of the own names; a new e-mail holds once its owner confirms it. */
  partialUpdate(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
  /** The caller, with role and tenant. */
  retrieve(options?: Options): Promise<Answered<S.Profile>>;
  /** Change the own names; a new e-mail holds once its owner confirms it. */
  update(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
}

export interface BackupsResource {
  /** Delete every archive. */
  deleteAll(options?: Options): Promise<Answered<S.Deleted>>;
  /** The archive itself. 404 for any name that the list does not show. */
  download(filename: string, options?: Options): Promise<Download>;
  /** The archives that are there, the newest first. */
  list(query?: S.BackupsQuery, options?: Options): PageRequest<Answered<S.Backup>>;
  /** Replace all data by those of an archive, and follow it as server-sent events. */
  restore(body: S.RestoreRequest, options?: Options): EventStream;
  /** Make a backup and follow it as server-sent events. */
  start(options?: Options): EventStream;
  /** Take in an archive: multipart with `file`. Every byte is checked first; 400 for a foreign or damaged one. */
  upload(body: S.BackupUploadRequest, options?: Options): Promise<Answered<S.Backup>>;
}

export interface BillsResource {
  readonly advances: BillsAdvancesResource;
  /** Change quantities or monthly prices from a day of the month on, prorated by the day. */
  changeBandwidth(id: number, body: S.BandwidthChangeRequest, options?: Options): Promise<Answered<S.BandwidthBill>>;
  /** The monthly bandwidth bills of customers. */
  create(body: S.BandwidthBillRequest, options?: Options): Promise<Answered<S.BandwidthBill>>;
  /** The monthly bandwidth bills of customers. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The bill as a file. */
  download(id: number, query?: S.BillsDownloadQuery, options?: Options): Promise<Download>;
  /** The bills that the filters leave, with their totals, as a file that can be imported again. */
  export(query?: S.BillsExportQuery, options?: Options): Promise<Download>;
  /** Start the job that lays out a month's bills from each active customer's last one, one for each of them. */
  generate(body?: S.GenerationRequest, options?: Options): Promise<Answered<S.Job>>;
  /** Bills from a CSV or XLSX file, with the customers that are new. Rows match by customer and billing date. */
  import(body: S.ImportRequest, options?: Options): Promise<Answered<S.BillImportResult> | Answered<S.Job>>;
  /** The monthly bandwidth bills of customers. */
  list(query?: S.BillsQuery, options?: Options): PageRequest<Answered<S.BandwidthBill>>;
  /** The monthly bandwidth bills of customers. */
  partialUpdate(id: number, body?: S.PatchedBandwidthBillRequest, options?: Options): Promise<Answered<S.BandwidthBill>>;
  /** The monthly bandwidth bills of customers. */
  retrieve(id: number, options?: Options): Promise<Answered<S.BandwidthBill>>;
  /** The monthly bandwidth bills of customers. */
  update(id: number, body: S.BandwidthBillRequest, options?: Options): Promise<Answered<S.BandwidthBill>>;
}

export interface BillsAdvancesResource {
  /** What customers have paid ahead: booked by bills, used by the next ones. */
  list(query?: S.BillsAdvancesQuery, options?: Options): PageRequest<Answered<S.Advance>>;
}

export interface CalendarResource {
  readonly feed: CalendarFeedResource;
  readonly google: CalendarGoogleResource;
  /** Call off one occurrence of an event that recurs; its day joins the event's `exdates`. */
  cancelOccurrence(id: number, body: S.OccurrenceDayRequest, options?: Options): Promise<Answered<S.Event>>;
  /** Change one occurrence of an event that recurs; answers the event that it then is. */
  changeOccurrence(id: number, body: S.ChangeOccurrenceRequest, options?: Options): Promise<Answered<S.Event>>;
  /** The calendar. Events of applications follow them by themselves; the others are made by people. */
  create(body: S.EventRequest, options?: Options): Promise<Answered<S.Event>>;
  /** The calendar. Events of applications follow them by themselves; the others are made by people. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The calendar. Events of applications follow them by themselves; the others are made by people. */
  list(query?: S.CalendarQuery, options?: Options): PageRequest<Answered<S.Event>>;
  /** What takes place in a window of time, in order: events, and each occurrence of those that recur. */
  occurrences(query?: S.CalendarOccurrencesQuery, options?: Options): PageRequest<Answered<S.Occurrence>>;
  /** The calendar. Events of applications follow them by themselves; the others are made by people. */
  partialUpdate(id: number, body?: S.PatchedEventRequest, options?: Options): Promise<Answered<S.Event>>;
  /** The calendar. Events of applications follow them by themselves; the others are made by people. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Event>>;
  /** Bring the caller's Google account in step now, and try again what failed. 409 where none is connected. */
  sync(options?: Options): Promise<Answered<S.GoogleAccount>>;
  /** The calendar. Events of applications follow them by themselves; the others are made by people. */
  update(id: number, body: S.EventRequest, options?: Options): Promise<Answered<S.Event>>;
}

export interface CalendarFeedResource {
  /** Make an address, which is shown this once. One that there was is good no more. */
  create(options?: Options): Promise<Answered<S.NewFeed>>;
  /** End the address: who subscribed finds nothing there any more. Without one nothing happens. */
  destroy(options?: Options): Promise<void>;
  /** Whether there is an address, since when, and when it was last read. */
  retrieve(options?: Options): Promise<Answered<S.Feed>>;
}

export interface CalendarGoogleResource {
  /** Connect the account of who began this consent in this browser. */
  callback(query?: S.CalendarGoogleCallbackQuery, options?: Options): Promise<Answered<S.GoogleAccount>>;
  /** Answers the address at which the user allows the exchange; open it in the same browser within ten minutes. */
  connect(options?: Options): Promise<Answered<S.Consent>>;
  /** Let go of the account. What is in Google stays there, and what is here stays here. */
  destroy(options?: Options): Promise<void>;
  /** Whether an account is connected, how it does, and what is on its way. */
  retrieve(options?: Options): Promise<Answered<S.GoogleAccount>>;
}

export interface CalendarRemindersResource {
  /** What people want to be told, and when. */
  create(body: S.ReminderRequest, options?: Options): Promise<Answered<S.Reminder>>;
  /** What people want to be told, and when. */
  destroy(id: number, options?: Options): Promise<void>;
  /** What people want to be told, and when. */
  list(query?: S.CalendarRemindersQuery, options?: Options): PageRequest<Answered<S.Reminder>>;
  /** Note that a reminder was seen. The own reminders; whoever may change them, any. */
  markRead(id: number, options?: Options): Promise<Answered<S.Reminder>>;
  /** What people want to be told, and when. */
  partialUpdate(id: number, body?: S.PatchedReminderRequest, options?: Options): Promise<Answered<S.Reminder>>;
  /** What people want to be told, and when. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Reminder>>;
  /** Remind again in some minutes, ten unless given. The own reminders; whoever may change them, any. */
  snooze(id: number, body?: S.SnoozeRequest, options?: Options): Promise<Answered<S.Reminder>>;
  /** The caller's reminders that were sent and not read, as server-sent events, as long as the caller listens. */
  stream(options?: Options): EventStream;
  /** What people want to be told, and when. */
  update(id: number, body: S.ReminderRequest, options?: Options): Promise<Answered<S.Reminder>>;
}

export interface ChangesResource {
  /**
   * What was committed since a cursor, of the kinds of records that the caller may view: each event once, none
   * left out, in commit order. With `wait` and nothing to tell, it waits for the next.
   */
  list(query?: S.ChangesQuery, options?: Options): Promise<Answered<S.Changes>>;
}

export interface ClientCreditsResource {
  /** The movements of clients' credit. Deleting takes back what was applied or refunded. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The movements of clients' credit. Deleting takes back what was applied or refunded. */
  list(query?: S.ClientCreditsQuery, options?: Options): PageRequest<Answered<S.CreditEntry>>;
  /** The movements of clients' credit. Deleting takes back what was applied or refunded. */
  retrieve(id: number, options?: Options): Promise<Answered<S.CreditEntry>>;
}

export interface ClientsResource {
  readonly statement: ClientsStatementResource;
  /** The clients of a stage, or of all, as a bare array of at most 1,000; `X-Total-Count` says how many exist. */
  byStage(query?: S.ClientsByStageQuery, options?: Options): Promise<Answered<S.ClientList>[]>;
  /** Every party of the caller's tenant, in whichever stage. */
  create(body: S.ClientRequest, options?: Options): Promise<Answered<S.CreatedClient>>;
  /** What the client has, by currency. */
  credit(id: number, options?: Options): Promise<Answered<S.ClientCredit>[]>;
  /** Every party of the caller's tenant, in whichever stage. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Other parties that may be this one, as a bare array of at most ten, with the reasons. */
  duplicates(id: number, options?: Options): Promise<Answered<S.Duplicate>[]>;
  /** Every party of the caller's tenant, in whichever stage. */
  list(query?: S.ClientsQuery, options?: Options): PageRequest<Answered<S.ClientList>>;
  /** Move everything of a duplicate to this client, fill its blanks from it, and delete the duplicate. */
  merge(id: number, body: S.MergeRequest, options?: Options): Promise<Answered<S.Client>>;
  /** Every party of the caller's tenant, in whichever stage. */
  partialUpdate(id: number, body?: S.PatchedClientRequest, options?: Options): Promise<Answered<S.Client>>;
  /** Note that credit was paid back; 400 above what there is. */
  refund(id: number, body: S.RefundRequest, options?: Options): Promise<Answered<S.CreditEntry>>;
  /** Every party of the caller's tenant, in whichever stage. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Client>>;
  /** Every party of the caller's tenant, in whichever stage. */
  update(id: number, body: S.ClientRequest, options?: Options): Promise<Answered<S.Client>>;
  /** Move the client along the pipeline; the move is logged as an interaction. */
  updateStage(id: number, body?: S.PatchedStageRequest, options?: Options): Promise<Answered<S.Client>>;
}

export interface ClientsStatementResource {
  /** What was claimed, credited, paid and paid back, with the balance after each. */
  (id: number, query?: S.ClientsStatementQuery, options?: Options): Promise<Answered<S.Statement>>;
  /** The statement as PDF. */
  download(id: number, query?: S.ClientsStatementQuery, options?: Options): Promise<Download>;
}

export interface CreditNotesResource {
  readonly downloadAsync: CreditNotesDownloadAsyncResource;
  /** Start a job that makes an archive of many documents' files. */
  bulkDownload(body: S.BulkDownloadRequest, options?: Options): Promise<Answered<S.Job>>;
  /** Credit an invoice, whole or by line; the note is issued and mailed at once. */
  create(body: S.CreditingRequest, options?: Options): Promise<Answered<S.CreditNote>>;
  /** The document as a file. */
  download(id: number, query?: S.BillsDownloadQuery, options?: Options): Promise<Download>;
  /** Credit notes: issued as soon as they are made, and never changed. */
  list(query?: S.CreditNotesQuery, options?: Options): PageRequest<Answered<S.CreditNote>>;
  /** Credit notes: issued as soon as they are made, and never changed. */
  retrieve(id: number, options?: Options): Promise<Answered<S.CreditNote>>;
}

export interface CreditNotesDownloadAsyncResource {
  readonly status: CreditNotesDownloadAsyncStatusResource;
  /** Start a job that makes the document's file. */
  (id: number, body?: S.DownloadQueryRequest, options?: Options): Promise<Answered<S.Job>>;
  /** The file that the job made; 404 while there is none. */
  file(job_id: string, options?: Options): Promise<Download>;
  /** The job as server-sent events, until it ends. */
  stream(job_id: string, options?: Options): EventStream;
}

export interface CreditNotesDownloadAsyncStatusResource {
  /** The jobs that make documents' files. */
  retrieve(job_id: string, options?: Options): Promise<Answered<S.Job>>;
}

export interface CronResource {
  readonly execCronJobs: CronExecCronJobsResource;
}

export interface CronExecCronJobsResource {
  /** The same as GET. */
  create(options?: Options): Promise<Answered<S.Cron>>;
  /** Start the periodic jobs that are due, each once however often this is called. */
  retrieve(options?: Options): Promise<Answered<S.Cron>>;
}

export interface CustomerApplicationsResource {
  readonly categorizeDocuments: CustomerApplicationsCategorizeDocumentsResource;
  readonly workflows: CustomerApplicationsWorkflowsResource;
  /** End the current step and start the next; after the last one the application is completed. */
  advanceWorkflow(id: number, body?: S.AdvanceRequest, options?: Options): Promise<Answered<S.Application>>;
  /** Delete applications by their ids; those that something refers to are skipped, with the reason. */
  bulkDelete(body: S.RowIdsRequest, options?: Options): Promise<Answered<S.DeletedRows>>;
  /** What customers have asked for, and the work on it, step by step. */
  create(body: S.ApplicationRequest, options?: Options): Promise<Answered<S.Application>>;
  /** What customers have asked for, and the work on it, step by step. */
  destroy(id: number, options?: Options): Promise<void>;
  /** End an application before its last step, for a reason. */
  forceClose(id: number, body?: S.ForceCloseRequest, options?: Options): Promise<Answered<S.Application>>;
  /** What customers have asked for, and the work on it, step by step. */
  list(query?: S.CustomerApplicationsQuery, options?: Options): PageRequest<Answered<S.Application>>;
  /** What customers have asked for, and the work on it, step by step. */
  partialUpdate(id: number, body?: S.PatchedApplicationRequest, options?: Options): Promise<Answered<S.Application>>;
  /** An application from a customer and a product. */
  quickCreate(body: S.ApplicationRequest, options?: Options): Promise<Answered<S.Application>>;
  /**
   * Count the due dates of the open steps anew: after a step that ended early or late, or a day off that was
   * entered later.
   */
  recountDueDates(id: number, options?: Options): Promise<Answered<S.Application>>;
  /** Open an application that was completed, rejected or closed, at the step where it ended. */
  reopen(id: number, options?: Options): Promise<Answered<S.Application>>;
  /** What customers have asked for, and the work on it, step by step. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Application>>;
  /** What customers have asked for, and the work on it, step by step. */
  update(id: number, body: S.ApplicationRequest, options?: Options): Promise<Answered<S.Application>>;
}

export interface CustomerApplicationsCategorizeDocumentsResource {
  /** Upload files (`files`, once for each) and have them matched to the document types. */
  (id: number, body: S.FilesRequest, options?: Options): Promise<Answered<S.Categorization>>;
  /** Announce files by their names; each is then uploaded to `upload_url`. */
  init(id: number, body: S.AnnouncementRequest, options?: Options): Promise<Answered<S.Categorization>>;
}

export interface CustomerApplicationsWorkflowsResource {
  /** Move the due date of a step and, when asked, those of the steps after it. */
  dueDate(id: number, workflow_id: number, body: S.StepDueDateRequest, options?: Options): Promise<Answered<S.Application>>;
  /** Go back from the current step to the one before it. */
  rollback(id: number, workflow_id: number, options?: Options): Promise<Answered<S.Application>>;
  /** Move the current step to another status; `completed` advances the application, `rejected` rejects it. */
  status(id: number, workflow_id: number, body: S.StepStatusRequest, options?: Options): Promise<Answered<S.Application>>;
}

export interface CustomersResource {
  readonly prospects: CustomersProspectsResource;
  /** All applications of a customer, the newest first. */
  applicationsHistory(id: number, query?: S.BackupsQuery, options?: Options): PageRequest<Answered<S.Application>>;
  /** Delete customers by their ids; those with documents are skipped, with the reason. */
  bulkDelete(body: S.BulkDeleteRequest, options?: Options): Promise<Answered<S.BulkDeletion>>;
  /** Start the job that reads the uploaded file; its `result` holds what was read. */
  checkPassport(body: S.FileRequest, options?: Options): Promise<Answered<S.Job>>;
  /** Parties that buy. */
  create(body?: S.CustomerRequest, options?: Options): Promise<Answered<S.CreatedCustomer>>;
  /** Parties that buy. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The customers that the filters leave, as a file that can be imported again. */
  export(query?: S.CustomersExportQuery, options?: Options): Promise<Download>;
  /** Customers from a CSV or XLSX file. Rows match by e-mail, telephone or name; the bad ones are told. */
  import(body: S.ImportRequest, options?: Options): Promise<Answered<S.ImportResult> | Answered<S.Job>>;
  /** Parties that buy. */
  list(query?: S.CustomersQuery, options?: Options): PageRequest<Answered<S.Customer>>;
  /** Parties that buy. */
  partialUpdate(id: number, body?: S.PatchedCustomerRequest, options?: Options): Promise<Answered<S.Customer>>;
  /** A customer from little more than a name. */
  quickCreate(body?: S.CustomerRequest, options?: Options): Promise<Answered<S.CreatedCustomer>>;
  /** Parties that buy. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Customer>>;
  /** The customers that fit the words of `q`. */
  search(query?: S.CustomersSearchQuery, options?: Options): PageRequest<Answered<S.Customer>>;
  /** Set an active customer inactive, and the other way round. */
  toggleActive(id: number, options?: Options): Promise<Answered<S.Customer>>;
  /** The applications of a customer that stand on no invoice, cancelled ones aside; the newest first. */
  uninvoicedApplications(id: number, query?: S.BackupsQuery, options?: Options): PageRequest<Answered<S.InvoiceableApplication>>;
  /** Parties that buy. */
  update(id: number, body?: S.CustomerRequest, options?: Options): Promise<Answered<S.Customer>>;
}

export interface CustomersProspectsResource {
  /** Parties that are not customers yet. */
  create(body?: S.ProspectRequest, options?: Options): Promise<Answered<S.CreatedProspect>>;
  /** Parties that are not customers yet. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Parties that are not customers yet. */
  list(query?: S.CustomersProspectsQuery, options?: Options): PageRequest<Answered<S.Prospect>>;
  /** Parties that are not customers yet. */
  partialUpdate(id: number, body?: S.PatchedProspectRequest, options?: Options): Promise<Answered<S.Prospect>>;
  /** Parties that are not customers yet. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Prospect>>;
  /** Parties that are not customers yet. */
  update(id: number, body?: S.ProspectRequest, options?: Options): Promise<Answered<S.Prospect>>;
}

export interface DashboardResource {
  readonly categories: DashboardCategoriesResource;
  readonly celery: DashboardCeleryResource;
  readonly clients: DashboardClientsResource;
  readonly metrics: DashboardMetricsResource;
  readonly realtime: DashboardRealtimeResource;
  readonly snapshots: DashboardSnapshotsResource;
  readonly streaming: DashboardStreamingResource;
  /** A period's expenses by category, documents by status, and the ten clients who were billed most. */
  breakdown(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Breakdown>>;
  /** What each customer was billed, ever or in a period, and owes today; the largest first, as a bare array. */
  customerWiseRevenue(query?: S.DashboardCustomerWiseRevenueQuery, options?: Options): Promise<Answered<S.CustomerRevenue>[]>;
  /** The dashboard as a table of its figures, or as a PDF page with charts. */
  export(query?: S.DashboardExportQuery, options?: Options): Promise<Download>;
  /** How far the sums are behind the books. */
  health(options?: Options): Promise<Answered<S.DashboardHealth>>;
  /** What the customers of each key account manager were billed, ever or in a period, as a bare array. */
  kamPerformance(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Manager>[]>;
  /**
   * Key figures of the running month, each with its change against the same days of the month before; of another
   * period, against as many days before it.
   */
  kpis(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Kpis>>;
  /** Revenue by month; the last twelve unless asked for others. */
  monthlyRevenue(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.MonthRevenue>[]>;
  /** Revenue, receivables, documents by status, clients and what happened last; the running month by default. */
  overview(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Overview>>;
  /** Revenue to come, projected from the full months that were, with its method, interval and back-test. */
  projections(query?: S.DashboardProjectionsQuery, options?: Options): Promise<Answered<S.Projection>>;
  /** Bring the figures up to date now, and have whoever follows them read them anew. */
  refresh(options?: Options): Promise<Answered<S.Refresh>>;
  /** The key figures of a period, flat. */
  stats(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Stats>>;
  /** Revenue, collected, expenses and profit over time; the last twelve months unless asked for others. */
  trends(query?: S.DashboardTrendsQuery, options?: Options): Promise<Answered<S.Trends>>;
  /** Revenue by week, named by its Monday; the last twelve weeks unless asked for others. */
  weeklyRevenue(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.WeekRevenue>[]>;
  /** Revenue by year, from the first with any unless asked for others. */
  yearlyRevenue(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.YearRevenue>[]>;
}

export interface DashboardCategoriesResource {
  /** Each category of expenses in a period, with its share and its change. */
  list(query?: S.DashboardCategoriesQuery, options?: Options): PageRequest<Answered<S.Category>>;
  /** One category of expenses, with its last twelve months. */
  retrieve(id: number, query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.CategoryDetail>>;
}

export interface DashboardCeleryResource {
  readonly tasks: DashboardCeleryTasksResource;
  /** Ask the broker and the workers, and send a task around. `unhealthy` where any of it did not answer. */
  healthCheck(options?: Options): Promise<Answered<S.CeleryHealth>>;
  /** How many tasks wait in each queue, and how many workers read it. */
  queues(options?: Options): Promise<Answered<S.Queues>>;
  /** Broker, workers and tasks at this moment. Answers within seconds whatever is down, and says what is. */
  status(options?: Options): Promise<Answered<S.CeleryStatus>>;
  /** The workers that answer, and what they are at. */
  workers(options?: Options): Promise<Answered<S.Workers>>;
}

export interface DashboardCeleryTasksResource {
  /** Start a task of the allow-list, which takes the body `{}`; `ping` is on it. 404 for any other name. */
  execute(task_name: string, options?: Options): Promise<Answered<S.Executed>>;
  /** Tasks of the recent past, the tenant's own; those of the installation belong to the platform's tenant. */
  list(query?: S.DashboardCeleryTasksQuery, options?: Options): PageRequest<Answered<S.CeleryTask>>;
  /** Tasks of the recent past, the tenant's own; those of the installation belong to the platform's tenant. */
  retrieve(task_id: string, options?: Options): Promise<Answered<S.CeleryTask>>;
}

export interface DashboardClientsResource {
  /** What each client was billed and paid in a period and owes today, the newest client first. */
  list(query?: S.DashboardCategoriesQuery, options?: Options): PageRequest<Answered<S.ClientFigures>>;
  /** One client's figures, with what was billed in the last twelve months. */
  retrieve(id: number, query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.ClientDetail>>;
}

export interface DashboardMetricsResource {
  /** The key figures of a period as rows, each with its unit and its change. */
  list(query?: S.DashboardCategoriesQuery, options?: Options): PageRequest<Answered<S.Metric>>;
  /** The key figures in Prometheus' text format, as gauges. */
  prometheus(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<string>;
  /** One of the key figures. */
  retrieve(id: number, query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Metric>>;
}

export interface DashboardRealtimeResource {
  /** The overview, computed now. */
  aggregate(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Overview>>;
  /** Start a job that compares every sum with the books and mends what differs. */
  recalculate(options?: Options): Promise<Answered<S.Job>>;
}

export interface DashboardSnapshotsResource {
  /** The amounts of another snapshot against this one's; 409 where they are in different currencies. */
  compare(id: number, query: S.DashboardSnapshotsCompareQuery, options?: Options): Promise<Answered<S.Comparison>>;
  /** The overview as it was, taken nightly and on request. */
  create(body?: S.SnapshotRequest, options?: Options): Promise<Answered<S.Snapshot>>;
  /** Keep the overview of the running month as it is now. */
  generate(body?: S.SnapshotRequest, options?: Options): Promise<Answered<S.Snapshot>>;
  /** The overview as it was, taken nightly and on request. */
  list(query?: S.DashboardSnapshotsQuery, options?: Options): PageRequest<Answered<S.Snapshot>>;
  /** The overview as it was, taken nightly and on request. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Snapshot>>;
}

export interface DashboardStreamingResource {
  /** The overview as server-sent events: at once, then whenever it changes. */
  aggregate(query?: S.DashboardStreamingAggregateQuery, options?: Options): EventStream;
}

export interface DashboardStatsResource {
  /** The key figures of the running month with the applications by status, flat. */
  flat(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.DashboardStats>>;
}

export interface DocumentCategorizationResource {
  /** Make files the documents that they are. What was found is a suggestion; what is sent counts. */
  apply(job_id: string, body: S.AssignmentsRequest, options?: Options): Promise<Answered<S.Categorization>>;
  /** How far it is, and what each file was taken for. */
  status(job_id: string, options?: Options): Promise<Answered<S.Categorization>>;
  /** The same as server-sent events, until every announced file is done. */
  stream(job_id: string, options?: Options): EventStream;
  /** Upload one file; it is matched at once. */
  upload(job_id: string, body: S.FileRequest, options?: Options): Promise<Answered<S.Categorization>>;
}

export interface DocumentOcrResource {
  /** Start the job that reads the uploaded file; its `result` holds what was read. */
  check(body: S.FileRequest, options?: Options): Promise<Answered<S.Job>>;
  /** The job as JSON; its `result` holds `fields, mrz, checks, is_valid, confidence`. */
  status(job_id: string, options?: Options): Promise<Answered<S.Job>>;
}

export interface DocumentTypesResource {
  /** Whether the document type can be deleted, or else what refers to it. */
  canDelete(id: number, options?: Options): Promise<Answered<S.Deletability>>;
  /** The kinds of documents that products ask for. */
  create(body: S.DocumentTypeRequest, options?: Options): Promise<Answered<S.DocumentType>>;
  /** What the document type is still asked by: products, and open applications that wait for one. */
  deprecationImpact(id: number, options?: Options): Promise<Answered<S.DeprecationImpact>>;
  /** The kinds of documents that products ask for. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The kinds of documents that products ask for. */
  list(query?: S.DocumentTypesQuery, options?: Options): PageRequest<Answered<S.DocumentType>>;
  /** The kinds of documents that products ask for. */
  partialUpdate(id: number, body?: S.PatchedDocumentTypeRequest, options?: Options): Promise<Answered<S.DocumentType>>;
  /** The kinds of documents that products ask for. */
  retrieve(id: number, options?: Options): Promise<Answered<S.DocumentType>>;
  /** The kinds of documents that products ask for. */
  update(id: number, body: S.DocumentTypeRequest, options?: Options): Promise<Answered<S.DocumentType>>;
}

export interface DocumentsResource {
  readonly versions: DocumentsVersionsResource;
  /** `approve` or `reject` a document, `rotate` its file, or start the job that reads it (`ocr`). */
  actions(id: number, action_name: string, body?: S.ActionRequest, options?: Options): Promise<Answered<S.Document> | Answered<S.Job>>;
  /** The documents of customers' applications, with their files. */
  create(body: S.DocumentRequest, options?: Options): Promise<Answered<S.Document>>;
  /** The documents of customers' applications, with their files. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The file itself, to be saved; 404 while there is none. */
  download(id: number, options?: Options): Promise<Download>;
  /** The documents of customers' applications, with their files. */
  list(query?: S.DocumentsQuery, options?: Options): PageRequest<Answered<S.Document>>;
  /** One PDF of the files of documents, in the order of their ids: images upright on A4, scripts left out. */
  mergePdf(body: S.MergeDocumentsRequest, options?: Options): Promise<Download>;
  /** The documents of customers' applications, with their files. */
  partialUpdate(id: number, body?: S.PatchedDocumentRequest, options?: Options): Promise<Answered<S.Document>>;
  /** The file as a PDF to be shown and printed, images on A4, without scripts; 404 while there is none. */
  print(id: number, options?: Options): Promise<Download>;
  /** The documents of customers' applications, with their files. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Document>>;
  /** The documents of customers' applications, with their files. */
  update(id: number, body: S.DocumentRequest, options?: Options): Promise<Answered<S.Document>>;
  /** Start the job that says whether the file is what the document claims to be. */
  validateCategory(id: number, options?: Options): Promise<Answered<S.Job>>;
  /** The document's latest validation as server-sent events; 404 while there was none. */
  validationStream(id: number, options?: Options): EventStream;
}

export interface DocumentsVersionsResource {
  /** A file that the document had before. */
  download(id: number, version: number, options?: Options): Promise<Download>;
  /** The files that the document had before the present one, as a bare array. */
  list(id: number, options?: Options): Promise<Answered<S.Version>[]>;
}

export interface ExchangeRatesResource {
  /** What currencies are worth in the company's own, by the day. What was booked at a rate keeps it. */
  create(body: S.ExchangeRateRequest, options?: Options): Promise<Answered<S.ExchangeRate>>;
  /** What currencies are worth in the company's own, by the day. What was booked at a rate keeps it. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Ask the source for today's rates of the company's `exchange_rate_currencies`; rates entered by hand stay. */
  fetch(options?: Options): Promise<Answered<S.Job>>;
  /** Rates from a CSV or XLSX file with the columns currency, date and rate. Rows match by currency and day. */
  import(body: S.ImportRequest, options?: Options): Promise<Answered<S.ExchangeRateImportResult> | Answered<S.Job>>;
  /** What currencies are worth in the company's own, by the day. What was booked at a rate keeps it. */
  list(query?: S.ExchangeRatesQuery, options?: Options): PageRequest<Answered<S.ExchangeRate>>;
  /** What currencies are worth in the company's own, by the day. What was booked at a rate keeps it. */
  partialUpdate(id: number, body?: S.PatchedExchangeRateRequest, options?: Options): Promise<Answered<S.ExchangeRate>>;
  /** What currencies are worth in the company's own, by the day. What was booked at a rate keeps it. */
  retrieve(id: number, options?: Options): Promise<Answered<S.ExchangeRate>>;
  /** What currencies are worth in the company's own, by the day. What was booked at a rate keeps it. */
  update(id: number, body: S.ExchangeRateRequest, options?: Options): Promise<Answered<S.ExchangeRate>>;
}

export interface ExpensesResource {
  readonly attachments: ExpensesAttachmentsResource;
  /** Agree to a pending expense. */
  approve(id: number, options?: Options): Promise<Answered<S.Expense>>;
  /** Put approved billable expenses on a draft invoice of their client, each exactly once. */
  bill(body: S.BillRequest, options?: Options): Promise<Answered<S.Invoice>>;
  /** Expenses: entered, decided on, reimbursed or billed to a client. */
  create(body: S.ExpenseRequest, options?: Options): Promise<Answered<S.Expense>>;
  /** Expenses: entered, decided on, reimbursed or billed to a client. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Expenses: entered, decided on, reimbursed or billed to a client. */
  list(query?: S.ExpensesQuery, options?: Options): PageRequest<Answered<S.Expense>>;
  /** Expenses: entered, decided on, reimbursed or billed to a client. */
  partialUpdate(id: number, body?: S.PatchedExpenseRequest, options?: Options): Promise<Answered<S.Expense>>;
  /** Note that an approved expense was paid back. */
  reimburse(id: number, options?: Options): Promise<Answered<S.Expense>>;
  /** Decline a pending or approved expense. */
  reject(id: number, options?: Options): Promise<Answered<S.Expense>>;
  /** Expenses: entered, decided on, reimbursed or billed to a client. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Expense>>;
  /** Expenses: entered, decided on, reimbursed or billed to a client. */
  update(id: number, body: S.ExpenseRequest, options?: Options): Promise<Answered<S.Expense>>;
}

export interface ExpensesAttachmentsResource {
  /** Upload a receipt: multipart with `expense` and `file`. */
  create(body: S.UploadRequest, options?: Options): Promise<Answered<S.Attachment>>;
  /** Receipts of expenses, told by their content and served to their tenant only. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The receipt itself, to be saved. */
  file(id: number, options?: Options): Promise<Download>;
  /** Receipts of expenses, told by their content and served to their tenant only. */
  list(query?: S.ExpensesAttachmentsQuery, options?: Options): PageRequest<Answered<S.Attachment>>;
  /** Receipts of expenses, told by their content and served to their tenant only. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Attachment>>;
  /** A small picture of the receipt; 404 where it is no image. */
  thumbnail(id: number, options?: Options): Promise<Download>;
}

export interface HolidaysResource {
  /** The days on which the company does not work, besides its weekend: due dates in business days skip them. */
  create(body: S.HolidayRequest, options?: Options): Promise<Answered<S.Holiday>>;
  /** The days on which the company does not work, besides its weekend: due dates in business days skip them. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The days on which the company does not work, besides its weekend: due dates in business days skip them. */
  list(query?: S.HolidaysQuery, options?: Options): PageRequest<Answered<S.Holiday>>;
  /** Add the public holidays of a country, by year; those that are there already are left alone. */
  load(body: S.LoadHolidaysRequest, options?: Options): Promise<Answered<S.LoadedHolidays>>;
  /** The days on which the company does not work, besides its weekend: due dates in business days skip them. */
  partialUpdate(id: number, body?: S.PatchedHolidayRequest, options?: Options): Promise<Answered<S.Holiday>>;
  /** The days on which the company does not work, besides its weekend: due dates in business days skip them. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Holiday>>;
  /** The days on which the company does not work, besides its weekend: due dates in business days skip them. */
  update(id: number, body: S.HolidayRequest, options?: Options): Promise<Answered<S.Holiday>>;
}

export interface IntegrationsResource {
  readonly events: IntegrationsEventsResource;
  readonly providers: IntegrationsProvidersResource;
  readonly webhooks: IntegrationsWebhooksResource;
  /** How each active provider answered when it was last called. */
  health(options?: Options): Promise<Answered<S.Health>>;
}

export interface IntegrationsEventsResource {
  /** Say which invoice a payment is for, or which schedule a subscription, that matched none. */
  assign(id: number, body?: S.EventAssignmentRequest, options?: Options): Promise<Answered<S.WebhookEvent>>;
  /** The events that providers sent. */
  list(query?: S.IntegrationsEventsQuery, options?: Options): PageRequest<Answered<S.WebhookEvent>>;
  /** Process an event again that failed, was ignored or matched nothing. */
  replay(id: number, options?: Options): Promise<Answered<S.WebhookEvent>>;
  /** The events that providers sent. */
  retrieve(id: number, options?: Options): Promise<Answered<S.WebhookEvent>>;
}

export interface IntegrationsProvidersResource {
  /** The systems that the company exchanges data with. */
  create(body: S.ProviderRequest, options?: Options): Promise<Answered<S.Provider>>;
  /** The systems that the company exchanges data with. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The systems that the company exchanges data with. */
  list(query?: S.IntegrationsProvidersQuery, options?: Options): PageRequest<Answered<S.Provider>>;
  /** The systems that the company exchanges data with. */
  partialUpdate(id: number, body?: S.PatchedProviderRequest, options?: Options): Promise<Answered<S.Provider>>;
  /** The systems that the company exchanges data with. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Provider>>;
  /** The systems that the company exchanges data with. */
  update(id: number, body: S.ProviderRequest, options?: Options): Promise<Answered<S.Provider>>;
}

export interface IntegrationsWebhooksResource {
  /** Take an event: it is kept before the answer and processed after it. */
  paymentService(body: S.InboundEventRequest, options?: Options & { query?: S.IntegrationsWebhooksPaymentServiceQuery }): Promise<Answered<S.Accepted>>;
  /** Take an event: it is kept before the answer and processed after it. */
  userService(body: S.InboundEventRequest, options?: Options & { query?: S.IntegrationsWebhooksPaymentServiceQuery }): Promise<Answered<S.Accepted>>;
}

export interface InteractionsResource {
  /** Contacts with clients. */
  create(body: S.InteractionRequest, options?: Options): Promise<Answered<S.Interaction>>;
  /** Contacts with clients. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Contacts with clients. */
  list(query?: S.InteractionsQuery, options?: Options): PageRequest<Answered<S.Interaction>>;
  /** Contacts with clients. */
  partialUpdate(id: number, body?: S.PatchedInteractionRequest, options?: Options): Promise<Answered<S.Interaction>>;
  /** Contacts with clients. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Interaction>>;
  /** Contacts with clients. */
  update(id: number, body: S.InteractionRequest, options?: Options): Promise<Answered<S.Interaction>>;
}

export interface InvoiceImportsResource {
  /**
   * The file as it was sent, to be saved; a picture without what was noted beside it, such as where it was taken.
   * 404 where the file is not kept.
   */
  file(id: number, options?: Options): Promise<Download>;
  /** Files that were imported: what was read of each, how sure, and which draft it became. */
  list(query?: S.InvoiceImportsQuery, options?: Options): PageRequest<Answered<S.InvoiceImport>>;
  /** Files that were imported: what was read of each, how sure, and which draft it became. */
  retrieve(id: number, options?: Options): Promise<Answered<S.InvoiceImport>>;
}

export interface InvoicesResource {
  readonly downloadAsync: InvoicesDownloadAsyncResource;
  readonly import: InvoicesImportResource;
  /** Pay the invoice out of its client's credit. */
  applyCredit(id: number, body?: S.ApplyingRequest, options?: Options): Promise<Answered<S.Invoice>>;
  /** Force-delete many invoices, each by itself; ids of no invoice are skipped. */
  bulkDelete(body: S.InvoiceIdsRequest, options?: Options): Promise<Answered<S.DeletedInvoices>>;
  /** Start a job that makes an archive of many documents' files. */
  bulkDownload(body: S.BulkDownloadRequest, options?: Options): Promise<Answered<S.Job>>;
  /** Cancel an issued invoice on which nothing is paid. */
  cancel(id: number, options?: Options): Promise<Answered<S.Invoice>>;
  /** Invoices: drafts to be filled, issued ones to be paid. */
  create(body: S.InvoiceRequest, options?: Options): Promise<Answered<S.Invoice>>;
  /** What a forced deletion would take with it. */
  deletePreview(id: number, options?: Options): Promise<Answered<S.DeletionPreview>>;
  /** Invoices: drafts to be filled, issued ones to be paid. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The document as a file. */
  download(id: number, query?: S.BillsDownloadQuery, options?: Options): Promise<Download>;
  /** A new draft of today with the same client and lines. */
  duplicate(id: number, options?: Options): Promise<Answered<S.Invoice>>;
  /** Remove an invoice in any status with its lines and payments; answers what was removed. */
  forceDelete(id: number, options?: Options): Promise<Answered<S.DeletionPreview>>;
  /** All applications of a customer with the invoices that they stand on, the newest first. */
  getCustomerApplications(id: number, query?: S.BackupsQuery, options?: Options): PageRequest<Answered<S.InvoiceableApplication>>;
  /** What the line comes to with its tax, what of that is paid and what is due. */
  getInvoiceApplicationDueAmount(id: number, options?: Options): Promise<Answered<S.DueAmount>>;
  /** Invoices: drafts to be filled, issued ones to be paid. */
  list(query?: S.InvoicesQuery, options?: Options): PageRequest<Answered<S.Invoice>>;
  /** Take a payment of the whole balance; 409 when nothing is open. */
  markAsPaid(id: number, body?: S.SettlementRequest, options?: Options): Promise<Answered<S.Invoice>>;
  /** Invoices: drafts to be filled, issued ones to be paid. */
  partialUpdate(id: number, body?: S.PatchedInvoiceRequest, options?: Options): Promise<Answered<S.Invoice>>;
  /** The number and dates that the next invoice would get; nothing is taken. */
  propose(query?: S.InvoicesProposeQuery, options?: Options): Promise<Answered<S.Proposal>>;
  /** Invoices: drafts to be filled, issued ones to be paid. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Invoice>>;
  /** Freeze a draft and e-mail it to the client with its PDF; 409 for an invoice that is no draft. */
  send(id: number, options?: Options): Promise<Answered<S.Invoice>>;
  /** Invoices: drafts to be filled, issued ones to be paid. */
  update(id: number, body: S.InvoiceRequest, options?: Options): Promise<Answered<S.Invoice>>;
}

export interface InvoicesDownloadAsyncResource {
  readonly status: InvoicesDownloadAsyncStatusResource;
  /** Start a job that makes the document's file. */
  (id: number, body?: S.DownloadQueryRequest, options?: Options): Promise<Answered<S.Job>>;
  /** The file that the job made; 404 while there is none. */
  file(job_id: string, options?: Options): Promise<Download>;
  /** The job as server-sent events, until it ends. */
  stream(job_id: string, options?: Options): EventStream;
}

export interface InvoicesDownloadAsyncStatusResource {
  /** The jobs that make documents' files. */
  retrieve(job_id: string, options?: Options): Promise<Answered<S.Job>>;
}

export interface InvoicesImportResource {
  readonly status: InvoicesImportStatusResource;
  /** Start the job that makes a draft of each of many files (`files`, once for each). */
  batch(body: S.ImportFilesRequest, options?: Options): Promise<Answered<S.Job>>;
  /** The formats that are read, and the limits. */
  config(options?: Options): Promise<Answered<S.ImportConfig>>;
  /** Start the job that makes a draft of an invoice in a file, or of each in a table. */
  single(body: S.ImportFileRequest, options?: Options): Promise<Answered<S.Job>>;
  /** The job as server-sent events, until it ends. */
  stream(job_id: string, options?: Options): EventStream;
}

export interface InvoicesImportStatusResource {
  /** The jobs that import invoices. */
  retrieve(job_id: string, options?: Options): Promise<Answered<S.Job>>;
}

export interface MeResource {
  /** Change some of the own names; a new e-mail holds once its owner confirms it. */
  partialUpdate(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
  /** The caller, with role and tenant. */
  retrieve(options?: Options): Promise<Answered<S.Profile>>;
  /** Change the own names; a new e-mail holds once its owner confirms it. */
  update(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
}

export interface MessageTemplatesResource {
  /** The company's own words for messages to its customers, in place of the product's. */
  create(body: S.MessageTemplateRequest, options?: Options): Promise<Answered<S.MessageTemplate>>;
  /** The company's own words for messages to its customers, in place of the product's. */
  destroy(id: number, options?: Options): Promise<void>;
  /**
   * The kinds of messages that can be put in other words: what can be filled in, and the product's own words in
   * the company's language.
   */
  kinds(options?: Options): Promise<Answered<S.MessageKinds>>;
  /** The company's own words for messages to its customers, in place of the product's. */
  list(query?: S.MessageTemplatesQuery, options?: Options): PageRequest<Answered<S.MessageTemplate>>;
  /** The company's own words for messages to its customers, in place of the product's. */
  partialUpdate(id: number, body?: S.PatchedMessageTemplateRequest, options?: Options): Promise<Answered<S.MessageTemplate>>;
  /** The company's own words for messages to its customers, in place of the product's. */
  retrieve(id: number, options?: Options): Promise<Answered<S.MessageTemplate>>;
  /** The company's own words for messages to its customers, in place of the product's. */
  update(id: number, body: S.MessageTemplateRequest, options?: Options): Promise<Answered<S.MessageTemplate>>;
}

export interface MonitoringResource {
  readonly api: MonitoringApiResource;
  /** A page with live charts, alerts and workers, of the tenant that the caller acts in; its figures as JSON. */
  (options?: Options): Promise<Answered<S.Page>>;
}

export interface MonitoringApiResource {
  readonly alerts: MonitoringApiAlertsResource;
  readonly healthMetrics: MonitoringApiHealthMetricsResource;
  readonly monitoring: MonitoringApiMonitoringResource;
  readonly tasks: MonitoringApiTasksResource;
  /** Database, cache, broker and worker with their latencies; 503 when the database is gone. */
  health(options?: Options): Promise<Answered<S.SystemHealth>>;
  /** The newest metrics of the caller's tenant, its tasks of the last hour, its jobs and alerts. */
  metrics(options?: Options): Promise<Answered<S.SystemMetrics>>;
}

export interface MonitoringApiAlertsResource {
  /** Take an open alert upon oneself. */
  acknowledge(id: number, options?: Options): Promise<Answered<S.Alert>>;
  /** What a person should look at: raised by rules or callers, resolved by themselves or by somebody. */
  create(body: S.AlertRequest, options?: Options): Promise<Answered<S.Alert>>;
  /** What a person should look at: raised by rules or callers, resolved by themselves or by somebody. */
  destroy(id: number, options?: Options): Promise<void>;
  /** What a person should look at: raised by rules or callers, resolved by themselves or by somebody. */
  list(query?: S.MonitoringApiAlertsQuery, options?: Options): PageRequest<Answered<S.Alert>>;
  /** What a person should look at: raised by rules or callers, resolved by themselves or by somebody. */
  partialUpdate(id: number, body?: S.PatchedAlertRequest, options?: Options): Promise<Answered<S.Alert>>;
  /** Close an alert. A rule that still holds raises another one with the next sample. */
  resolve(id: number, options?: Options): Promise<Answered<S.Alert>>;
  /** What a person should look at: raised by rules or callers, resolved by themselves or by somebody. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Alert>>;
  /** What a person should look at: raised by rules or callers, resolved by themselves or by somebody. */
  update(id: number, body?: S.PatchedAlertRequest, options?: Options): Promise<Answered<S.Alert>>;
}

export interface MonitoringApiHealthMetricsResource {
  /** Figures of health: sampled by the installation for the platform's tenant, or noted by callers. */
  create(body: S.HealthMetricRequest, options?: Options): Promise<Answered<S.HealthMetric>>;
  /** Figures of health: sampled by the installation for the platform's tenant, or noted by callers. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Figures of health: sampled by the installation for the platform's tenant, or noted by callers. */
  list(query?: S.MonitoringApiHealthMetricsQuery, options?: Options): PageRequest<Answered<S.HealthMetric>>;
  /** Figures of health: sampled by the installation for the platform's tenant, or noted by callers. */
  partialUpdate(id: number, body?: S.PatchedHealthMetricRequest, options?: Options): Promise<Answered<S.HealthMetric>>;
  /** Figures of health: sampled by the installation for the platform's tenant, or noted by callers. */
  retrieve(id: number, options?: Options): Promise<Answered<S.HealthMetric>>;
  /** Figures of health: sampled by the installation for the platform's tenant, or noted by callers. */
  update(id: number, body?: S.PatchedHealthMetricRequest, options?: Options): Promise<Answered<S.HealthMetric>>;
}

export interface MonitoringApiMonitoringResource {
  /** General monitoring data: figures with labels that callers' own programs report. */
  create(body: S.MeasurementRequest, options?: Options): Promise<Answered<S.Measurement>>;
  /** General monitoring data: figures with labels that callers' own programs report. */
  list(query?: S.MonitoringApiMonitoringQuery, options?: Options): PageRequest<Answered<S.Measurement>>;
}

export interface MonitoringApiTasksResource {
  /** Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own. */
  create(body: S.TaskExecutionRequest, options?: Options): Promise<Answered<S.TaskExecution>>;
  /** Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own. */
  list(query?: S.DashboardCeleryTasksQuery, options?: Options): PageRequest<Answered<S.TaskExecution>>;
  /** Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own. */
  partialUpdate(id: number, body?: S.PatchedTaskExecutionRequest, options?: Options): Promise<Answered<S.TaskExecution>>;
  /** Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own. */
  retrieve(id: number, options?: Options): Promise<Answered<S.TaskExecution>>;
  /** Tasks that ran for the tenant: noted by the workers themselves, or by callers for programs of their own. */
  update(id: number, body?: S.PatchedTaskExecutionRequest, options?: Options): Promise<Answered<S.TaskExecution>>;
}

export interface NotificationsResource {
  readonly whatsapp: NotificationsWhatsappResource;
}

export interface NotificationsWhatsappResource {
  readonly account: NotificationsWhatsappAccountResource;
  readonly messages: NotificationsWhatsappMessagesResource;
  readonly webhook: NotificationsWhatsappWebhookResource;
}

export interface NotificationsWhatsappAccountResource {
  /** Write from the installation's number again. 404 where no own number is set. */
  destroy(options?: Options): Promise<void>;
  /** The number that the company writes from; empty where it has none of its own. */
  retrieve(options?: Options): Promise<Answered<S.WhatsAppAccount>>;
  /** Write from this number from now on. */
  update(body: S.WhatsAppAccountRequest, options?: Options): Promise<Answered<S.WhatsAppAccount>>;
}

export interface NotificationsWhatsappMessagesResource {
  /** What was written to the company by WhatsApp. */
  list(query?: S.AuthApiKeysQuery, options?: Options): PageRequest<Answered<S.WhatsAppMessage>>;
  /** What was written to the company by WhatsApp. */
  retrieve(id: number, options?: Options): Promise<Answered<S.WhatsAppMessage>>;
}

export interface NotificationsWhatsappWebhookResource {
  /** Take receipts and messages. What was taken before changes nothing. */
  create(body?: S.WhatsAppWebhookRequest, options?: Options): Promise<Answered<S.Told>>;
  /** The challenge, for whoever knows the agreed word. */
  retrieve(query?: S.NotificationsWhatsappWebhookRetrieveQuery, options?: Options): Promise<string>;
}

export interface OcrResource {
  /** Start the job that reads the uploaded file; its `result` holds what was read. */
  check(body: S.FileRequest, options?: Options): Promise<Answered<S.Job>>;
  /** The job as JSON; its `result` holds `fields, mrz, checks, is_valid, confidence`. */
  status(job_id: string, options?: Options): Promise<Answered<S.Job>>;
}

export interface PaymentsResource {
  /** Money received. Each change settles its invoice at once: paid amount, balance and status. */
  create(body: S.PaymentRequest, options?: Options): Promise<Answered<S.Payment>>;
  /** Money received. Each change settles its invoice at once: paid amount, balance and status. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Money received. Each change settles its invoice at once: paid amount, balance and status. */
  list(query?: S.PaymentsQuery, options?: Options): PageRequest<Answered<S.Payment>>;
  /** Money received. Each change settles its invoice at once: paid amount, balance and status. */
  partialUpdate(id: number, body?: S.PatchedPaymentRequest, options?: Options): Promise<Answered<S.Payment>>;
  /** Money received. Each change settles its invoice at once: paid amount, balance and status. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Payment>>;
  /** Money received. Each change settles its invoice at once: paid amount, balance and status. */
  update(id: number, body: S.PaymentRequest, options?: Options): Promise<Answered<S.Payment>>;
}

export interface ProductsResource {
  readonly export: ProductsExportResource;
  readonly import: ProductsImportResource;
  /** Delete products by their ids; those that something refers to are skipped, with the reason. */
  bulkDelete(body: S.RowIdsRequest, options?: Options): Promise<Answered<S.DeletedRows>>;
  /** Whether the product can be deleted, or else what refers to it. */
  canDelete(id: number, options?: Options): Promise<Answered<S.Deletability>>;
  /** What is sold, with the steps of the work on it and the document types it asks for. */
  create(body: S.ProductRequest, options?: Options): Promise<Answered<S.Product>>;
  /** What is sold, with the steps of the work on it and the document types it asks for. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The product of an id. */
  getProductById(product_id: number, options?: Options): Promise<Answered<S.Product>>;
  /** The products of a type: `visa`, `service`, `goods` or `other`. */
  getProductsByProductType(product_type: string, query?: S.ProductsQuery, options?: Options): PageRequest<Answered<S.Product>>;
  /** What is sold, with the steps of the work on it and the document types it asks for. */
  list(query?: S.ProductsQuery, options?: Options): PageRequest<Answered<S.Product>>;
  /** What is sold, with the steps of the work on it and the document types it asks for. */
  partialUpdate(id: number, body?: S.PatchedProductRequest, options?: Options): Promise<Answered<S.Product>>;
  /** A product from little more than a name. */
  quickCreate(body: S.QuickProductRequest, options?: Options): Promise<Answered<S.Product>>;
  /** What is sold, with the steps of the work on it and the document types it asks for. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Product>>;
  /** What is sold, with the steps of the work on it and the document types it asks for. */
  update(id: number, body: S.ProductRequest, options?: Options): Promise<Answered<S.Product>>;
}

export interface ProductsExportResource {
  /** The file that the job made; 404 while there is none. */
  download(job_id: string, options?: Options): Promise<Download>;
  /** Start writing the products that the filters in the query leave, as a file that can be imported again. */
  start(body?: S.ProductExportRequest, options?: Options & { query?: S.ProductsExportStartQuery }): Promise<Answered<S.Job>>;
}

export interface ProductsImportResource {
  /** Start importing products from a CSV or XLSX file. Rows match by code; the bad ones are told by the job. */
  start(body: S.ImportRequest, options?: Options): Promise<Answered<S.Job>>;
}

export interface PublicLinksResource {
  /** Links by which clients read documents, and answer quotes, without logging in. Deleting one revokes it. */
  create(body?: S.PublicLinkRequest, options?: Options): Promise<Answered<S.PublicLink>>;
  /** Links by which clients read documents, and answer quotes, without logging in. Deleting one revokes it. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Links by which clients read documents, and answer quotes, without logging in. Deleting one revokes it. */
  list(query?: S.PublicLinksQuery, options?: Options): PageRequest<Answered<S.PublicLink>>;
  /** Links by which clients read documents, and answer quotes, without logging in. Deleting one revokes it. */
  retrieve(id: number, options?: Options): Promise<Answered<S.PublicLink>>;
}

export interface PushNotificationsResource {
  /** The key that a browser subscribes with. */
  key(options?: Options): Promise<Answered<S.PublicKey>>;
  /** Register the browser of the caller; from now on it is told what its user is told. */
  register(body: S.BrowserRequest, options?: Options): Promise<Answered<S.RegisteredBrowser>>;
  /** Send a message to the browsers of a user. 409 where none is registered. */
  sendTest(body?: S.TestPushRequest, options?: Options): Promise<Answered<S.Notification>>;
  /** Send a WhatsApp message to a number or a customer. */
  sendTestWhatsapp(body?: S.TestWhatsAppRequest, options?: Options): Promise<Answered<S.Notification>>;
  /** Send a message to the caller's own browsers. 409 where none is registered. */
  test(options?: Options): Promise<Answered<S.Notification>>;
  /** Forget a browser of the caller's; 404 for one that is not registered. */
  unregister(body: S.EndpointRequest, options?: Options): Promise<void>;
}

export interface QuotesResource {
  readonly downloadAsync: QuotesDownloadAsyncResource;
  /** The client takes a sent quote. */
  accept(id: number, options?: Options): Promise<Answered<S.Quote>>;
  /** Start a job that makes an archive of many documents' files. */
  bulkDownload(body: S.BulkDownloadRequest, options?: Options): Promise<Answered<S.Job>>;
  /** The invoice of an accepted quote: 201 when it is made, 200 with the same one ever after. */
  convert(id: number, options?: Options): Promise<Answered<S.Invoice>>;
  /** Quotes: offers that are sent, accepted or rejected, and become an invoice once. */
  create(body: S.QuoteRequest, options?: Options): Promise<Answered<S.Quote>>;
  /** Quotes: offers that are sent, accepted or rejected, and become an invoice once. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The document as a file. */
  download(id: number, query?: S.BillsDownloadQuery, options?: Options): Promise<Download>;
  /** A new draft of today with the same client and lines. */
  duplicate(id: number, options?: Options): Promise<Answered<S.Quote>>;
  /** Quotes: offers that are sent, accepted or rejected, and become an invoice once. */
  list(query?: S.QuotesQuery, options?: Options): PageRequest<Answered<S.Quote>>;
  /** Quotes: offers that are sent, accepted or rejected, and become an invoice once. */
  partialUpdate(id: number, body?: S.PatchedQuoteRequest, options?: Options): Promise<Answered<S.Quote>>;
  /** The client declines a sent quote. */
  reject(id: number, options?: Options): Promise<Answered<S.Quote>>;
  /** Quotes: offers that are sent, accepted or rejected, and become an invoice once. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Quote>>;
  /** Freeze a draft and e-mail it to the client with its PDF. */
  send(id: number, options?: Options): Promise<Answered<S.Quote>>;
  /** Quotes: offers that are sent, accepted or rejected, and become an invoice once. */
  update(id: number, body: S.QuoteRequest, options?: Options): Promise<Answered<S.Quote>>;
}

export interface QuotesDownloadAsyncResource {
  readonly status: QuotesDownloadAsyncStatusResource;
  /** Start a job that makes the document's file. */
  (id: number, body?: S.DownloadQueryRequest, options?: Options): Promise<Answered<S.Job>>;
  /** The file that the job made; 404 while there is none. */
  file(job_id: string, options?: Options): Promise<Download>;
  /** The job as server-sent events, until it ends. */
  stream(job_id: string, options?: Options): EventStream;
}

export interface QuotesDownloadAsyncStatusResource {
  /** The jobs that make documents' files. */
  retrieve(job_id: string, options?: Options): Promise<Answered<S.Job>>;
}

export interface RecurringInvoicesResource {
  /** Recurring invoices: made and sent by themselves, each period exactly once. */
  create(body: S.RecurringInvoiceRequest, options?: Options): Promise<Answered<S.RecurringInvoice>>;
  /** Recurring invoices: made and sent by themselves, each period exactly once. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Recurring invoices: made and sent by themselves, each period exactly once. */
  list(query?: S.RecurringInvoicesQuery, options?: Options): PageRequest<Answered<S.RecurringInvoice>>;
  /** Recurring invoices: made and sent by themselves, each period exactly once. */
  partialUpdate(id: number, body?: S.PatchedRecurringInvoiceRequest, options?: Options): Promise<Answered<S.RecurringInvoice>>;
  /** Stop; periods that pass meanwhile are left out. */
  pause(id: number, options?: Options): Promise<Answered<S.RecurringInvoice>>;
  /** The dates of the next invoices. */
  preview(id: number, query?: S.RecurringInvoicesPreviewQuery, options?: Options): Promise<Answered<S.Preview>>;
  /** Go on with the first period from today on. */
  resume(id: number, options?: Options): Promise<Answered<S.RecurringInvoice>>;
  /** Recurring invoices: made and sent by themselves, each period exactly once. */
  retrieve(id: number, options?: Options): Promise<Answered<S.RecurringInvoice>>;
  /** Recurring invoices: made and sent by themselves, each period exactly once. */
  update(id: number, body: S.RecurringInvoiceRequest, options?: Options): Promise<Answered<S.RecurringInvoice>>;
}

export interface ReportsResource {
  /** What is open today by how long it has been due; bills count from their billing date. */
  aging(query: S.DashboardStatsFlatQuery & { format: 'csv' | 'excel' }, options?: Options): Promise<Download>;
  aging(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Report>>;
  /** What models cost that read documents: calls, pages, tokens, seconds and money, by model and purpose. */
  aiCosting(query: S.DashboardStatsFlatQuery & { format: 'csv' | 'excel' }, options?: Options): Promise<Download>;
  aiCosting(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Report>>;
  /** Applications of the period by status. */
  applicationPipeline(query: S.DashboardStatsFlatQuery & { format: 'csv' | 'excel' }, options?: Options): Promise<Download>;
  applicationPipeline(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Report>>;
  /** What came in and went out by month, and what that leaves since the beginning of the period. */
  cashFlow(query: S.DashboardStatsFlatQuery & { format: 'csv' | 'excel' }, options?: Options): Promise<Download>;
  cashFlow(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Report>>;
  /** The customers who were billed most ever: in all, and by month since they joined. */
  customerLtv(query: S.DashboardStatsFlatQuery & { format: 'csv' | 'excel' }, options?: Options): Promise<Download>;
  customerLtv(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Report>>;
  /** Invoices of the period by status; drafts and cancelled ones bill nothing. */
  invoiceStatus(query: S.DashboardStatsFlatQuery & { format: 'csv' | 'excel' }, options?: Options): Promise<Download>;
  invoiceStatus(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Report>>;
  /** The key figures, each with its unit and its change. */
  kpiDashboard(query: S.DashboardStatsFlatQuery & { format: 'csv' | 'excel' }, options?: Options): Promise<Download>;
  kpiDashboard(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Report>>;
  /** The reports that there are, as a bare array. */
  list(options?: Options): Promise<Answered<S.ReportLink>[]>;
  /** How many invoices were issued each month, and what they billed. */
  monthlyInvoices(query: S.DashboardStatsFlatQuery & { format: 'csv' | 'excel' }, options?: Options): Promise<Download>;
  monthlyInvoices(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Report>>;
  /** How often each product was applied for and sold; the most wanted first. */
  productDemand(query: S.DashboardStatsFlatQuery & { format: 'csv' | 'excel' }, options?: Options): Promise<Download>;
  productDemand(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Report>>;
  /**
   * What lines of issued invoices billed for each product less what credit notes took back, without tax; the
   * largest first.
   */
  productRevenue(query: S.DashboardStatsFlatQuery & { format: 'csv' | 'excel' }, options?: Options): Promise<Download>;
  productRevenue(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Report>>;
  /** Revenue, collected, expenses and profit by month. */
  revenue(query: S.DashboardStatsFlatQuery & { format: 'csv' | 'excel' }, options?: Options): Promise<Download>;
  revenue(query?: S.DashboardStatsFlatQuery, options?: Options): Promise<Answered<S.Report>>;
}

export interface ServerManagementResource {
  /** Versions, migrations, database and disk, every periodic job, and the actions there are. */
  (options?: Options): Promise<Answered<S.Server>>;
  /** Do it now. `result` says what was done, in figures and names. */
  cleanUp(options?: Options): Promise<Answered<S.ServerAction>>;
  /** Do it now. `result` says what was done, in figures and names. */
  clearCache(options?: Options): Promise<Answered<S.ServerAction>>;
  /** Do it now. `result` says what was done, in figures and names. */
  mediaDiagnostics(options?: Options): Promise<Answered<S.ServerAction>>;
  /** Do it now. `result` says what was done, in figures and names. */
  mediaRepair(options?: Options): Promise<Answered<S.ServerAction>>;
  /** Do it now. `result` says what was done, in figures and names. */
  rebuildRollups(options?: Options): Promise<Answered<S.ServerAction>>;
  /** Do it now. `result` says what was done, in figures and names. */
  requeueLost(options?: Options): Promise<Answered<S.ServerAction>>;
}

export interface TasksResource {
  /** What there is to do. */
  create(body: S.TaskRequest, options?: Options): Promise<Answered<S.Task>>;
  /** What there is to do. */
  destroy(id: number, options?: Options): Promise<void>;
  /** What there is to do. */
  list(query?: S.TasksQuery, options?: Options): PageRequest<Answered<S.Task>>;
  /** What there is to do. */
  partialUpdate(id: number, body?: S.PatchedTaskRequest, options?: Options): Promise<Answered<S.Task>>;
  /** What there is to do. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Task>>;
  /** As `/api/calendar/sync/`: events and tasks go together. */
  sync(options?: Options): Promise<Answered<S.GoogleAccount>>;
  /** What there is to do. */
  update(id: number, body: S.TaskRequest, options?: Options): Promise<Answered<S.Task>>;
}

export interface TenantsResource {
  /** Tenants: all of them for a platform superuser, the own one for its owner and administrators. */
  create(body: S.TenantRequest, options?: Options): Promise<Answered<S.Tenant>>;
  /** Tenants: all of them for a platform superuser, the own one for its owner and administrators. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Tenants: all of them for a platform superuser, the own one for its owner and administrators. */
  list(query?: S.AuthApiKeysQuery, options?: Options): PageRequest<Answered<S.Tenant>>;
  /** The logo that stands on the tenant's documents; 404 while there is none. */
  logo(id: number, options?: Options): Promise<Download>;
  /** Tenants: all of them for a platform superuser, the own one for its owner and administrators. */
  partialUpdate(id: number, body?: S.PatchedTenantRequest, options?: Options): Promise<Answered<S.Tenant>>;
  /** Take the logo off the tenant's documents. */
  removeLogo(id: number, options?: Options): Promise<Answered<S.Tenant>>;
  /** Tenants: all of them for a platform superuser, the own one for its owner and administrators. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Tenant>>;
  /** Tenants: all of them for a platform superuser, the own one for its owner and administrators. */
  update(id: number, body?: S.PatchedTenantRequest, options?: Options): Promise<Answered<S.Tenant>>;
  /** Set the logo of the tenant's documents. It is drawn anew, at most 1200 x 400 pixels. */
  uploadLogo(id: number, body: S.LogoRequest, options?: Options): Promise<Answered<S.Tenant>>;
}

export interface TokenResource {
  /** Log in with username or e-mail and password. Wrong credentials are a 401, too many of them a 429. */
  (body: S.LogInRequest, options?: Options): Promise<Answered<S.LoggedIn>>;
  /** A new access token for a refresh token. */
  refresh(body: S.RefreshRequest, options?: Options): Promise<Answered<S.Access>>;
}

export interface UserProfileResource {
  readonly me: UserProfileMeResource;
  readonly updateProfile: UserProfileUpdateProfileResource;
  /** Change the own password. All sessions end; the answer carries the tokens of a new one. */
  changePassword(body: S.ChangePasswordRequest, options?: Options): Promise<Answered<S.TokenPair>>;
  /** End the session of a refresh token, or all of the caller's without one. Their tokens die at once. */
  logout(body?: S.LogOutRequest, options?: Options): Promise<void>;
  /** Set the own picture. It is drawn anew, at most 512 pixels a side. */
  uploadAvatar(body: S.AvatarRequest, options?: Options): Promise<Answered<S.Profile>>;
}

export interface UserProfileMeResource {
  /** Change some of the own names; a new e-mail holds once its owner confirms it. */
  partialUpdate(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
  /** The caller, with role and tenant. */
  retrieve(options?: Options): Promise<Answered<S.Profile>>;
  /** Change the own names; a new e-mail holds once its owner confirms it. */
  update(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
}

export interface UserProfileUpdateProfileResource {
  /** Change some of the own names; a new e-mail holds once its owner confirms it. */
  partialUpdate(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
  /** The caller, with role and tenant. */
  retrieve(options?: Options): Promise<Answered<S.Profile>>;
  /** Change the own names; a new e-mail holds once its owner confirms it. */
  update(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
}

export interface UserSettingsResource {
  readonly me: UserSettingsMeResource;
}

export interface UserSettingsMeResource {
  /** Change some of the own settings. */
  partialUpdate(body?: S.PatchedSettingsRequest, options?: Options): Promise<Answered<S.Settings>>;
  /** The own settings, with the defaults filled in. */
  retrieve(options?: Options): Promise<Answered<S.Settings>>;
}

export interface UsersResource {
  readonly me: UsersMeResource;
  /** The picture of a user of the caller's tenant; 404 while there is none. */
  avatar(user_id: number, options?: Options): Promise<Download>;
  /** The people of the caller's tenant. */
  create(body: S.UserRequest, options?: Options): Promise<Answered<S.User>>;
  /** The people of the caller's tenant. */
  destroy(id: number, options?: Options): Promise<void>;
  /** Add a user without a password, and mail them a link by which they choose one. */
  invite(body: S.InvitationRequest, options?: Options): Promise<Answered<S.User>>;
  /** The people of the caller's tenant. */
  list(query?: S.AuthUsersQuery, options?: Options): PageRequest<Answered<S.User>>;
  /** The people of the caller's tenant. */
  partialUpdate(id: number, body?: S.PatchedUserRequest, options?: Options): Promise<Answered<S.User>>;
  /** Take the second factor of a colleague who has lost it; their sessions end. */
  resetSecondFactor(id: number, options?: Options): Promise<void>;
  /** The people of the caller's tenant. */
  retrieve(id: number, options?: Options): Promise<Answered<S.User>>;
  /** The people of the caller's tenant. */
  update(id: number, body?: S.PatchedUserRequest, options?: Options): Promise<Answered<S.User>>;
}

export interface UsersMeResource {
  /** Change some of the own names; a new e-mail holds once its owner confirms it. */
  partialUpdate(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
  /** The caller, with role and tenant. */
  retrieve(options?: Options): Promise<Answered<S.Profile>>;
  /** Change the own names; a new e-mail holds once its owner confirms it. */
  update(body?: S.PatchedProfileRequest, options?: Options): Promise<Answered<S.Profile>>;
}

export interface WebhooksResource {
  readonly deliveries: WebhooksDeliveriesResource;
  readonly endpoints: WebhooksEndpointsResource;
}

export interface WebhooksDeliveriesResource {
  /** What was sent to the endpoints, what waits, and what was answered. */
  list(query?: S.WebhooksDeliveriesQuery, options?: Options): PageRequest<Answered<S.Delivery>>;
  /** Send it again, or at once where it waits, under the same message id. */
  resend(id: number, options?: Options): Promise<Answered<S.DeliveryWithLog>>;
  /** What was sent to the endpoints, what waits, and what was answered. */
  retrieve(id: number, options?: Options): Promise<Answered<S.DeliveryWithLog>>;
}

export interface WebhooksEndpointsResource {
  /** The addresses that the company's events are sent to. */
  create(body: S.WebhookEndpointRequest, options?: Options): Promise<Answered<S.EndpointWithSecret>>;
  /** The addresses that the company's events are sent to. */
  destroy(id: number, options?: Options): Promise<void>;
  /** The addresses that the company's events are sent to. */
  list(query?: S.WebhooksEndpointsQuery, options?: Options): PageRequest<Answered<S.WebhookEndpoint>>;
  /** The addresses that the company's events are sent to. */
  partialUpdate(id: number, body?: S.PatchedWebhookEndpointRequest, options?: Options): Promise<Answered<S.WebhookEndpoint>>;
  /** Send the event `webhookendpoint.ping`; the deliveries show what came of it. */
  ping(id: number, options?: Options): Promise<Answered<S.WebhookEndpoint>>;
  /** The addresses that the company's events are sent to. */
  retrieve(id: number, options?: Options): Promise<Answered<S.WebhookEndpoint>>;
  /** Replace the secret; the one before signs as well for some hours. */
  rotateSecret(id: number, body?: S.RotationRequest, options?: Options): Promise<Answered<S.EndpointWithSecret>>;
  /** The addresses that the company's events are sent to. */
  update(id: number, body: S.WebhookEndpointRequest, options?: Options): Promise<Answered<S.WebhookEndpoint>>;
}

export interface WorkflowNotificationsResource {
  /** Keep a waiting message from being sent. 409 for any other. */
  cancel(id: number, options?: Options): Promise<Answered<S.Notification>>;
  /** The outbox: every message to customers and colleagues, with what became of it. */
  list(query?: S.WorkflowNotificationsQuery, options?: Options): PageRequest<Answered<S.Notification>>;
  /** Note that a message was seen. The own messages; whoever may change them, any. */
  markRead(id: number, options?: Options): Promise<Answered<S.Notification>>;
  /** Send a message once more, now. 409 for one that still waits. */
  resend(id: number, options?: Options): Promise<Answered<S.Notification>>;
  /** The outbox: every message to customers and colleagues, with what became of it. */
  retrieve(id: number, options?: Options): Promise<Answered<S.Notification>>;
  /** The messages that the caller may see, as server-sent events, as long as the caller listens. */
  stream(options?: Options): EventStream;
}
