// Written by `make sdks` from docs/openapi.yaml; change it there.
import type { Upload } from "./index.js";
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ActionRequest: {
            /** @description `approve`, `reject`: why. */
            reason?: string;
            /** @description `rotate`: how far clockwise; 90 unless given. */
            degrees?: components["schemas"]["DegreesEnum"];
        };
        AdvanceRequest: {
            /** @description The step that you believe to be current; 409 when it no longer is. */
            workflow?: number;
        };
        /** @description Something that a person should look at. */
        AlertRequest: {
            title: string;
            message?: string;
            severity?: components["schemas"]["SeverityEnum"];
            status?: components["schemas"]["AlertStatusEnum"];
            source?: string;
        };
        /** @enum {string} */
        AlertStatusEnum: "open" | "acknowledged" | "resolved";
        AnnouncementRequest: {
            /** @description File names. */
            files: string[];
        };
        /** @description What a customer has asked for, with the steps of the work on it and its documents. */
        ApplicationRequest: {
            customer: number;
            product: number;
            /** @description Today in the tenant's timezone unless given. */
            doc_date?: string;
            /** @description The last step's due date unless given. */
            due_date?: string;
            notes?: string;
        };
        /** @enum {string} */
        ApplicationStepStatusEnum: "pending" | "processing" | "completed" | "rejected";
        ApplyingRequest: {
            /** @description As much as there is and is open unless given. */
            amount?: string | number;
        };
        AssignRoleRequest: {
            role: string | number;
        };
        AssignmentRequest: {
            file_id: number;
            doc_type: number;
        };
        AssignmentsRequest: {
            assignments: components["schemas"]["AssignmentRequest"][];
        };
        /** @enum {string} */
        AuthTypeEnum: "api_key" | "oauth2" | "basic" | "none";
        AvatarRequest: {
            /**
             * Format: binary
             * @description PNG, JPEG, WebP or GIF.
             */
            avatar: Upload;
        };
        BackupUploadRequest: {
            /**
             * Format: binary
             * @description An archive that this installation has signed.
             */
            file: Upload;
        };
        /**
         * @description A bandwidth bill. Totals are the server's: `total_bill` is the sum of the prices less the discount, `total_due`
         *     what of it is open.
         */
        BandwidthBillRequest: {
            customer: number;
            nttn_cap?: string;
            nttn_com?: string;
            /** @description Today in the tenant's timezone unless given. */
            billing_date?: string;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            iig_qt?: string | number;
            /** @description The price of the line, not of a unit. */
            iig_qt_price?: string | number;
            fna?: string | number;
            fna_price?: string | number;
            ggc?: string | number;
            ggc_price?: string | number;
            cdn?: string | number;
            cdn_price?: string | number;
            bdix?: string | number;
            bdix_price?: string | number;
            baishan?: string | number;
            baishan_price?: string | number;
            discount?: string | number;
            /** @description At most `total_bill`; it includes the `advance_used`. */
            total_received?: string | number;
            /** @description What came in beyond a bill that is paid in full; the customer's next bill uses it. */
            advance?: string | number;
            status?: components["schemas"]["CustomerStatusEnum"];
            remarks?: string;
        };
        /** @description Quantities and monthly prices that hold from a day on; what is not given stays. */
        BandwidthChangeRequest: {
            iig_qt?: string | number;
            /** @description The price of the line, not of a unit. */
            iig_qt_price?: string | number;
            fna?: string | number;
            fna_price?: string | number;
            ggc?: string | number;
            ggc_price?: string | number;
            cdn?: string | number;
            cdn_price?: string | number;
            bdix?: string | number;
            bdix_price?: string | number;
            baishan?: string | number;
            baishan_price?: string | number;
            /** @description A day of the bill's month. */
            effective_date: string;
        };
        BillRequest: {
            expenses: number[];
            /** @description A draft; a new one unless given. */
            invoice?: number | null;
        };
        /** @enum {unknown} */
        BlankEnum: "";
        /** @description A `PushSubscription` as the browser's `toJSON()` writes it. */
        BrowserRequest: {
            endpoint: string;
            keys: components["schemas"]["KeysRequest"];
        };
        BulkDeleteRequest: {
            ids: number[];
        };
        /** @description Which invoices to put into one archive, and in which format. */
        BulkDownloadRequest: {
            ids: number[];
            /** @default pdf */
            file_format: components["schemas"]["FileFormatEnum"];
        };
        /** @enum {string} */
        CategoryEnum: "office" | "travel" | "meals" | "software" | "marketing" | "other";
        /** @description What one occurrence of an event that recurs shall be. */
        ChangeOccurrenceRequest: {
            /** @description The day on which it starts by the rule, where the event is. */
            original_date: string;
            title?: string;
            description?: string;
            start?: string;
            end?: string;
            all_day?: boolean;
        };
        ChangePasswordRequest: {
            old_password: string;
            new_password: string;
        };
        /** @enum {string} */
        ChannelsEnum: "email" | "push" | "whatsapp" | "in_app";
        /** @description A party with its interactions, the newest first. */
        ClientRequest: {
            name?: string;
            first_name?: string;
            last_name?: string;
            email: string;
            phone?: string;
            address?: string;
            company?: string;
            tax_number?: string;
            notes?: string;
            source?: string;
            stage?: components["schemas"]["StageEnum"];
            active?: boolean;
            preferred_channel?: components["schemas"]["PreferredChannelEnum"] | components["schemas"]["BlankEnum"];
            assigned_to?: number | null;
        };
        CodeRequest: {
            /** @description Of the authenticator app, or a recovery code. */
            code: string;
        };
        /** @description What to credit of a line: a quantity or an amount as printed; all that is left without either. */
        CreditedLineRequest: {
            /** @description The id of a line of the invoice. */
            invoice_line: number;
            quantity?: number | string;
            amount?: string | number;
        };
        /** @description An invoice to credit; all that is left of it unless lines are named. */
        CreditingRequest: {
            /** @description An invoice that was sent. */
            invoice: number;
            line_items?: components["schemas"]["CreditedLineRequest"][];
            /** @description Today in the tenant's timezone unless given. */
            issue_date?: string;
            reason?: string;
            terms?: string;
            notes?: string;
        };
        /** @description A party that buys. `status` and `active` are the same fact. */
        CustomerRequest: {
            name?: string;
            first_name?: string;
            last_name?: string;
            company_name?: string;
            email?: string;
            phone?: string;
            address?: string;
            contact_person?: string;
            tax_number?: string;
            source?: string;
            notes?: string;
            monthly_revenue?: string | number | null;
            potential_revenue?: string | number | null;
            status?: components["schemas"]["CustomerStatusEnum"];
            active?: boolean;
            assigned_sales_person?: number | null;
            passport_number?: string;
            passport_expiration_date?: string | null;
            /** @description ISO 3166 alpha-3, as in passports. */
            nationality?: string;
            birthdate?: string | null;
            gender?: components["schemas"]["GenderEnum"] | components["schemas"]["BlankEnum"];
            preferred_channel?: components["schemas"]["PreferredChannelEnum"] | components["schemas"]["BlankEnum"];
        };
        /** @enum {string} */
        CustomerStatusEnum: "Active" | "Inactive";
        /** @enum {integer} */
        DegreesEnum: 90 | 180 | 270;
        /** @description A document of an application. `file` is the address where its file is; only who may see the document opens it. */
        DocumentRequest: {
            customer_application: number;
            doc_type: number;
            doc_number?: string;
            expiration_date?: string | null;
            /**
             * Format: binary
             * @description Sent in a form: a PDF, PNG, JPEG or WebP.
             */
            file?: Upload;
            details?: string;
            required?: boolean;
        };
        /** @description A kind of document. Its keywords tell a document of the kind by its text. */
        DocumentTypeRequest: {
            name: string;
            description?: string;
            has_expiration_date?: boolean;
            has_doc_number?: boolean;
            keywords?: string[];
            deprecated?: boolean;
        };
        DownloadQueryRequest: {
            /** @default pdf */
            file_format: components["schemas"]["FileFormatEnum"];
        };
        EndpointRequest: {
            endpoint: string;
        };
        /** @description What an event is about that matched nothing. */
        EventAssignmentRequest: {
            /** @description The invoice that a payment is for. */
            invoice?: number;
            /** @description The schedule that follows a subscription. */
            recurring_invoice?: number;
        };
        /** @description Something at a time. Times without an offset are those of `timezone`; a day alone is its midnight. */
        EventRequest: {
            title: string;
            description?: string;
            start: string;
            /** @description An hour after the start, or the end of the day, unless given. Not included. */
            end?: string;
            all_day?: boolean;
            /** @description As Asia/Jakarta; the tenant's unless given. The event recurs there. */
            timezone?: string;
            /** @description How it recurs, as RFC 5545 writes it: `FREQ=WEEKLY;BYDAY=MO;COUNT=10`. Empty for once. */
            rrule?: string;
            /** @description The days, where the event is, on which it does not. */
            exdates?: string[];
            customer_application?: number | null;
        };
        /** @description What one unit of `currency` is worth in the company's currency, from `date` until the next rate. */
        ExchangeRateRequest: {
            /** @description ISO 4217, another than the company's. */
            currency: string;
            /** @description Today in the tenant's timezone unless given. */
            date?: string;
            /** @description More than 0: 4.7125 where 1 EUR is 4.7125 MYR. */
            rate: string | number;
        };
        /** @description Money spent: `amount` is what was paid, `tax_amount` the tax within it. */
        ExpenseRequest: {
            description: string;
            amount: string | number;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            category?: components["schemas"]["CategoryEnum"];
            /** @description Today in the tenant's timezone unless given. */
            expense_date?: string;
            receipt_number?: string;
            vendor?: string;
            tax_amount?: string | number;
            is_billable?: boolean;
            client?: number | null;
            status?: components["schemas"]["ExpenseStatusEnum"];
            notes?: string;
            /** @description To the company's currency; that of the day unless given. */
            exchange_rate?: string | number | null;
        };
        /** @enum {string} */
        ExpenseStatusEnum: "pending" | "approved" | "rejected" | "reimbursed";
        /** @enum {string} */
        FileFormatEnum: "pdf" | "docx";
        FileRequest: {
            /**
             * Format: binary
             * @description A PDF, PNG, JPEG or WebP.
             */
            file: Upload;
        };
        FilesRequest: {
            files: Upload[];
        };
        ForceCloseRequest: {
            reason?: string;
        };
        ForgottenPasswordRequest: {
            /** @description The e-mail, or the username. */
            email: string;
        };
        /** @enum {string} */
        FormatEnum: "csv" | "excel";
        /** @enum {string} */
        FrequencyEnum: "weekly" | "monthly" | "yearly";
        /** @enum {string} */
        GenderEnum: "F" | "M" | "X";
        /** @description Which month to lay out. */
        GenerationRequest: {
            /** @description Such as 2025-12; the next month unless given. */
            month?: string;
        };
        /** @description A figure at a moment. */
        HealthMetricRequest: {
            name: string;
            value: number | string;
            unit?: string;
            status?: components["schemas"]["LevelEnum"];
            /** @description Now unless given. */
            recorded_at?: string;
        };
        /** @description A day on which the company does not work, besides its weekend. */
        HolidayRequest: {
            date: string;
            name: string;
            /** @description Where it is kept; empty for one of your own. */
            country?: string;
            description?: string;
        };
        /** @description One invoice to import. */
        ImportFileRequest: {
            /** @description Whom the invoices are for, whatever the files say. */
            client?: number | null;
            /** @description Whether a buyer whom nobody knows becomes a customer. */
            create_client?: boolean;
            /**
             * Format: binary
             * @description XML (UBL, CII), PDF, DOCX, CSV, XLSX, PNG, JPEG or WebP.
             */
            file: Upload;
        };
        /** @description Invoices to import, one in each file, or several in a table. */
        ImportFilesRequest: {
            /** @description Whom the invoices are for, whatever the files say. */
            client?: number | null;
            /** @description Whether a buyer whom nobody knows becomes a customer. */
            create_client?: boolean;
            files: Upload[];
        };
        /** @description A table to import. */
        ImportRequest: {
            /**
             * Format: binary
             * @description CSV or XLSX; the first row names the columns.
             */
            file: Upload;
            /** @description Say what would happen, and store nothing. */
            dry_run?: boolean;
            /** @description Which column of the file means what, as JSON: {"Firm": "company_name"}. */
            columns?: string;
        };
        /** @description A webhook's body. */
        InboundEventRequest: {
            event_id?: string;
            event_type: string;
            /** @description When it happened; the time of the signature unless given. */
            occurred_at?: string;
            data?: {
                [key: string]: unknown;
            };
        };
        /** @description A contact with a client: a call, an e-mail, a meeting, or a note. */
        InteractionRequest: {
            client: number;
            interaction_type: components["schemas"]["InteractionTypeEnum"];
            subject: string;
            description: string;
        };
        /** @enum {string} */
        InteractionTypeEnum: "CALL" | "EMAIL" | "MEETING" | "NOTE";
        InvitationRequest: {
            email: string;
            /** @description `user` unless given. */
            role?: string | number;
            first_name?: string;
            last_name?: string;
        };
        InvoiceIdsRequest: {
            ids: number[];
        };
        /** @description A claim on a client, with its lines and what was paid on it. */
        InvoiceRequest: {
            client: number;
            /** @description Today in the tenant's timezone unless given. */
            issue_date?: string;
            status?: components["schemas"]["InvoiceStatusEnum"];
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            tax_mode?: components["schemas"]["TaxModeEnum"];
            prices_include_tax?: boolean;
            /** @description Counts only where no line names a tax. */
            tax_amount?: string | number;
            terms?: string;
            notes?: string;
            line_items?: components["schemas"]["LineRequest"][];
            /** @description The tenant's payment terms after the issue date. */
            due_date?: string;
        };
        /** @enum {string} */
        InvoiceStatusEnum: "draft" | "sent" | "partial" | "paid" | "overdue" | "cancelled";
        KeysRequest: {
            /** @description The browser's public key, base64url. */
            p256dh: string;
            /** @description The browser's secret, base64url. */
            auth: string;
        };
        /** @enum {string} */
        LanguageEnum: "af" | "ar" | "ar-dz" | "ast" | "az" | "bg" | "be" | "bn" | "br" | "bs" | "ca" | "ckb" | "cs" | "cy" | "da" | "de" | "dsb" | "el" | "en" | "en-au" | "en-gb" | "eo" | "es" | "es-ar" | "es-co" | "es-mx" | "es-ni" | "es-ve" | "et" | "eu" | "fa" | "fi" | "fr" | "fy" | "ga" | "gd" | "gl" | "he" | "hi" | "hr" | "hsb" | "hu" | "hy" | "ia" | "id" | "ig" | "io" | "is" | "it" | "ja" | "ka" | "kab" | "kk" | "km" | "kn" | "ko" | "ky" | "lb" | "lt" | "lv" | "mk" | "ml" | "mn" | "mr" | "ms" | "my" | "nb" | "ne" | "nl" | "nn" | "os" | "pa" | "pl" | "pt" | "pt-br" | "ro" | "ru" | "sk" | "sl" | "sq" | "sr" | "sr-latn" | "sv" | "sw" | "ta" | "te" | "tg" | "th" | "tk" | "tr" | "tt" | "udm" | "ug" | "uk" | "ur" | "uz" | "vi" | "zh-hans" | "zh-hant";
        /** @enum {string} */
        LevelEnum: "ok" | "warning" | "critical";
        /** @description One line. `total` is quantity times price, rounded, less the discount. */
        LineRequest: {
            description: string;
            /** @description 1 unless given. */
            quantity?: number | string;
            unit_price: string | number;
            /** @description An amount. Leave it out where a percentage is given. */
            discount?: string | number;
            /** @description 4 is 4 %, taken of the rounded amount. */
            discount_percent?: string | number | null;
            taxes?: components["schemas"]["TaxRequest"][];
            /** @description Short form of a single tax; answered as the sum of the rates. */
            tax_rate?: string | number | null;
            product?: number | null;
            /** @description An application of the document's client. It stands on one invoice that is not cancelled, at most. */
            customer_application?: number | null;
        };
        LinkPasswordRequest: {
            /** @description From the link in the e-mail. */
            token: string;
            password: string;
            /** @description Where the account has a second factor. */
            code?: string;
        };
        LinkRequest: {
            /** @description From the link in the e-mail. */
            token: string;
        };
        LoadHolidaysRequest: {
            /** @description ISO 3166 alpha-2, such as ID. */
            country: string;
            /** @description This year and the next unless given. */
            years?: number[];
            /** @description ISO 3166-2 without the country, such as 14 for Kuala Lumpur. */
            subdivision?: string;
        };
        /** @description Who wants in: a username or an e-mail, under either name. */
        LogInRequest: {
            username?: string;
            email?: string;
            password: string;
            /** @description Of the authenticator app, or a recovery code. */
            code?: string;
        };
        LogOutRequest: {
            /** @description Ends this session; without it all of the caller's end. */
            refresh?: string;
        };
        LogoRequest: {
            /**
             * Format: binary
             * @description PNG, JPEG, WebP or GIF; drawn anew within 1200 x 400 pixels.
             */
            logo: Upload;
        };
        /** @description A key for programs: `Authorization: Api-Key <key>`. */
        MadeApiKeyRequest: {
            name: string;
            /** @description All of the maker's unless given. */
            permissions?: (string | number)[] | null;
            expires_at?: string | null;
        };
        /** @description A figure that a caller's own program reports. */
        MeasurementRequest: {
            name: string;
            value: number | string;
            /** @description What tells this series apart; names and values are texts. */
            labels?: {
                [key: string]: string;
            };
            /** @description Now unless given. */
            recorded_at?: string;
        };
        MergeDocumentsRequest: {
            /** @description In the order of the pages. */
            document_ids: number[];
        };
        MergeRequest: {
            /** @description The party that goes; everything of it moves to this one. */
            duplicate: number;
        };
        /**
         * @description A company's own words for one kind of message to its customers. `{name}` and other places are filled in; which
         *     ones a kind has, `kinds/` tells.
         */
        MessageTemplateRequest: {
            /** @description As `kinds/` lists them: `workflow.deadline`. */
            kind: string;
            subject: string;
            body: string;
        };
        NullEnum: null;
        /** @description Names one occurrence of an event that recurs. */
        OccurrenceDayRequest: {
            /** @description The day on which it starts by the rule, where the event is. */
            original_date: string;
        };
        /** @enum {string} */
        OverpaymentEnum: "refuse" | "credit";
        PasswordAndCodeRequest: {
            password: string;
            /** @description Of the authenticator app, or a recovery code. */
            code: string;
        };
        PasswordRequest: {
            password: string;
        };
        /** @description Something that a person should look at. */
        PatchedAlertRequest: {
            title?: string;
            message?: string;
            severity?: components["schemas"]["SeverityEnum"];
            status?: components["schemas"]["AlertStatusEnum"];
            source?: string;
        };
        /** @description What a customer has asked for, with the steps of the work on it and its documents. */
        PatchedApplicationRequest: {
            customer?: number;
            product?: number;
            /** @description Today in the tenant's timezone unless given. */
            doc_date?: string;
            /** @description The last step's due date unless given. */
            due_date?: string;
            notes?: string;
        };
        /**
         * @description A bandwidth bill. Totals are the server's: `total_bill` is the sum of the prices less the discount, `total_due`
         *     what of it is open.
         */
        PatchedBandwidthBillRequest: {
            customer?: number;
            nttn_cap?: string;
            nttn_com?: string;
            /** @description Today in the tenant's timezone unless given. */
            billing_date?: string;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            iig_qt?: string | number;
            /** @description The price of the line, not of a unit. */
            iig_qt_price?: string | number;
            fna?: string | number;
            fna_price?: string | number;
            ggc?: string | number;
            ggc_price?: string | number;
            cdn?: string | number;
            cdn_price?: string | number;
            bdix?: string | number;
            bdix_price?: string | number;
            baishan?: string | number;
            baishan_price?: string | number;
            discount?: string | number;
            /** @description At most `total_bill`; it includes the `advance_used`. */
            total_received?: string | number;
            /** @description What came in beyond a bill that is paid in full; the customer's next bill uses it. */
            advance?: string | number;
            status?: components["schemas"]["CustomerStatusEnum"];
            remarks?: string;
        };
        /** @description A party with its interactions, the newest first. */
        PatchedClientRequest: {
            name?: string;
            first_name?: string;
            last_name?: string;
            email?: string;
            phone?: string;
            address?: string;
            company?: string;
            tax_number?: string;
            notes?: string;
            source?: string;
            stage?: components["schemas"]["StageEnum"];
            active?: boolean;
            preferred_channel?: components["schemas"]["PreferredChannelEnum"] | components["schemas"]["BlankEnum"];
            assigned_to?: number | null;
        };
        /** @description A party that buys. `status` and `active` are the same fact. */
        PatchedCustomerRequest: {
            name?: string;
            first_name?: string;
            last_name?: string;
            company_name?: string;
            email?: string;
            phone?: string;
            address?: string;
            contact_person?: string;
            tax_number?: string;
            source?: string;
            notes?: string;
            monthly_revenue?: string | number | null;
            potential_revenue?: string | number | null;
            status?: components["schemas"]["CustomerStatusEnum"];
            active?: boolean;
            assigned_sales_person?: number | null;
            passport_number?: string;
            passport_expiration_date?: string | null;
            /** @description ISO 3166 alpha-3, as in passports. */
            nationality?: string;
            birthdate?: string | null;
            gender?: components["schemas"]["GenderEnum"] | components["schemas"]["BlankEnum"];
            preferred_channel?: components["schemas"]["PreferredChannelEnum"] | components["schemas"]["BlankEnum"];
        };
        /** @description A document of an application. `file` is the address where its file is; only who may see the document opens it. */
        PatchedDocumentRequest: {
            customer_application?: number;
            doc_type?: number;
            doc_number?: string;
            expiration_date?: string | null;
            /**
             * Format: binary
             * @description Sent in a form: a PDF, PNG, JPEG or WebP.
             */
            file?: Upload;
            details?: string;
            required?: boolean;
        };
        /** @description A kind of document. Its keywords tell a document of the kind by its text. */
        PatchedDocumentTypeRequest: {
            name?: string;
            description?: string;
            has_expiration_date?: boolean;
            has_doc_number?: boolean;
            keywords?: string[];
            deprecated?: boolean;
        };
        /** @description Something at a time. Times without an offset are those of `timezone`; a day alone is its midnight. */
        PatchedEventRequest: {
            title?: string;
            description?: string;
            start?: string;
            /** @description An hour after the start, or the end of the day, unless given. Not included. */
            end?: string;
            all_day?: boolean;
            /** @description As Asia/Jakarta; the tenant's unless given. The event recurs there. */
            timezone?: string;
            /** @description How it recurs, as RFC 5545 writes it: `FREQ=WEEKLY;BYDAY=MO;COUNT=10`. Empty for once. */
            rrule?: string;
            /** @description The days, where the event is, on which it does not. */
            exdates?: string[];
            customer_application?: number | null;
        };
        /** @description What one unit of `currency` is worth in the company's currency, from `date` until the next rate. */
        PatchedExchangeRateRequest: {
            /** @description ISO 4217, another than the company's. */
            currency?: string;
            /** @description Today in the tenant's timezone unless given. */
            date?: string;
            /** @description More than 0: 4.7125 where 1 EUR is 4.7125 MYR. */
            rate?: string | number;
        };
        /** @description Money spent: `amount` is what was paid, `tax_amount` the tax within it. */
        PatchedExpenseRequest: {
            description?: string;
            amount?: string | number;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            category?: components["schemas"]["CategoryEnum"];
            /** @description Today in the tenant's timezone unless given. */
            expense_date?: string;
            receipt_number?: string;
            vendor?: string;
            tax_amount?: string | number;
            is_billable?: boolean;
            client?: number | null;
            status?: components["schemas"]["ExpenseStatusEnum"];
            notes?: string;
            /** @description To the company's currency; that of the day unless given. */
            exchange_rate?: string | number | null;
        };
        /** @description A figure at a moment. */
        PatchedHealthMetricRequest: {
            name?: string;
            value?: number | string;
            unit?: string;
            status?: components["schemas"]["LevelEnum"];
            /** @description Now unless given. */
            recorded_at?: string;
        };
        /** @description A day on which the company does not work, besides its weekend. */
        PatchedHolidayRequest: {
            date?: string;
            name?: string;
            /** @description Where it is kept; empty for one of your own. */
            country?: string;
            description?: string;
        };
        /** @description A contact with a client: a call, an e-mail, a meeting, or a note. */
        PatchedInteractionRequest: {
            client?: number;
            interaction_type?: components["schemas"]["InteractionTypeEnum"];
            subject?: string;
            description?: string;
        };
        /** @description A claim on a client, with its lines and what was paid on it. */
        PatchedInvoiceRequest: {
            client?: number;
            /** @description Today in the tenant's timezone unless given. */
            issue_date?: string;
            status?: components["schemas"]["InvoiceStatusEnum"];
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            tax_mode?: components["schemas"]["TaxModeEnum"];
            prices_include_tax?: boolean;
            /** @description Counts only where no line names a tax. */
            tax_amount?: string | number;
            terms?: string;
            notes?: string;
            line_items?: components["schemas"]["LineRequest"][];
            /** @description The tenant's payment terms after the issue date. */
            due_date?: string;
        };
        /**
         * @description A company's own words for one kind of message to its customers. `{name}` and other places are filled in; which
         *     ones a kind has, `kinds/` tells.
         */
        PatchedMessageTemplateRequest: {
            /** @description As `kinds/` lists them: `workflow.deadline`. */
            kind?: string;
            subject?: string;
            body?: string;
        };
        /** @description Money received for an invoice, perhaps in another currency, and what it was worth on its day. */
        PatchedPaymentRequest: {
            /** @description An invoice that was sent; a payment stays with it. */
            invoice?: number;
            /** @description ISO 4217; the invoice's unless given. */
            currency?: string;
            /** @description More than 0; what it covers is at most what is open. */
            amount?: string | number;
            /** @description Today in the tenant's timezone unless given. */
            payment_date?: string;
            payment_method?: components["schemas"]["PaymentMethodEnum"];
            reference?: string;
            notes?: string;
            /** @description What becomes of more than is open: `refuse` (400, the default) or the client's `credit`. */
            overpayment?: components["schemas"]["OverpaymentEnum"];
            /** @description What it covers, in the invoice's currency; by the rates of the day unless given. */
            invoice_amount?: string | number;
            /** @description To the company's currency; that of the day unless given. */
            exchange_rate?: string | number | null;
        };
        /** @description Something that is sold, with the steps of the work on it and the document types it asks for, by their ids. */
        PatchedProductRequest: {
            code?: string;
            name?: string;
            description?: string;
            product_type?: components["schemas"]["ProductTypeEnum"];
            /** @description What it costs the company. */
            base_price?: string | number;
            /** @description What a customer pays. */
            retail_price?: string | number;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            /** @description A fraction: "0.11" is 11 %. */
            tax_rate?: string | number | null;
            /** @description In days. */
            validity?: number | null;
            deprecated?: boolean;
            required_documents?: number[];
            optional_documents?: number[];
            tasks?: components["schemas"]["ProductTaskRequest"][];
        };
        /** @description The caller's own profile, with the tenant they act in. */
        PatchedProfileRequest: {
            username?: string;
            /** @description A change holds once the new address confirms it. */
            email?: string;
            first_name?: string;
            last_name?: string;
        };
        /** @description A party that is not a customer yet. Status `won` makes it one: it keeps its id and moves to the customers. */
        PatchedProspectRequest: {
            name?: string;
            first_name?: string;
            last_name?: string;
            company_name?: string;
            email?: string;
            phone?: string;
            address?: string;
            contact_person?: string;
            source?: string;
            potential_revenue?: string | number | null;
            follow_up_date?: string | null;
            notes?: string;
            /** @description `won` converts. */
            status?: components["schemas"]["ProspectStatusEnum"];
            stage?: components["schemas"]["StageEnum"];
            sales_person?: number | null;
        };
        /** @description A system that data is exchanged with. Secrets are written only. */
        PatchedProviderRequest: {
            /** @description Small letters, digits and underscores: `user_service`. */
            name?: string;
            webhook_url?: string;
            api_base_url?: string;
            auth_type?: components["schemas"]["AuthTypeEnum"];
            is_active?: boolean;
            allowed_ips?: string[];
            /** @description Webhooks an hour; null for all. */
            rate_limit?: number | null;
            /** @description Signs the webhooks it sends. */
            secret_key?: string;
            /** @description `api_key` and `header`; `client_id`, `client_secret`, `token_url` and `scope`; or `username` and `password`, as `auth_type` wants. */
            credentials?: {
                [key: string]: string;
            };
        };
        /** @description An offer to a client. `invoice` is what it was converted to, null until then. */
        PatchedQuoteRequest: {
            client?: number;
            /** @description Today in the tenant's timezone unless given. */
            issue_date?: string;
            status?: components["schemas"]["QuoteStatusEnum"];
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            tax_mode?: components["schemas"]["TaxModeEnum"];
            prices_include_tax?: boolean;
            /** @description Counts only where no line names a tax. */
            tax_amount?: string | number;
            terms?: string;
            notes?: string;
            line_items?: components["schemas"]["QuoteLineRequest"][];
            /** @description The tenant's validity after the issue date. */
            expiry_date?: string;
            /** @description What is invoiced as soon as the quote is accepted, in percent; 0 unless given. */
            deposit_percent?: string | number;
        };
        /** @description A schedule that issues an invoice for each period. */
        PatchedRecurringInvoiceRequest: {
            client?: number;
            name?: string;
            frequency?: components["schemas"]["FrequencyEnum"];
            /** @description 2 is every other. */
            interval?: number;
            /** @description The first period; today unless given. */
            start_date?: string;
            end_date?: string | null;
            auto_send?: boolean;
            /** @description The tenant's payment terms unless given. */
            due_days?: number | null;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            tax_mode?: components["schemas"]["TaxModeEnum"];
            prices_include_tax?: boolean;
            line_items?: components["schemas"]["RecurringLineRequest"][];
            terms?: string;
            notes?: string;
        };
        /** @description Something that a user is told at a time. A time without an offset is that of `timezone`. */
        PatchedReminderRequest: {
            title?: string;
            remind_at?: string;
            /** @description As Asia/Jakarta; the tenant's unless given. */
            timezone?: string;
            /** @description Its creator unless given. */
            user?: number;
            calendar_event?: number | null;
            /** @description How the user is told besides in the product; empty for e-mail and the browsers registered. */
            channels?: components["schemas"]["ChannelsEnum"][];
        };
        /** @description What a user may do (`permissions`), and on which rows (`scope`). */
        PatchedRoleRequest: {
            /** @description Defaults to the name in lower case. */
            slug?: string;
            name?: string;
            scope?: components["schemas"]["ScopeEnum"];
            permissions?: (string | number)[];
        };
        /** @description The caller's own settings; null means the tenant's. */
        PatchedSettingsRequest: {
            language?: components["schemas"]["LanguageEnum"] | components["schemas"]["NullEnum"];
            timezone?: string | null;
            /** @default system */
            theme: components["schemas"]["ThemeEnum"];
            /** @description Whether notifications may come by e-mail. Links to the account always do. */
            email_notifications?: boolean;
            /** @description Whether notifications may come to the browser. */
            push_notifications?: boolean;
            /** @description As 22:00-07:00: when nothing is sent that can wait. Empty for none, null for the tenant's. */
            quiet_hours?: string | null;
            /** @description Where reminders come by WhatsApp, with its country: +60 12 345 6789. */
            whatsapp_number?: string | null;
        };
        PatchedStageRequest: {
            stage?: components["schemas"]["StageEnum"];
        };
        /** @description A task as its worker noted it, or as a caller did. */
        PatchedTaskExecutionRequest: {
            /** @description Made up unless given. */
            task_id?: string;
            task_name?: string;
            status?: components["schemas"]["TaskStatusEnum"];
            queue?: string;
            worker?: string;
            started_at?: string | null;
            finished_at?: string | null;
            duration_ms?: number | string | null;
            retries?: number;
            result?: unknown;
            error?: string;
        };
        /** @description Something to do. */
        PatchedTaskRequest: {
            title?: string;
            notes?: string;
            due?: string | null;
            done?: boolean;
            /** @description Its creator unless given. */
            assigned_to?: number | null;
            customer_application?: number | null;
        };
        /** @description A company, with its settings. */
        PatchedTenantRequest: {
            name?: string;
            /** @description Letters, digits, dots and hyphens. */
            domain?: string;
            is_active?: boolean;
            settings?: {
                [key: string]: unknown;
            };
        };
        /** @description A user, as those see and change it who administrate the tenant. */
        PatchedUserRequest: {
            /** @description Letters, digits and @ . + - _ only; the e-mail unless given. */
            username?: string;
            email?: string;
            first_name?: string;
            last_name?: string;
            /** @description Read as the slug; written as slug or id. */
            role?: string | number;
            password?: string;
            is_active?: boolean;
        };
        /** @description An address that events are sent to. */
        PatchedWebhookEndpointRequest: {
            url?: string;
            description?: string;
            /** @description Types as they stand under `webhooks`, `invoice.*` for all of a resource, `*` for everything. */
            event_types?: string[];
            is_active?: boolean;
        };
        /** @enum {string} */
        PaymentMethodEnum: "bank_transfer" | "cash" | "card" | "credit_card" | "debit_card" | "direct_debit" | "paypal" | "stripe" | "cheque" | "online" | "other";
        /** @description Money received for an invoice, perhaps in another currency, and what it was worth on its day. */
        PaymentRequest: {
            /** @description An invoice that was sent; a payment stays with it. */
            invoice: number;
            /** @description ISO 4217; the invoice's unless given. */
            currency?: string;
            /** @description More than 0; what it covers is at most what is open. */
            amount: string | number;
            /** @description Today in the tenant's timezone unless given. */
            payment_date?: string;
            payment_method?: components["schemas"]["PaymentMethodEnum"];
            reference?: string;
            notes?: string;
            /** @description What becomes of more than is open: `refuse` (400, the default) or the client's `credit`. */
            overpayment?: components["schemas"]["OverpaymentEnum"];
            /** @description What it covers, in the invoice's currency; by the rates of the day unless given. */
            invoice_amount?: string | number;
            /** @description To the company's currency; that of the day unless given. */
            exchange_rate?: string | number | null;
        };
        /** @enum {string} */
        PreferredChannelEnum: "email" | "whatsapp" | "none";
        /** @description How to write the products. The list's filters go into the query, where `format` may stand, too. */
        ProductExportRequest: {
            format?: components["schemas"]["FormatEnum"];
        };
        /** @description Something that is sold, with the steps of the work on it and the document types it asks for, by their ids. */
        ProductRequest: {
            code: string;
            name: string;
            description?: string;
            product_type?: components["schemas"]["ProductTypeEnum"];
            /** @description What it costs the company. */
            base_price?: string | number;
            /** @description What a customer pays. */
            retail_price?: string | number;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            /** @description A fraction: "0.11" is 11 %. */
            tax_rate?: string | number | null;
            /** @description In days. */
            validity?: number | null;
            deprecated?: boolean;
            required_documents?: number[];
            optional_documents?: number[];
            tasks?: components["schemas"]["ProductTaskRequest"][];
        };
        /** @description A step of the work on a product. `duration` is in days. */
        ProductTaskRequest: {
            /** @description Its place in the list unless given. */
            step?: number;
            name: string;
            duration?: number;
            duration_is_business_days?: boolean;
            notify_days_before?: number;
            notify_customer?: boolean;
        };
        /** @enum {string} */
        ProductTypeEnum: "visa" | "service" | "goods" | "other";
        /** @description A party that is not a customer yet. Status `won` makes it one: it keeps its id and moves to the customers. */
        ProspectRequest: {
            name?: string;
            first_name?: string;
            last_name?: string;
            company_name?: string;
            email?: string;
            phone?: string;
            address?: string;
            contact_person?: string;
            source?: string;
            potential_revenue?: string | number | null;
            follow_up_date?: string | null;
            notes?: string;
            /** @description `won` converts. */
            status?: components["schemas"]["ProspectStatusEnum"];
            stage?: components["schemas"]["StageEnum"];
            sales_person?: number | null;
        };
        /** @enum {string} */
        ProspectStatusEnum: "new" | "contacted" | "qualified" | "proposal" | "won" | "lost";
        /** @description A system that data is exchanged with. Secrets are written only. */
        ProviderRequest: {
            /** @description Small letters, digits and underscores: `user_service`. */
            name: string;
            webhook_url?: string;
            api_base_url?: string;
            auth_type?: components["schemas"]["AuthTypeEnum"];
            is_active?: boolean;
            allowed_ips?: string[];
            /** @description Webhooks an hour; null for all. */
            rate_limit?: number | null;
            /** @description Signs the webhooks it sends. */
            secret_key?: string;
            /** @description `api_key` and `header`; `client_id`, `client_secret`, `token_url` and `scope`; or `username` and `password`, as `auth_type` wants. */
            credentials?: {
                [key: string]: string;
            };
        };
        /** @description A link to a sent quote or invoice. `url` is answered once, when the link is made. */
        PublicLinkRequest: {
            quote?: number | null;
            invoice?: number | null;
            /** @description In 90 days unless given. */
            expires_at?: string;
        };
        /** @description A product from little more than a name; without a code it gets one made of the name. */
        QuickProductRequest: {
            code?: string;
            name: string;
            description?: string;
            product_type?: components["schemas"]["ProductTypeEnum"];
            /** @description What it costs the company. */
            base_price?: string | number;
            /** @description What a customer pays. */
            retail_price?: string | number;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            /** @description A fraction: "0.11" is 11 %. */
            tax_rate?: string | number | null;
            /** @description In days. */
            validity?: number | null;
            deprecated?: boolean;
            required_documents?: number[];
            optional_documents?: number[];
            tasks?: components["schemas"]["ProductTaskRequest"][];
        };
        /** @description One line. `total` is quantity times price, rounded, less the discount. */
        QuoteLineRequest: {
            description: string;
            /** @description 1 unless given. */
            quantity?: number | string;
            unit_price: string | number;
            /** @description An amount. Leave it out where a percentage is given. */
            discount?: string | number;
            /** @description 4 is 4 %, taken of the rounded amount. */
            discount_percent?: string | number | null;
            taxes?: components["schemas"]["TaxRequest"][];
            /** @description Short form of a single tax; answered as the sum of the rates. */
            tax_rate?: string | number | null;
            product?: number | null;
            /** @description An application of the document's client. It stands on one invoice that is not cancelled, at most. */
            customer_application?: number | null;
        };
        /** @description An offer to a client. `invoice` is what it was converted to, null until then. */
        QuoteRequest: {
            client: number;
            /** @description Today in the tenant's timezone unless given. */
            issue_date?: string;
            status?: components["schemas"]["QuoteStatusEnum"];
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            tax_mode?: components["schemas"]["TaxModeEnum"];
            prices_include_tax?: boolean;
            /** @description Counts only where no line names a tax. */
            tax_amount?: string | number;
            terms?: string;
            notes?: string;
            line_items?: components["schemas"]["QuoteLineRequest"][];
            /** @description The tenant's validity after the issue date. */
            expiry_date?: string;
            /** @description What is invoiced as soon as the quote is accepted, in percent; 0 unless given. */
            deposit_percent?: string | number;
        };
        /** @enum {string} */
        QuoteStatusEnum: "draft" | "sent" | "accepted" | "rejected" | "expired";
        /** @description A schedule that issues an invoice for each period. */
        RecurringInvoiceRequest: {
            client: number;
            name?: string;
            frequency?: components["schemas"]["FrequencyEnum"];
            /** @description 2 is every other. */
            interval?: number;
            /** @description The first period; today unless given. */
            start_date?: string;
            end_date?: string | null;
            auto_send?: boolean;
            /** @description The tenant's payment terms unless given. */
            due_days?: number | null;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            tax_mode?: components["schemas"]["TaxModeEnum"];
            prices_include_tax?: boolean;
            line_items: components["schemas"]["RecurringLineRequest"][];
            terms?: string;
            notes?: string;
        };
        /** @description One line. `total` is quantity times price, rounded, less the discount. */
        RecurringLineRequest: {
            description: string;
            /** @description 1 unless given. */
            quantity?: number | string;
            unit_price: string | number;
            /** @description An amount. Leave it out where a percentage is given. */
            discount?: string | number;
            /** @description 4 is 4 %, taken of the rounded amount. */
            discount_percent?: string | number | null;
            taxes?: components["schemas"]["TaxRequest"][];
            /** @description Short form of a single tax; answered as the sum of the rates. */
            tax_rate?: string | number | null;
        };
        RefreshRequest: {
            refresh: string;
        };
        /** @description What was paid back to a client out of the credit. */
        RefundRequest: {
            amount: string | number;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            /** @description Today in the tenant's timezone unless given. */
            entry_date?: string;
            /** @description To the company's currency; that of the day unless given. */
            exchange_rate?: string | number | null;
            payment_method?: string;
            reference?: string;
        };
        /** @description A company that signs up (with `tenant_name`), or a colleague whom an administrator adds (without). */
        RegisterRequest: {
            email: string;
            username?: string;
            password: string;
            password_confirm?: string;
            first_name?: string;
            last_name?: string;
            tenant_name?: string;
            /** @description Defaults to the name in lower case. Letters, digits, dots and hyphens. */
            tenant_domain?: string;
            /** @description Only for a colleague; `user` unless given. */
            role?: string | number;
        };
        /** @description Something that a user is told at a time. A time without an offset is that of `timezone`. */
        ReminderRequest: {
            title: string;
            remind_at: string;
            /** @description As Asia/Jakarta; the tenant's unless given. */
            timezone?: string;
            /** @description Its creator unless given. */
            user?: number;
            calendar_event?: number | null;
            /** @description How the user is told besides in the product; empty for e-mail and the browsers registered. */
            channels?: components["schemas"]["ChannelsEnum"][];
        };
        RestoreRequest: {
            /** @description As in the list of backups. */
            filename: string;
        };
        /** @description What a user may do (`permissions`), and on which rows (`scope`). */
        RoleRequest: {
            /** @description Defaults to the name in lower case. */
            slug?: string;
            name: string;
            scope?: components["schemas"]["ScopeEnum"];
            permissions?: (string | number)[];
        };
        RotationRequest: {
            /** @description How long the secret before signs as well. */
            overlap_hours?: number;
        };
        RowIdsRequest: {
            ids: number[];
        };
        /** @enum {string} */
        ScopeEnum: "all" | "own";
        /** @description How an invoice was paid in full. */
        SettlementRequest: {
            /** @description Today in the tenant's timezone unless given. */
            payment_date?: string;
            payment_method?: components["schemas"]["PaymentMethodEnum"];
            reference?: string;
        };
        /** @enum {string} */
        SeverityEnum: "info" | "warning" | "critical";
        /** @description The overview as it was. */
        SnapshotRequest: {
            name?: string;
        };
        SnoozeRequest: {
            minutes?: number;
        };
        /** @enum {string} */
        StageEnum: "LEAD" | "IN_PROGRESS" | "ACTIVE";
        StepDueDateRequest: {
            due_date: string;
            /** @description Whether the steps after it move as far, counted as each of them counts its days. */
            shift_following?: boolean;
        };
        StepStatusRequest: {
            status: components["schemas"]["ApplicationStepStatusEnum"];
            notes?: string;
        };
        /** @description A task as its worker noted it, or as a caller did. */
        TaskExecutionRequest: {
            /** @description Made up unless given. */
            task_id?: string;
            task_name: string;
            status?: components["schemas"]["TaskStatusEnum"];
            queue?: string;
            worker?: string;
            started_at?: string | null;
            finished_at?: string | null;
            duration_ms?: number | string | null;
            retries?: number;
            result?: unknown;
            error?: string;
        };
        /** @description Something to do. */
        TaskRequest: {
            title: string;
            notes?: string;
            due?: string | null;
            done?: boolean;
            /** @description Its creator unless given. */
            assigned_to?: number | null;
            customer_application?: number | null;
        };
        /** @enum {string} */
        TaskStatusEnum: "pending" | "running" | "success" | "retry" | "failure";
        /** @enum {string} */
        TaxModeEnum: "group" | "line";
        TaxRequest: {
            name: string;
            /** @description A fraction: "0.09975" is 9.975 %. */
            rate: string | number;
        };
        /** @description A company, with its settings. */
        TenantRequest: {
            name: string;
            /** @description Letters, digits, dots and hyphens. */
            domain: string;
            is_active?: boolean;
            settings?: {
                [key: string]: unknown;
            };
        };
        TestPushRequest: {
            /** @description The caller unless given. */
            user?: number;
            title?: string;
            body?: string;
        };
        /** @description Give `to` or `customer`. */
        TestWhatsAppRequest: {
            /** @description With its country: +60 12 345 6789. */
            to?: string;
            customer?: number;
            message?: string;
        };
        /** @enum {string} */
        ThemeEnum: "system" | "light" | "dark";
        UploadRequest: {
            expense: number;
            /**
             * Format: binary
             * @description A PDF, PNG, JPEG or WebP.
             */
            file: Upload;
        };
        /** @description A user, as those see and change it who administrate the tenant. */
        UserRequest: {
            /** @description Letters, digits and @ . + - _ only; the e-mail unless given. */
            username?: string;
            email: string;
            first_name?: string;
            last_name?: string;
            /** @description Read as the slug; written as slug or id. */
            role?: string | number;
            password: string;
            is_active?: boolean;
        };
        VerifyRequest: {
            token: string;
        };
        /** @description An address that events are sent to. */
        WebhookEndpointRequest: {
            url: string;
            description?: string;
            /** @description Types as they stand under `webhooks`, `invoice.*` for all of a resource, `*` for everything. */
            event_types?: string[];
            is_active?: boolean;
        };
        /** @description The number that the company writes from. Its token goes in and never comes out. */
        WhatsAppAccountRequest: {
            /** @description Meta's id of the number: digits. */
            phone_number_id: string;
            /** @description Left out, the one that is held stays. */
            token?: string;
            /** @description An approved template with one parameter in its body. */
            template?: string;
            template_language?: string;
        };
        /** @description As Meta sends it; what is not understood is skipped. */
        WhatsAppWebhookRequest: {
            object?: string;
            entry?: unknown;
        };
        Accepted: {
            status: components["schemas"]["AcceptedStatusEnum"];
        };
        /** @enum {string} */
        AcceptedStatusEnum: "accepted" | "duplicate";
        Access: {
            access: string;
            /** @description Only where refresh tokens rotate. */
            refresh?: string;
        };
        Action: {
            name: string;
            method: string;
            url: string;
            description: string;
        };
        ActiveTask: {
            task_id: string;
            name: string;
            started_at: string | null;
        };
        Activity: {
            id: number;
            action: string;
            resource_type: string;
            resource_id: string;
            user: number | null;
            username: string | null;
            timestamp: string;
        };
        /** @description What a customer has paid ahead and no bill has used yet. */
        Advance: {
            readonly id: number;
            readonly customer: number;
            readonly customer_name: string;
            readonly currency: string;
            readonly balance: string;
        };
        /** @description Something that a person should look at. */
        Alert: {
            readonly id: number;
            title: string;
            message?: string;
            severity?: components["schemas"]["SeverityEnum"];
            status?: components["schemas"]["AlertStatusEnum"];
            source?: string;
            readonly rule: string;
            readonly acknowledged_by: number | null;
            readonly acknowledged_at: string | null;
            readonly resolved_at: string | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        AmountChange: {
            first: string;
            second: string;
            difference: string;
            change: number;
        };
        /** @description A key for programs: `Authorization: Api-Key <key>`. */
        ApiKey: {
            readonly id: number;
            name: string;
            readonly prefix: string;
            /** @description All of the maker's unless given. */
            permissions?: string[] | null;
            expires_at?: string | null;
            readonly last_used_at: string | null;
            readonly created_at: string;
        };
        AppConfig: {
            name: string;
            version: string;
            mode: string;
            tenant: string;
            timezone: string;
            language: string;
            currency: string;
            currencies: string[];
            max_body_bytes: number;
            max_upload_bytes: number;
            access_token_seconds: number;
        };
        /** @description What a customer has asked for, with the steps of the work on it and its documents. */
        Application: {
            readonly id: number;
            customer: number;
            readonly customer_name: string;
            product: number;
            readonly product_code: string;
            readonly product_name: string;
            /** @description Today in the tenant's timezone unless given. */
            doc_date?: string;
            /** @description The last step's due date unless given. */
            due_date?: string;
            readonly status: components["schemas"]["ApplicationStatusEnum"];
            notes?: string;
            readonly close_reason: string;
            readonly workflows: components["schemas"]["Workflow"][];
            readonly documents: components["schemas"]["DocumentBrief"][];
            readonly owner: number | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @enum {string} */
        ApplicationStatusEnum: "pending" | "processing" | "completed" | "rejected" | "closed";
        AskingProduct: {
            id: number;
            code: string;
            name: string;
            required: boolean;
        };
        /** @description Who looks after a customer. */
        Assignee: {
            readonly id: number;
            readonly username: string;
            readonly email: string;
            readonly first_name: string;
            readonly last_name: string;
        };
        /** @description A receipt. `file` and `thumbnail` are addresses that only its tenant opens. */
        Attachment: {
            readonly id: number;
            readonly expense: number;
            readonly file: string;
            /** @description A small PNG; null where the file is no image. */
            readonly thumbnail: string | null;
            readonly filename: string;
            readonly content_type: string;
            readonly size: number;
            readonly uploaded_at: string;
            readonly owner: number | null;
        };
        /** @description One event: who did what to which record, and what changed of it. Secrets are masked. */
        AuditLog: {
            readonly id: number;
            /** @description Null for what the product did by itself. */
            user: components["schemas"]["EventUser"] | null;
            /** @description The superuser who acted as the user. */
            impersonator: components["schemas"]["EventUser"] | null;
            readonly action: string;
            readonly resource_type: string;
            readonly resource_id: string;
            readonly old_values: unknown;
            readonly new_values: unknown;
            readonly ip_address: string;
            readonly request_id: string;
            readonly timestamp: string;
        };
        /** @description How far the projection of the last full months from those before would have been off. */
        BackTest: {
            months: number;
            mean_absolute_error: string;
            /** @description Of the revenue of those months. */
            error_percent: number;
        };
        /** @description An archive. What it holds is null where this installation has not signed it, or cannot read it. */
        Backup: {
            filename: string;
            /** @description Bytes. */
            size: number;
            created_at: string;
            encrypted: boolean;
            /** @description Whether this installation has signed it. */
            readonly valid: boolean;
            scheduled?: boolean | null;
            rows?: number | null;
            /** @description Media in it. */
            files: number | null;
            versions?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * @description A bandwidth bill. Totals are the server's: `total_bill` is the sum of the prices less the discount, `total_due`
         *     what of it is open.
         */
        BandwidthBill: {
            readonly id: number;
            customer: number;
            readonly customer_details: components["schemas"]["CustomerBrief"];
            nttn_cap?: string;
            nttn_com?: string;
            /** @description Today in the tenant's timezone unless given. */
            billing_date?: string;
            /** @description The first day of the month whose regular bill this is; null for a further bill of a month. */
            readonly month: string | null;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            iig_qt?: string;
            /** @description The price of the line, not of a unit. */
            iig_qt_price?: string;
            fna?: string;
            fna_price?: string;
            ggc?: string;
            ggc_price?: string;
            cdn?: string;
            cdn_price?: string;
            bdix?: string;
            bdix_price?: string;
            baishan?: string;
            baishan_price?: string;
            discount?: string;
            readonly total_bill: string;
            /** @description At most `total_bill`; it includes the `advance_used`. */
            total_received?: string;
            readonly total_due: string;
            /** @description What came in beyond a bill that is paid in full; the customer's next bill uses it. */
            advance?: string;
            /** @description The part of `total_received` that was paid ahead. */
            readonly advance_used: string;
            status?: components["schemas"]["CustomerStatusEnum"];
            remarks?: string;
            readonly slices: components["schemas"]["BillSlice"][];
            readonly base_currency: string;
            /** @description To the company's currency, as of the billing date. */
            readonly exchange_rate: string | null;
            /** @description In `base_currency`, by that rate. */
            readonly base_total_bill: string | null;
            readonly base_total_received: string | null;
            readonly base_total_due: string | null;
            readonly created_at: string;
            readonly updated_at: string;
            readonly owner: number | null;
        };
        BillFigures: {
            number: number;
            billed: string;
            received: string;
            due: string;
        };
        BillImportResult: {
            success: boolean;
            processed: number;
            customers_created: number;
            bills_created: number;
            bills_updated: number;
            bills_unchanged: number;
            failed: number;
            errors: components["schemas"]["RowError"][];
            /** @description New rows that may be something that is there already; at most 1,000. */
            possible_duplicates: components["schemas"]["RowDoubles"][];
            /** @description The bad rows as a file, to be corrected and imported again. */
            errors_url: string | null;
            ignored_columns: string[];
        };
        /** @description Some days of a line that changed in mid-month. */
        BillSlice: {
            readonly line: components["schemas"]["LineEnum"];
            readonly first_day: string;
            readonly last_day: string;
            readonly quantity: string;
            /** @description What a whole month costs at this quantity. */
            readonly monthly_price: string;
            readonly amount: string;
        };
        Breakdown: {
            by_category: components["schemas"]["CategoryShare"][];
            by_status: components["schemas"]["StatusSum"][];
            by_client: components["schemas"]["ClientFigures"][];
        };
        Broker: {
            status: components["schemas"]["PartStatusEnum"];
            error: string | null;
            latency_ms: number;
        };
        BulkDeletion: {
            deleted: number;
            skipped: number;
            /** @description Why rows were skipped. */
            reasons: components["schemas"]["Skipped"][];
        };
        /** @description Files that are sorted: how far it is, and what each was taken for. */
        Categorization: {
            job_id: string;
            kind: string;
            customer_application: number;
            status: components["schemas"]["JobStatusEnum"];
            progress: number;
            message: string;
            announced: string[];
            files: components["schemas"]["CategorizedFile"][];
            applied_at: string | null;
            created_at: string;
            readonly status_url: string;
            /** @description Server-sent events: one for each file that is done. */
            readonly stream_url: string;
            readonly upload_url: string;
            readonly apply_url: string;
        };
        /** @description A file and what it was taken for; null until it has been read. */
        CategorizedFile: {
            file_id: number;
            filename: string;
            content_type: string;
            size: number;
            status: components["schemas"]["JobStatusEnum"];
            doc_type: number | null;
            doc_type_name: string | null;
            /** @description 0 to 1. */
            score: number | null;
            reason: string;
            /** @description The five likeliest types. */
            matches: components["schemas"]["Match"][];
            error: string;
            /** @description The document it has become. */
            document: number | null;
        };
        /** @description A category of expenses in figures. Its id means nothing in another company. */
        Category: {
            category: string;
            total: string;
            number: number;
            /** @description Of all expenses, in percent. */
            share: number;
            id: number;
            name: string;
            change: number;
        };
        /** @description A category of expenses in figures. Its id means nothing in another company. */
        CategoryDetail: {
            category: string;
            total: string;
            number: number;
            /** @description Of all expenses, in percent. */
            share: number;
            id: number;
            name: string;
            change: number;
            /** @description Spent in each of the last twelve months. */
            series: components["schemas"]["MonthTotal"][];
        };
        CategoryShare: {
            category: string;
            total: string;
            number: number;
            /** @description Of all expenses, in percent. */
            share: number;
        };
        CategorySum: {
            category: string;
            total: string;
        };
        CeleryHealth: {
            status: components["schemas"]["CeleryHealthEnum"];
            checks: components["schemas"]["Checks"];
            timestamp: string;
        };
        /** @enum {string} */
        CeleryHealthEnum: "healthy" | "unhealthy";
        /** @description `tasks_last_hour` are the caller's tenant's. */
        CeleryStatus: {
            status: components["schemas"]["CeleryStatusEnum"];
            broker: components["schemas"]["Broker"];
            workers_online: number;
            active_tasks: number;
            /** @description Tasks that wait; the tenant's waiting jobs for its administrators. */
            backlog: number;
            tasks_last_hour: components["schemas"]["TaskCounts"];
            timestamp: string;
        };
        /** @enum {string} */
        CeleryStatusEnum: "healthy" | "degraded" | "no_workers" | "down";
        /** @description A task of the recent past in Celery's own words. */
        CeleryTask: {
            readonly task_id: string;
            name: string;
            state: components["schemas"]["StateEnum"];
            readonly queue: string;
            readonly worker: string;
            readonly arguments: unknown;
            readonly started_at: string | null;
            readonly finished_at: string | null;
            duration_ms: number | null;
            readonly retries: number;
            readonly result: unknown;
            readonly error: string;
            readonly created_at: string;
        };
        /** @description An event of the change feed. `id` rises from one change of a record to the next. */
        Change: {
            readonly id: number;
            /** @description `<resource_type>.<action>`, such as `invoice.send`. */
            type: string;
            readonly resource_type: string;
            readonly resource_id: string;
            readonly action: string;
            readonly old_values: unknown;
            readonly new_values: unknown;
            /** @description Null for what the product did by itself. */
            user: components["schemas"]["EventUser"] | null;
            readonly timestamp: string;
        };
        /** @description A page of the change feed. */
        Changes: {
            results: components["schemas"]["Change"][];
            /** @description To be given as `since` the next time. */
            cursor: string;
            /** @description Whether there is more to be had at once. */
            has_more: boolean;
        };
        /** @enum {string} */
        ChannelEnum: "email" | "whatsapp" | "push" | "in_app";
        Checks: {
            broker: components["schemas"]["TimedCheck"];
            workers: components["schemas"]["WorkersCheck"];
            queues: components["schemas"]["QueuesCheck"];
            round_trip: components["schemas"]["TimedCheck"];
        };
        /** @description A party with its interactions, the newest first. */
        Client: {
            readonly id: number;
            name?: string;
            first_name?: string;
            last_name?: string;
            email: string;
            phone?: string;
            address?: string;
            company?: string;
            tax_number?: string;
            notes?: string;
            source?: string;
            stage?: components["schemas"]["StageEnum"];
            /** @description Active or Inactive; of a prospect, its own status. */
            readonly status: string;
            active?: boolean;
            preferred_channel?: components["schemas"]["PreferredChannelEnum"] | components["schemas"]["BlankEnum"];
            readonly unsubscribed_at: string | null;
            readonly owner: number | null;
            readonly created_by: number | null;
            readonly created_by_name: string | null;
            assigned_to?: number | null;
            readonly assigned_to_name: string | null;
            readonly created_at: string;
            readonly updated_at: string;
            readonly interactions: components["schemas"]["Interaction"][];
        };
        ClientCounts: {
            total: number;
            new: number;
        };
        /** @description What a client has in a currency. */
        ClientCredit: {
            currency: string;
            amount: string;
        };
        /** @description A client in figures. */
        ClientDetail: {
            id: number;
            name: string;
            email: string;
            status: string;
            revenue: string;
            collected: string;
            /** @description Open today, whatever the period. */
            outstanding: string;
            collection_rate: number;
            /** @description Billed in each of the last twelve months. */
            series: components["schemas"]["MonthTotal"][];
        };
        /** @description A client in figures. */
        ClientFigures: {
            id: number;
            name: string;
            email: string;
            status: string;
            revenue: string;
            collected: string;
            /** @description Open today, whatever the period. */
            outstanding: string;
            collection_rate: number;
        };
        /** @description A party, in whichever stage. Give `name`, or `first_name` and `last_name`; both are answered. */
        ClientList: {
            readonly id: number;
            name?: string;
            first_name?: string;
            last_name?: string;
            email: string;
            phone?: string;
            address?: string;
            company?: string;
            tax_number?: string;
            notes?: string;
            source?: string;
            stage?: components["schemas"]["StageEnum"];
            /** @description Active or Inactive; of a prospect, its own status. */
            readonly status: string;
            active?: boolean;
            preferred_channel?: components["schemas"]["PreferredChannelEnum"] | components["schemas"]["BlankEnum"];
            readonly unsubscribed_at: string | null;
            readonly owner: number | null;
            readonly created_by: number | null;
            readonly created_by_name: string | null;
            assigned_to?: number | null;
            readonly assigned_to_name: string | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @description The amounts of two snapshots side by side. */
        Comparison: {
            first: number;
            second: number;
            currency: string;
            amounts: {
                [key: string]: components["schemas"]["AmountChange"];
            };
        };
        /** @description Where the user allows the exchange. */
        Consent: {
            readonly authorization_url: string;
        };
        Country: {
            name: string;
            alpha2: string;
            /** @description As `nationality` takes it. */
            alpha3: string;
            numeric: string;
        };
        /** @description A new party, with those that it may double. */
        CreatedClient: {
            readonly id: number;
            name?: string;
            first_name?: string;
            last_name?: string;
            email: string;
            phone?: string;
            address?: string;
            company?: string;
            tax_number?: string;
            notes?: string;
            source?: string;
            stage?: components["schemas"]["StageEnum"];
            /** @description Active or Inactive; of a prospect, its own status. */
            readonly status: string;
            active?: boolean;
            preferred_channel?: components["schemas"]["PreferredChannelEnum"] | components["schemas"]["BlankEnum"];
            readonly unsubscribed_at: string | null;
            readonly owner: number | null;
            readonly created_by: number | null;
            readonly created_by_name: string | null;
            assigned_to?: number | null;
            readonly assigned_to_name: string | null;
            readonly created_at: string;
            readonly updated_at: string;
            readonly interactions: components["schemas"]["Interaction"][];
            readonly possible_duplicates: components["schemas"]["Duplicate"][];
        };
        /** @description A new customer, with the parties that it may double. */
        CreatedCustomer: {
            readonly id: number;
            name?: string;
            first_name?: string;
            last_name?: string;
            company_name?: string;
            email?: string;
            phone?: string;
            address?: string;
            contact_person?: string;
            tax_number?: string;
            source?: string;
            notes?: string;
            monthly_revenue?: string | null;
            potential_revenue?: string | null;
            /** @description What issued invoices and bills billed in the last full month, in the tenant's currency. */
            readonly calculated_monthly_revenue: number;
            status?: components["schemas"]["CustomerStatusEnum"];
            active?: boolean;
            readonly join_date: string | null;
            readonly leave_date: string | null;
            assigned_sales_person?: number | null;
            readonly assigned_sales_person_details: components["schemas"]["Assignee"] | null;
            passport_number?: string;
            passport_expiration_date?: string | null;
            /** @description ISO 3166 alpha-3, as in passports. */
            nationality?: string;
            birthdate?: string | null;
            gender?: components["schemas"]["GenderEnum"] | components["schemas"]["BlankEnum"];
            preferred_channel?: components["schemas"]["PreferredChannelEnum"] | components["schemas"]["BlankEnum"];
            readonly unsubscribed_at: string | null;
            readonly owner: number | null;
            readonly created_at: string;
            readonly updated_at: string;
            readonly possible_duplicates: components["schemas"]["Duplicate"][];
        };
        /** @description A new prospect, with the parties that it may double. */
        CreatedProspect: {
            readonly id: number;
            name?: string;
            first_name?: string;
            last_name?: string;
            company_name?: string;
            email?: string;
            phone?: string;
            address?: string;
            contact_person?: string;
            source?: string;
            potential_revenue?: string | null;
            follow_up_date?: string | null;
            notes?: string;
            /** @description `won` converts. */
            status?: components["schemas"]["ProspectStatusEnum"];
            stage?: components["schemas"]["StageEnum"];
            sales_person?: number | null;
            readonly sales_person_name: string | null;
            readonly created_at: string;
            readonly updated_at: string;
            readonly possible_duplicates: components["schemas"]["Duplicate"][];
        };
        /** @description A movement of a client's credit; `amount` is negative for what it loses. */
        CreditEntry: {
            readonly id: number;
            readonly client: number;
            readonly client_name: string;
            readonly entry_kind: components["schemas"]["EntryKindEnum"];
            readonly entry_date: string;
            readonly currency: string;
            readonly amount: string;
            readonly invoice: number | null;
            readonly credit_note: number | null;
            readonly payment_method: string;
            readonly reference: string;
            readonly base_currency: string;
            readonly exchange_rate: string | null;
            /** @description What it is worth in the company's currency. */
            readonly base_amount: string | null;
            /** @description What was gained where it was applied or refunded at another rate. */
            readonly exchange_gain: string | null;
            readonly created_at: string;
            readonly owner: number | null;
        };
        /** @description What takes an invoice back, whole or by line. */
        CreditNote: {
            readonly id: number;
            client: number;
            readonly client_name: string;
            /** @description Today in the tenant's timezone unless given. */
            issue_date?: string;
            readonly status: components["schemas"]["CreditNoteStatusEnum"];
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            readonly tax_mode: components["schemas"]["TaxModeEnum"];
            readonly prices_include_tax: boolean;
            readonly taxes: components["schemas"]["TaxTotal"][];
            readonly subtotal: string;
            /** @description Counts only where no line names a tax. */
            tax_amount?: string;
            readonly total_amount: string;
            terms?: string;
            notes?: string;
            readonly sent_at: string | null;
            readonly created_at: string;
            readonly updated_at: string;
            readonly owner: number | null;
            readonly line_items: components["schemas"]["CreditNoteLine"][];
            readonly emailed_at: string | null;
            readonly seller: components["schemas"]["Party"] | null;
            readonly buyer: components["schemas"]["Party"] | null;
            readonly content_hash: string;
            readonly base_currency: string;
            /** @description To the company's currency, as of the issue date; null for a draft. */
            readonly exchange_rate: string | null;
            readonly base_subtotal: string | null;
            readonly base_tax_amount: string | null;
            /** @description In `base_currency`, by that rate. */
            readonly base_total_amount: string | null;
            readonly credit_note_number: string;
            readonly invoice: number;
            readonly invoice_number: string;
            readonly reason: string;
        };
        /** @description A line of a credit note. Its figures follow from the invoice's line. */
        CreditNoteLine: {
            readonly id: number;
            description: string;
            /** @description 1 unless given. */
            quantity?: number;
            unit_price: string;
            /** @description An amount. Leave it out where a percentage is given. */
            discount?: string;
            /** @description 4 is 4 %, taken of the rounded amount. */
            discount_percent?: string | null;
            taxes?: components["schemas"]["Tax"][];
            /** @description Short form of a single tax; answered as the sum of the rates. */
            tax_rate?: string | null;
            readonly total: string;
            product?: number | null;
            /** @description An application of the document's client. It stands on one invoice that is not cancelled, at most. */
            customer_application?: number | null;
            readonly invoice_line: number;
        };
        /** @enum {string} */
        CreditNoteStatusEnum: "draft" | "sent";
        Cron: {
            /** @description Jobs that were put on the queue now. */
            executed: string[];
            not_due: string[];
            timestamp: string;
        };
        /** @description A party that buys. `status` and `active` are the same fact. */
        Customer: {
            readonly id: number;
            name?: string;
            first_name?: string;
            last_name?: string;
            company_name?: string;
            email?: string;
            phone?: string;
            address?: string;
            contact_person?: string;
            tax_number?: string;
            source?: string;
            notes?: string;
            monthly_revenue?: string | null;
            potential_revenue?: string | null;
            /** @description What issued invoices and bills billed in the last full month, in the tenant's currency. */
            readonly calculated_monthly_revenue: number;
            status?: components["schemas"]["CustomerStatusEnum"];
            active?: boolean;
            readonly join_date: string | null;
            readonly leave_date: string | null;
            assigned_sales_person?: number | null;
            readonly assigned_sales_person_details: components["schemas"]["Assignee"] | null;
            passport_number?: string;
            passport_expiration_date?: string | null;
            /** @description ISO 3166 alpha-3, as in passports. */
            nationality?: string;
            birthdate?: string | null;
            gender?: components["schemas"]["GenderEnum"] | components["schemas"]["BlankEnum"];
            preferred_channel?: components["schemas"]["PreferredChannelEnum"] | components["schemas"]["BlankEnum"];
            readonly unsubscribed_at: string | null;
            readonly owner: number | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @description The customer as a bill shows it. */
        CustomerBrief: {
            readonly id: number;
            readonly name: string;
            readonly email: string;
        };
        CustomerRevenue: {
            customer_id: number;
            customerName: string;
            email: string;
            status: string;
            joinDate: string | null;
            leaveDate: string | null;
            totalRevenue: number;
            totalDue: number;
            collectionRate: number;
            kam: string | null;
        };
        DashboardHealth: {
            status: components["schemas"]["DashboardHealthStatusEnum"];
            /** @description Changes that the relay has not rolled up yet, at most 1,000. */
            pending_events: number;
            /** @description Moves whenever figures may have changed. */
            version: string;
        };
        /** @enum {string} */
        DashboardHealthStatusEnum: "ok" | "behind";
        /** @description Flat figures of a period, with the applications of it by status. */
        DashboardStats: {
            revenue: number;
            revenue_change: number;
            collected: string;
            outstanding: string;
            overdue: string;
            expenses: string;
            profit: string;
            average_invoice: string;
            invoices_issued: number;
            total_customers: number;
            active_customers: number;
            new_clients: number;
            collection_rate: number;
            quote_acceptance_rate: number;
            currency: string;
            applications_pending: number;
            applications_processing: number;
            applications_completed: number;
            applications_rejected: number;
            applications_closed: number;
        };
        /** @description Who accepted or rejected a quote by a link, when, from where, and the hash of what it said. */
        Decision: {
            readonly decision: components["schemas"]["DecisionEnum"];
            readonly name: string;
            readonly decided_at: string;
            readonly ip_address: string;
            readonly user_agent: string;
            readonly content_hash: string;
        };
        /** @enum {string} */
        DecisionEnum: "accepted" | "rejected";
        Deletability: {
            can_delete: boolean;
            /** @description Empty where it can be deleted. */
            reason: string;
            references: components["schemas"]["Reference"][];
        };
        Deleted: {
            deleted: number;
        };
        DeletedInvoices: {
            deleted: number;
            skipped: number;
            /** @description Why invoices were skipped. */
            reasons: components["schemas"]["SkippedInvoice"][];
        };
        DeletedRows: {
            deleted: number;
            skipped: number;
            /** @description Why rows were skipped. */
            reasons: components["schemas"]["SkippedRow"][];
        };
        /** @description What a forced deletion takes with it: lines and payments; quotes lose their invoice. */
        DeletionPreview: {
            id: number;
            invoice_number: string;
            status: string;
            total_amount: string;
            paid_amount: string;
            /** @description Whether DELETE would do: the invoice is a draft. */
            can_delete: boolean;
            line_items: number;
            payments: number;
            quotes: number;
            credit_notes: number;
            /** @description Movements of the client's credit. */
            credit_entries: number;
        };
        /** @description An event on its way to an endpoint. */
        Delivery: {
            readonly id: number;
            readonly endpoint: number;
            readonly message_id: string;
            readonly event_id: number;
            readonly event_type: string;
            readonly resource_type: string;
            readonly resource_id: string;
            readonly status: components["schemas"]["DeliveryStatusEnum"];
            readonly attempts: number;
            readonly next_attempt_at: string | null;
            readonly created_at: string;
            readonly settled_at: string | null;
        };
        /** @enum {string} */
        DeliveryStatusEnum: "pending" | "delivered" | "failed";
        /** @description A delivery with what is sent and each try. */
        DeliveryWithLog: {
            readonly id: number;
            readonly endpoint: number;
            readonly message_id: string;
            readonly event_id: number;
            readonly event_type: string;
            readonly resource_type: string;
            readonly resource_id: string;
            readonly status: components["schemas"]["DeliveryStatusEnum"];
            readonly attempts: number;
            readonly next_attempt_at: string | null;
            readonly created_at: string;
            readonly settled_at: string | null;
            readonly payload: {
                [key: string]: unknown;
            };
            readonly log: components["schemas"]["WebhookAttempt"][];
        };
        DemoAccount: {
            username: string;
            password: string;
            /** @description Whether the demo data is loaded. */
            exists: boolean;
        };
        /** @description What a document type is still asked by. */
        DeprecationImpact: {
            id: number;
            name: string;
            deprecated: boolean;
            /** @description The first 100. */
            products: components["schemas"]["AskingProduct"][];
            products_count: number;
            /** @description Documents of the type that open applications wait for. */
            open_documents: number;
            /** @description How many applications these are. */
            open_applications: number;
            references: components["schemas"]["Reference"][];
        };
        Detail: {
            detail: string;
        };
        Difference: {
            /** @description As `total_amount`, `line_items.0.total`. */
            field: string;
            printed: string;
            computed: string;
        };
        Disk: {
            total_bytes: number;
            free_bytes: number;
        };
        /** @description A document of an application. `file` is the address where its file is; only who may see the document opens it. */
        Document: {
            readonly id: number;
            customer_application: number;
            doc_type: number;
            readonly doc_type_name: string;
            doc_number?: string;
            expiration_date?: string | null;
            /** @description Sent in a form: a PDF, PNG, JPEG or WebP. */
            file?: string | null;
            readonly filename: string;
            readonly content_type: string;
            readonly size: number;
            readonly version: number;
            details?: string;
            required?: boolean;
            readonly completed: boolean;
            readonly status: components["schemas"]["DocumentStatusEnum"];
            readonly status_reason: string;
            readonly reviewed_by: number | null;
            readonly reviewed_at: string | null;
            /** @description `text, pages, confidence, passport` as last read. */
            readonly ocr: unknown;
            readonly owner: number | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @description A document as its application shows it. */
        DocumentBrief: {
            readonly id: number;
            readonly doc_type: number;
            readonly doc_type_name: string;
            readonly doc_number: string;
            readonly expiration_date: string | null;
            readonly filename: string;
            readonly details: string;
            readonly required: boolean;
            readonly completed: boolean;
            readonly status: components["schemas"]["DocumentStatusEnum"];
        };
        /** @enum {string} */
        DocumentStatusEnum: "pending" | "approved" | "rejected";
        /** @description A kind of document. Its keywords tell a document of the kind by its text. */
        DocumentType: {
            readonly id: number;
            name: string;
            description?: string;
            has_expiration_date?: boolean;
            has_doc_number?: boolean;
            keywords?: string[];
            deprecated?: boolean;
            readonly created_at: string;
            readonly updated_at: string;
        };
        Double: {
            /** @description Null in a preview, for a row that is not stored yet. */
            id: number | null;
            /** @description Where it came by a row of the same file close by. */
            row: number | null;
            name: string;
            reasons: string[];
        };
        /** @description What an application's line comes to with its tax. Payments are shared out among an invoice's lines. */
        DueAmount: {
            invoice_application_id: number;
            customer_application: number;
            invoice: number;
            invoice_number: string;
            /** @description The invoice's: it follows from its payments. */
            status: string;
            currency: string;
            amount: string;
            paid_amount: string;
            /** @description Nothing on a draft or a cancelled invoice. */
            due_amount: string;
        };
        /** @description A party that may be the same as another. */
        Duplicate: {
            readonly id: number;
            readonly name: string;
            readonly company: string;
            readonly email: string;
            readonly phone: string;
            readonly tax_number: string;
            readonly stage: components["schemas"]["StageEnum"];
            readonly reasons: components["schemas"]["ReasonsEnum"][];
        };
        /** @description An address that events are sent to. */
        EndpointWithSecret: {
            readonly id: number;
            url: string;
            description?: string;
            /** @description Types as they stand under `webhooks`, `invoice.*` for all of a resource, `*` for everything. */
            event_types?: string[];
            is_active?: boolean;
            /** @description Why it was switched off by itself. */
            readonly disabled_reason: string;
            /** @description How often in a row it took nothing. */
            readonly failures: number;
            readonly failing_since: string | null;
            /** @description Until then it is left in peace, since it took nothing. */
            readonly retry_at: string | null;
            readonly created_at: string;
            readonly updated_at: string;
            /** @description Signs what is sent; shown this once. */
            readonly secret: string;
        };
        /** @description What an authenticator app needs; shown this once. */
        Enrolment: {
            secret: string;
            /** @description To be shown as a QR code. */
            otpauth_url: string;
        };
        /** @enum {string} */
        EntryKindEnum: "overpaid" | "released" | "applied" | "refunded";
        /** @description Something at a time. Times without an offset are those of `timezone`; a day alone is its midnight. */
        Event: {
            readonly id: number;
            title: string;
            description?: string;
            start: string;
            /** @description An hour after the start, or the end of the day, unless given. Not included. */
            end?: string;
            all_day?: boolean;
            /** @description As Asia/Jakarta; the tenant's unless given. The event recurs there. */
            timezone?: string;
            /** @description How it recurs, as RFC 5545 writes it: `FREQ=WEEKLY;BYDAY=MO;COUNT=10`. Empty for once. */
            rrule?: string;
            /** @description The days, where the event is, on which it does not. */
            exdates?: string[];
            readonly recurs_until: string | null;
            readonly recurring_event: number | null;
            readonly original_date: string | null;
            customer_application?: number | null;
            readonly workflow: number | null;
            readonly source: components["schemas"]["SourceEnum"];
            readonly google_event_id: string;
            readonly sync_status: components["schemas"]["SyncStatusEnum"];
            readonly sync_error: string;
            readonly owner: number | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @description Who it was; of a user who is gone, the id alone. */
        EventUser: {
            id: number;
            email: string | null;
        };
        /** @description What one unit of `currency` is worth in the company's currency, from `date` until the next rate. */
        ExchangeRate: {
            readonly id: number;
            /** @description ISO 4217, another than the company's. */
            currency: string;
            readonly base_currency: string;
            /** @description Today in the tenant's timezone unless given. */
            date?: string;
            /** @description More than 0: 4.7125 where 1 EUR is 4.7125 MYR. */
            rate: string;
            readonly source: string;
            readonly created_at: string;
            readonly updated_at: string;
            readonly owner: number | null;
        };
        ExchangeRateImportResult: {
            success: boolean;
            processed: number;
            created: number;
            updated: number;
            unchanged: number;
            failed: number;
            errors: components["schemas"]["RowError"][];
            /** @description New rows that may be something that is there already; at most 1,000. */
            possible_duplicates: components["schemas"]["RowDoubles"][];
            /** @description The bad rows as a file, to be corrected and imported again. */
            errors_url: string | null;
            ignored_columns: string[];
        };
        Executed: {
            task_id: string;
            task_name: string;
            status: string;
        };
        /** @description Money spent: `amount` is what was paid, `tax_amount` the tax within it. */
        Expense: {
            readonly id: number;
            description: string;
            amount: string;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            category?: components["schemas"]["CategoryEnum"];
            /** @description Today in the tenant's timezone unless given. */
            expense_date?: string;
            receipt_number?: string;
            vendor?: string;
            tax_amount?: string;
            is_billable?: boolean;
            client?: number | null;
            status?: components["schemas"]["ExpenseStatusEnum"];
            notes?: string;
            readonly invoice: number | null;
            readonly base_currency: string;
            /** @description To the company's currency; that of the day unless given. */
            exchange_rate?: string | null;
            /** @description In the company's currency. */
            readonly base_amount: string | null;
            readonly base_tax_amount: string | null;
            readonly created_at: string;
            readonly updated_at: string;
            readonly owner: number | null;
            readonly attachments: components["schemas"]["Attachment"][];
        };
        Expenses: {
            total: string;
            by_category: components["schemas"]["CategorySum"][];
        };
        /** @description The state of a calendar's address. The address itself is not kept. */
        Feed: {
            readonly is_open: boolean;
            readonly created_at: string | null;
            readonly last_read_at: string | null;
        };
        /** @description How the caller's Google account stands. */
        GoogleAccount: {
            readonly is_connected: boolean;
            readonly email: string;
            readonly status: components["schemas"]["GoogleAccountStatusEnum"];
            readonly error: string;
            /** @description Events and tasks on their way. */
            readonly pending: number;
            readonly failed: number;
            readonly connected_at: string | null;
            readonly synced_at: string | null;
            readonly next_sync_at: string | null;
        };
        /** @enum {string} */
        GoogleAccountStatusEnum: "connected" | "failing" | "broken" | "none";
        Health: {
            /** @description The worst of them: healthy, degraded or down. */
            status: string;
            /** @description By the provider's name. */
            providers: {
                [key: string]: components["schemas"]["ProviderHealth"];
            };
        };
        /** @description A figure at a moment. */
        HealthMetric: {
            readonly id: number;
            name: string;
            value: number;
            unit?: string;
            status?: components["schemas"]["LevelEnum"];
            /** @description Now unless given. */
            recorded_at?: string;
        };
        /** @description A day on which the company does not work, besides its weekend. */
        Holiday: {
            readonly id: number;
            date: string;
            name: string;
            /** @description Where it is kept; empty for one of your own. */
            country?: string;
            description?: string;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @description What can be imported. */
        ImportConfig: {
            formats: components["schemas"]["ImportFormat"][];
            limits: components["schemas"]["ImportLimits"];
            /** @description What is recognised in pictures. */
            languages: string[];
        };
        ImportFormat: {
            format: string;
            name: string;
            extensions: string[];
            /** @description Whether it is made for programs, so that nothing in it is guessed. */
            exact: boolean;
            description: string;
        };
        ImportLimits: {
            max_files: number;
            /** @description Of a request with all its files. */
            max_upload_bytes: number;
            max_xml_bytes: number;
            max_pdf_pages: number;
        };
        ImportResult: {
            success: boolean;
            processed: number;
            created: number;
            updated: number;
            unchanged: number;
            failed: number;
            errors: components["schemas"]["RowError"][];
            /** @description New rows that may be something that is there already; at most 1,000. */
            possible_duplicates: components["schemas"]["RowDoubles"][];
            /** @description The bad rows as a file, to be corrected and imported again. */
            errors_url: string | null;
            ignored_columns: string[];
        };
        /** @description A contact with a client: a call, an e-mail, a meeting, or a note. */
        Interaction: {
            readonly id: number;
            client: number;
            interaction_type: components["schemas"]["InteractionTypeEnum"];
            subject: string;
            description: string;
            readonly created_by: number | null;
            readonly created_by_name: string | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @description A claim on a client, with its lines and what was paid on it. */
        Invoice: {
            readonly id: number;
            client: number;
            readonly client_name: string;
            /** @description Today in the tenant's timezone unless given. */
            issue_date?: string;
            status?: components["schemas"]["InvoiceStatusEnum"];
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            tax_mode?: components["schemas"]["TaxModeEnum"];
            prices_include_tax?: boolean;
            readonly taxes: components["schemas"]["TaxTotal"][];
            readonly subtotal: string;
            /** @description Counts only where no line names a tax. */
            tax_amount?: string;
            readonly total_amount: string;
            terms?: string;
            notes?: string;
            readonly sent_at: string | null;
            readonly created_at: string;
            readonly updated_at: string;
            readonly owner: number | null;
            line_items?: components["schemas"]["Line"][];
            readonly emailed_at: string | null;
            readonly seller: components["schemas"]["Party"] | null;
            readonly buyer: components["schemas"]["Party"] | null;
            readonly content_hash: string;
            readonly base_currency: string;
            /** @description To the company's currency, as of the issue date; null for a draft. */
            readonly exchange_rate: string | null;
            readonly base_subtotal: string | null;
            readonly base_tax_amount: string | null;
            /** @description In `base_currency`, by that rate. */
            readonly base_total_amount: string | null;
            readonly invoice_number: string;
            /** @description The tenant's payment terms after the issue date. */
            due_date?: string;
            /** @description What credit notes take off. */
            readonly credited_amount: string;
            /** @description Payments and applied credit, less what became credit. */
            readonly paid_amount: string;
            readonly balance: string;
            /** @description Taken back whole by credit notes; the status is then `paid`, as nothing is owed. */
            readonly is_credited: boolean;
            readonly late_fee_for: number | null;
            readonly payments: components["schemas"]["PaymentBrief"][];
            readonly base_credited_amount: string | null;
            /** @description At the invoice's rate. */
            readonly base_paid_amount: string | null;
            readonly base_balance: string | null;
        };
        /** @description A line of an invoice that is for an application. */
        InvoiceApplication: {
            readonly id: number;
            readonly invoice: number;
            readonly invoice_number: string;
            /** @description The invoice's. */
            readonly status: string;
            /** @description Without tax, unless prices include it. */
            readonly total: string;
        };
        InvoiceCounts: {
            by_status: components["schemas"]["InvoiceStatusCounts"];
        };
        /**
         * @description A file that was imported, and what became of it; of a table of several invoices, one of them. `file/` below its
         *     address serves the file.
         */
        InvoiceImport: {
            readonly id: number;
            readonly job_id: string | null;
            readonly filename: string;
            readonly content_type: string;
            readonly size: number;
            readonly digest: string;
            readonly status: components["schemas"]["InvoiceImportStatusEnum"];
            readonly error: string;
            /** @description `ubl`, `cii`, `table` or `text`; empty while nothing was read. */
            readonly format: string;
            readonly invoice: number | null;
            readonly invoice_number: string | null;
            readonly document_number: string;
            readonly confidence: number | null;
            /** @description By path (`issue_date`, `line_items.0.quantity`), with how sure each is, 0 to 1. */
            readonly readings: {
                [key: string]: components["schemas"]["Reading"];
            };
            /** @description Sums of the draft that are not as the file prints them. */
            readonly differences: components["schemas"]["Difference"][];
            /** @description What is in the file and not, or otherwise, on the draft. */
            readonly warnings: string[];
            readonly client_matched_by: string;
            /** @description Invoices imported from other files under the same number for the same client. */
            readonly possible_duplicates: number[];
            readonly owner: number | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @enum {string} */
        InvoiceImportStatusEnum: "waiting" | "imported" | "duplicate" | "failed";
        InvoiceStatusCounts: {
            draft: number;
            sent: number;
            partial: number;
            paid: number;
            overdue: number;
            cancelled: number;
        };
        /** @description An application as it may be put on an invoice, with the invoices that it stands on. */
        InvoiceableApplication: {
            readonly id: number;
            readonly customer: number;
            readonly product: number;
            readonly product_code: string;
            readonly product_name: string;
            readonly price: string;
            readonly currency: string;
            readonly tax_rate: string | null;
            readonly doc_date: string;
            readonly due_date: string;
            readonly status: components["schemas"]["ApplicationStatusEnum"];
            readonly notes: string;
            readonly invoice_applications: components["schemas"]["InvoiceApplication"][];
        };
        /** @description Work that takes long: how it stands, and where to poll it, stream it and fetch its file. */
        Job: {
            readonly job_id: string;
            readonly kind: string;
            readonly status: components["schemas"]["JobStatusEnum"];
            readonly progress: number;
            readonly message: string;
            readonly result: unknown;
            readonly error: string;
            readonly created_at: string;
            readonly started_at: string | null;
            readonly finished_at: string | null;
            /** @description Answers this body, anew. */
            readonly status_url: string;
            /** @description Server-sent events until the job ends. */
            readonly stream_url: string;
            /** @description The file the job made; null while there is none. */
            readonly file_url: string | null;
        };
        /** @enum {string} */
        JobStatusEnum: "queued" | "running" | "succeeded" | "failed" | "cancelled";
        /** @enum {string} */
        KindEnum: "invoice" | "credit_note" | "payment" | "refund";
        /** @description Key figures: bare numbers as isp-crm shows them, beside them amounts as everywhere. */
        Kpis: {
            total_revenue: number;
            /** @description In percent, as all changes. */
            total_revenue_change: number;
            total_customers: number;
            total_customers_change: number;
            active_customers: number;
            active_customers_change: number;
            collection_rate: number;
            collection_rate_change: number;
            period: components["schemas"]["KpisPeriod"];
            currency: string;
            collected: string;
            outstanding: string;
            overdue: string;
            expenses: string;
            profit: string;
            average_invoice: string;
            invoices_issued: number;
            new_clients: number;
            quote_acceptance_rate: number;
        };
        KpisPeriod: {
            from: string;
            to: string;
        };
        LatestMetric: {
            name: string;
            title: string;
            value: number;
            unit: string;
            status: components["schemas"]["LevelEnum"];
            recorded_at: string;
        };
        /** @description One line. `total` is quantity times price, rounded, less the discount. */
        Line: {
            readonly id: number;
            description: string;
            /** @description 1 unless given. */
            quantity?: number;
            unit_price: string;
            /** @description An amount. Leave it out where a percentage is given. */
            discount?: string;
            /** @description 4 is 4 %, taken of the rounded amount. */
            discount_percent?: string | null;
            taxes?: components["schemas"]["Tax"][];
            /** @description Short form of a single tax; answered as the sum of the rates. */
            tax_rate?: string | null;
            readonly total: string;
            product?: number | null;
            /** @description An application of the document's client. It stands on one invoice that is not cancelled, at most. */
            customer_application?: number | null;
        };
        /** @enum {string} */
        LineEnum: "iig_qt" | "fna" | "ggc" | "cdn" | "bdix" | "baishan";
        LoadedHolidays: {
            created: number;
            /** @description Days that were there already. */
            skipped: number;
        };
        LogInUser: {
            id: number;
            email: string;
            username: string;
            first_name: string;
            last_name: string;
            role: string;
            tenant: components["schemas"]["TenantBrief"];
        };
        LoggedIn: {
            access: string;
            refresh: string;
            user: components["schemas"]["LogInUser"];
        };
        /** @description A key for programs: `Authorization: Api-Key <key>`. */
        MadeApiKey: {
            readonly id: number;
            name: string;
            readonly prefix: string;
            /** @description All of the maker's unless given. */
            permissions?: string[] | null;
            expires_at?: string | null;
            readonly last_used_at: string | null;
            readonly created_at: string;
            /** @description Shown this once. */
            readonly key: string;
        };
        Manager: {
            kam: string;
            kam_id: number;
            total_customers: number;
            active_customers: number;
            total_revenue: number;
            avg_revenue_per_customer: number;
        };
        Match: {
            doc_type: number;
            doc_type_name: string;
            score: number;
            reason: string;
        };
        /** @description A figure that a caller's own program reports. */
        Measurement: {
            readonly id: number;
            name: string;
            value: number;
            /** @description What tells this series apart; names and values are texts. */
            labels?: {
                [key: string]: string;
            };
            /** @description Now unless given. */
            recorded_at?: string;
        };
        /** @description An entry of the menu that the caller may follow. */
        MenuEntry: {
            id: number;
            slug: string;
            title: string;
            path: string;
            icon: string;
            order: number;
            /** @description Entries of the same form. */
            children: {
                [key: string]: unknown;
            }[];
        };
        /** @description A kind of message that can be put in other words, as the product writes it. */
        MessageKind: {
            kind: string;
            title: string;
            /** @description What may stand in braces. */
            places: string[];
            subject: string;
            body: string;
        };
        MessageKinds: {
            results: components["schemas"]["MessageKind"][];
        };
        /**
         * @description A company's own words for one kind of message to its customers. `{name}` and other places are filled in; which
         *     ones a kind has, `kinds/` tells.
         */
        MessageTemplate: {
            readonly id: number;
            /** @description As `kinds/` lists them: `workflow.deadline`. */
            kind: string;
            subject: string;
            body: string;
            readonly owner: number | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @description A key figure. Its id means nothing in another company. */
        Metric: {
            id: number;
            name: string;
            value: number;
            /** @description A currency, percent, or what is counted. */
            unit: string;
            change: number | null;
        };
        Migrations: {
            applied: number;
            pending: string[];
        };
        /** @description How to log in where the product is developed. */
        MockAuthConfig: {
            mode: string;
            token_url: string;
            /** @description What an access token carries. */
            claims: string[];
            accounts: components["schemas"]["DemoAccount"][];
        };
        MonthRevenue: {
            /** @description Such as 2025-08. */
            month: string;
            revenue: number;
        };
        MonthTotal: {
            period: string;
            total: string;
        };
        NamedRow: {
            id: number;
            name: string;
        };
        /** @description A calendar's new address, shown this once. */
        NewFeed: {
            readonly is_open: boolean;
            readonly created_at: string | null;
            readonly last_read_at: string | null;
            /** @description `?tasks=todos` or `?tasks=none` changes what is in it. */
            readonly url: string;
            readonly webcal_url: string;
        };
        /**
         * @description A message on its way, or sent: `pending`, `sent`, `delivered`, `read`, `failed` (`error` says why), `cancelled`.
         *
         *     How far beyond `sent` it gets depends on the channel: WhatsApp tells what arrived and what was read.
         */
        Notification: {
            readonly id: number;
            readonly kind: string;
            readonly channel: components["schemas"]["ChannelEnum"];
            readonly recipient: string;
            readonly subject: string;
            readonly body: string;
            readonly status: components["schemas"]["NotificationStatusEnum"];
            readonly customer_application: number | null;
            readonly client: number | null;
            readonly user: number | null;
            readonly language: string;
            readonly scheduled_for: string;
            readonly attempts: number;
            readonly next_attempt_at: string;
            readonly sent_at: string | null;
            readonly delivered_at: string | null;
            readonly read_at: string | null;
            readonly external_reference: string;
            readonly error: string;
            readonly owner: number | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @enum {string} */
        NotificationStatusEnum: "pending" | "sent" | "delivered" | "read" | "failed" | "cancelled";
        /** @description One time at which an event takes place. */
        Occurrence: {
            /** @description The row that says so. */
            event: number;
            /** @description Null where it is the only. */
            recurring_event: number | null;
            original_date: string | null;
            title: string;
            description: string;
            start: string;
            end: string;
            all_day: boolean;
            timezone: string;
            customer_application: number | null;
            source: components["schemas"]["SourceEnum"];
        };
        OtherCurrency: {
            invoiced: string;
            collected: string;
            outstanding: string;
            overdue: string;
            currency: string;
            expenses: string;
        };
        Overview: {
            period: components["schemas"]["Period"];
            currency: string;
            revenue: components["schemas"]["Revenue"];
            other_currencies: components["schemas"]["OtherCurrency"][];
            expenses: components["schemas"]["Expenses"];
            profit: string;
            /** @description What was realised by exchange rates; negative for a loss. */
            exchange_gain: string;
            /** @description What clients have as credit today. */
            client_credit: string;
            invoices: components["schemas"]["InvoiceCounts"];
            bills: components["schemas"]["BillFigures"];
            quotes: components["schemas"]["QuoteCounts"];
            clients: components["schemas"]["ClientCounts"];
            recent_activity: components["schemas"]["Activity"][];
        };
        /** @description What the page shows, for the tenant that the caller acts in. */
        Page: {
            tenant: string;
            status: components["schemas"]["CeleryStatusEnum"];
            series: components["schemas"]["Series"][];
            alerts: components["schemas"]["Alert"][];
            workers: components["schemas"]["PageWorker"][];
            backlog: number;
            tasks_last_hour: components["schemas"]["TaskCounts"];
            jobs: {
                [key: string]: number;
            };
            timestamp: string;
        };
        PageWorker: {
            name: string;
            active: number;
            processed: number | null;
        };
        PartHealth: {
            status: components["schemas"]["PartStatusEnum"];
            latency_ms: number;
            error?: string;
        };
        /** @enum {string} */
        PartStatusEnum: "ok" | "down";
        Party: {
            name: string;
            address: string;
            email: string;
            phone: string;
            tax_number: string;
        };
        /** @description Money received for an invoice, perhaps in another currency, and what it was worth on its day. */
        Payment: {
            readonly id: number;
            /** @description An invoice that was sent; a payment stays with it. */
            invoice: number;
            readonly invoice_number: string;
            readonly client: number;
            /** @description ISO 4217; the invoice's unless given. */
            currency?: string;
            /** @description More than 0; what it covers is at most what is open. */
            amount: string;
            /** @description Today in the tenant's timezone unless given. */
            payment_date?: string;
            payment_method?: components["schemas"]["PaymentMethodEnum"];
            reference?: string;
            notes?: string;
            /** @description The part that became the client's credit. */
            readonly credited_amount: string | null;
            readonly invoice_currency: string;
            /** @description What it covers, in the invoice's currency; by the rates of the day unless given. */
            invoice_amount?: string;
            readonly base_currency: string;
            /** @description To the company's currency; that of the day unless given. */
            exchange_rate?: string | null;
            /** @description In the company's currency. */
            readonly base_amount: string | null;
            /** @description How much more it was worth than what it covers was when the invoice was issued. */
            readonly exchange_gain: string | null;
            readonly created_at: string;
            readonly updated_at: string;
            readonly owner: number | null;
        };
        /** @description A payment as its invoice shows it. */
        PaymentBrief: {
            id: number;
            amount: string;
            currency: string;
            /** @description What it covers, in the invoice's currency. */
            invoice_amount: string;
            payment_date: string;
            payment_method: string;
            reference: string;
        };
        Period: {
            from: string;
            to: string;
        };
        Periodic: {
            name: string;
            /** @description Seconds, a crontab, or `off`. */
            when: string;
            last_started_at: string | null;
        };
        /** @description A right that a role can give. */
        Permission: {
            id: number;
            /** @description As roles list it: `clients.add_client`. */
            codename: string;
            name: string;
            app: string;
            model: string;
        };
        Preview: {
            dates: string[];
        };
        /** @description Something that is sold, with the steps of the work on it and the document types it asks for, by their ids. */
        Product: {
            readonly id: number;
            code: string;
            name: string;
            description?: string;
            product_type?: components["schemas"]["ProductTypeEnum"];
            /** @description What it costs the company. */
            base_price?: string;
            /** @description What a customer pays. */
            retail_price?: string;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            /** @description A fraction: "0.11" is 11 %. */
            tax_rate?: string | null;
            /** @description In days. */
            validity?: number | null;
            deprecated?: boolean;
            required_documents?: number[];
            optional_documents?: number[];
            tasks?: components["schemas"]["ProductTask"][];
            readonly owner: number | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @description A step of the work on a product. `duration` is in days. */
        ProductTask: {
            readonly id: number;
            /** @description Its place in the list unless given. */
            step?: number;
            name: string;
            duration?: number;
            duration_is_business_days?: boolean;
            notify_days_before?: number;
            notify_customer?: boolean;
        };
        /** @description The caller's own profile, with the tenant they act in. */
        Profile: {
            readonly id: number;
            username?: string;
            /** @description A change holds once the new address confirms it. */
            email: string;
            /** @description The new e-mail, until its owner confirms it. */
            readonly pending_email: string;
            first_name?: string;
            last_name?: string;
            /** @description Where the picture is; null without one. */
            readonly avatar: string | null;
            readonly role: string;
            readonly role_id: number | null;
            readonly role_name: string;
            readonly is_active: boolean;
            readonly last_login: string | null;
            readonly created_at: string;
            readonly updated_at: string;
            readonly tenant: components["schemas"]["TenantBrief"];
        };
        ProjectedMonth: {
            period: string;
            revenue: string;
            lower: string;
            upper: string;
        };
        /** @description Revenue to come; without `series` where `reason` says that there is too little to go by. */
        Projection: {
            currency: string;
            months_of_data: number;
            method: string;
            /** @description How often the interval holds the truth, of 1. */
            confidence: number;
            series: components["schemas"]["ProjectedMonth"][];
            back_test: components["schemas"]["BackTest"] | null;
            reason: string;
        };
        Proof: {
            verified_at: string;
        };
        Proposal: {
            invoice_number: string;
            invoice_date: string;
            issue_date: string;
            due_date: string;
            currency: string;
        };
        /** @description A party that is not a customer yet. Status `won` makes it one: it keeps its id and moves to the customers. */
        Prospect: {
            readonly id: number;
            name?: string;
            first_name?: string;
            last_name?: string;
            company_name?: string;
            email?: string;
            phone?: string;
            address?: string;
            contact_person?: string;
            source?: string;
            potential_revenue?: string | null;
            follow_up_date?: string | null;
            notes?: string;
            /** @description `won` converts. */
            status?: components["schemas"]["ProspectStatusEnum"];
            stage?: components["schemas"]["StageEnum"];
            sales_person?: number | null;
            readonly sales_person_name: string | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @description A system that data is exchanged with. Secrets are written only. */
        Provider: {
            readonly id: number;
            /** @description Small letters, digits and underscores: `user_service`. */
            name: string;
            webhook_url?: string;
            api_base_url?: string;
            auth_type?: components["schemas"]["AuthTypeEnum"];
            is_active?: boolean;
            allowed_ips?: string[];
            /** @description Webhooks an hour; null for all. */
            rate_limit?: number | null;
            readonly has_secret_key: boolean;
            /** @description As last checked, every 5 minutes. */
            readonly status: string;
            readonly response_time: number | null;
            readonly last_check: string | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        ProviderHealth: {
            /** @description healthy, degraded, down or unknown. */
            status: string;
            /** @description Milliseconds. */
            response_time: number | null;
            last_check: string | null;
        };
        PublicKey: {
            /** @description For `pushManager.subscribe({applicationServerKey})`, base64url. */
            public_key: string;
        };
        /** @description A link to a sent quote or invoice. `url` is answered once, when the link is made. */
        PublicLink: {
            readonly id: number;
            quote?: number | null;
            invoice?: number | null;
            readonly url: string | null;
            /** @description In 90 days unless given. */
            expires_at?: string;
            readonly revoked_at: string | null;
            /** @description Neither expired nor revoked. */
            readonly is_active: boolean;
            readonly views: number;
            readonly last_viewed_at: string | null;
            /** @description The answer given by this link. */
            readonly decisions: components["schemas"]["Decision"][];
            readonly created_at: string;
            readonly owner: number | null;
        };
        Queue: {
            name: string;
            /** @description Tasks that no worker has taken yet. */
            backlog: number;
            consumers: number;
        };
        /** @description Administrators of a tenant see their own jobs as the queue `jobs`. */
        Queues: {
            count: number;
            backlog: number;
            queues: components["schemas"]["Queue"][];
            error: string | null;
        };
        QueuesCheck: {
            status: components["schemas"]["PartStatusEnum"];
            error: string | null;
            backlog: number;
        };
        /** @description An offer to a client. `invoice` is what it was converted to, null until then. */
        Quote: {
            readonly id: number;
            client: number;
            readonly client_name: string;
            /** @description Today in the tenant's timezone unless given. */
            issue_date?: string;
            status?: components["schemas"]["QuoteStatusEnum"];
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            tax_mode?: components["schemas"]["TaxModeEnum"];
            prices_include_tax?: boolean;
            readonly taxes: components["schemas"]["TaxTotal"][];
            readonly subtotal: string;
            /** @description Counts only where no line names a tax. */
            tax_amount?: string;
            readonly total_amount: string;
            terms?: string;
            notes?: string;
            readonly sent_at: string | null;
            readonly created_at: string;
            readonly updated_at: string;
            readonly owner: number | null;
            line_items?: components["schemas"]["QuoteLine"][];
            readonly emailed_at: string | null;
            readonly seller: components["schemas"]["Party"] | null;
            readonly buyer: components["schemas"]["Party"] | null;
            readonly content_hash: string;
            readonly base_currency: string;
            /** @description To the company's currency, as of the issue date; null for a draft. */
            readonly exchange_rate: string | null;
            readonly base_subtotal: string | null;
            readonly base_tax_amount: string | null;
            /** @description In `base_currency`, by that rate. */
            readonly base_total_amount: string | null;
            readonly quote_number: string;
            /** @description The tenant's validity after the issue date. */
            expiry_date?: string;
            readonly invoice: number | null;
            /** @description What is invoiced as soon as the quote is accepted, in percent; 0 unless given. */
            deposit_percent?: string;
            readonly deposit_invoice: number | null;
        };
        QuoteCounts: {
            by_status: components["schemas"]["QuoteStatusCounts"];
            acceptance_rate: number;
        };
        /** @description One line. `total` is quantity times price, rounded, less the discount. */
        QuoteLine: {
            readonly id: number;
            description: string;
            /** @description 1 unless given. */
            quantity?: number;
            unit_price: string;
            /** @description An amount. Leave it out where a percentage is given. */
            discount?: string;
            /** @description 4 is 4 %, taken of the rounded amount. */
            discount_percent?: string | null;
            taxes?: components["schemas"]["Tax"][];
            /** @description Short form of a single tax; answered as the sum of the rates. */
            tax_rate?: string | null;
            readonly total: string;
            product?: number | null;
            /** @description An application of the document's client. It stands on one invoice that is not cancelled, at most. */
            customer_application?: number | null;
        };
        QuoteStatusCounts: {
            draft: number;
            sent: number;
            accepted: number;
            rejected: number;
            expired: number;
        };
        Reading: {
            value: unknown;
            confidence: number;
            /** @description The element, the label or the column that it was told by. */
            source: string;
        };
        /** @enum {string} */
        ReasonsEnum: "email" | "phone" | "tax_number" | "name";
        RecoveryCodes: {
            /** @description Each works once. */
            recovery_codes: string[];
        };
        /** @description A schedule that issues an invoice for each period. */
        RecurringInvoice: {
            readonly id: number;
            client: number;
            readonly client_name: string;
            name?: string;
            frequency?: components["schemas"]["FrequencyEnum"];
            /** @description 2 is every other. */
            interval?: number;
            /** @description The first period; today unless given. */
            start_date?: string;
            end_date?: string | null;
            readonly status: components["schemas"]["RecurringInvoiceStatusEnum"];
            readonly next_date: string | null;
            auto_send?: boolean;
            /** @description The tenant's payment terms unless given. */
            due_days?: number | null;
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            tax_mode?: components["schemas"]["TaxModeEnum"];
            prices_include_tax?: boolean;
            line_items: components["schemas"]["RecurringLine"][];
            terms?: string;
            notes?: string;
            readonly periods: components["schemas"]["RecurringPeriod"][];
            readonly created_at: string;
            readonly updated_at: string;
            readonly owner: number | null;
        };
        /** @enum {string} */
        RecurringInvoiceStatusEnum: "active" | "paused" | "ended";
        /** @description One line. `total` is quantity times price, rounded, less the discount. */
        RecurringLine: {
            description: string;
            /** @description 1 unless given. */
            quantity?: number;
            unit_price: string;
            /** @description An amount. Leave it out where a percentage is given. */
            discount?: string;
            /** @description 4 is 4 %, taken of the rounded amount. */
            discount_percent?: string | null;
            taxes?: components["schemas"]["Tax"][];
            /** @description Short form of a single tax; answered as the sum of the rates. */
            tax_rate?: string | null;
        };
        RecurringPeriod: {
            readonly number: number;
            readonly date: string;
            readonly invoice: number | null;
        };
        /** @description Rows of one kind that refer to a row. */
        Reference: {
            type: string;
            count: number;
            /** @description At most 20, of those that the caller sees. */
            rows: components["schemas"]["NamedRow"][];
        };
        Refresh: {
            refreshed: boolean;
            version: string;
        };
        /** @description The new user at the top level and beside it; the tokens only of a company that signed up. */
        Registered: {
            id: number;
            email: string;
            username: string;
            first_name: string;
            last_name: string;
            role: string;
            tenant: components["schemas"]["TenantBrief"];
            user: components["schemas"]["LogInUser"];
            access?: string;
            refresh?: string;
        };
        RegisteredBrowser: {
            readonly id: number;
            readonly endpoint: string;
            readonly user_agent: string;
            readonly created_at: string;
            readonly last_used_at: string | null;
        };
        /** @description Something that a user is told at a time. A time without an offset is that of `timezone`. */
        Reminder: {
            readonly id: number;
            title: string;
            remind_at: string;
            /** @description As Asia/Jakarta; the tenant's unless given. */
            timezone?: string;
            /** @description Its creator unless given. */
            user?: number;
            calendar_event?: number | null;
            /** @description How the user is told besides in the product; empty for e-mail and the browsers registered. */
            channels?: components["schemas"]["ChannelsEnum"][];
            readonly automatic: boolean;
            readonly status: components["schemas"]["ReminderStatusEnum"];
            readonly sent_at: string | null;
            readonly read_at: string | null;
            readonly owner: number | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @enum {string} */
        ReminderStatusEnum: "pending" | "sent" | "read";
        /** @description A report: rows, all with the same names, and what they come to. */
        Report: {
            period: components["schemas"]["ReportPeriod"];
            currency: string;
            series: {
                [key: string]: unknown;
            }[];
            totals: {
                [key: string]: unknown;
            };
        };
        ReportLink: {
            name: string;
            description: string;
            url: string;
        };
        ReportPeriod: {
            from: string;
            to: string;
        };
        Revenue: {
            invoiced: string;
            collected: string;
            outstanding: string;
            overdue: string;
        };
        /** @description What a user may do (`permissions`), and on which rows (`scope`). */
        Role: {
            readonly id: number;
            /** @description Defaults to the name in lower case. */
            slug?: string;
            name: string;
            scope?: components["schemas"]["ScopeEnum"];
            permissions?: string[];
            readonly is_built_in: boolean;
        };
        Root: {
            clients: string;
            quotes: string;
            invoices: string;
            payments: string;
            dashboard: string;
            jobs: string;
            me: string;
            health: string;
            schema: string;
            documentation: string;
        };
        RowDoubles: {
            /** @description As a spreadsheet counts. */
            row: number;
            candidates: components["schemas"]["Double"][];
        };
        RowError: {
            /** @description As a spreadsheet counts. */
            row: number;
            field: string;
            message: string;
        };
        /** @description The caller's second factor. */
        SecondFactor: {
            enabled: boolean;
            /** @description Whether the company asks for one. */
            asked_for: boolean;
            /** @description When this session last proved it. */
            verified_at: string | null;
            recovery_codes_left: number;
        };
        Series: {
            name: string;
            title: string;
            unit: string;
            status: components["schemas"]["LevelEnum"];
            value: number;
            /** @description Unix seconds and value. */
            points: number[][];
        };
        Server: {
            mode: string;
            versions: {
                [key: string]: string;
            };
            migrations: components["schemas"]["Migrations"];
            database_bytes: number;
            disk: components["schemas"]["Disk"];
            periodic: components["schemas"]["Periodic"][];
            actions: components["schemas"]["Action"][];
        };
        ServerAction: {
            action: string;
            result: {
                [key: string]: unknown;
            };
        };
        /** @description A log-in of the caller's: from which device and address, and when. */
        Session: {
            readonly id: number;
            user_agent?: string;
            address?: string;
            readonly created_at: string;
            readonly last_used_at: string;
            expires_at: string;
            /** @description Whether it is the session of this request. */
            readonly is_current: boolean;
        };
        /** @description The caller's own settings; null means the tenant's. */
        Settings: {
            language?: components["schemas"]["LanguageEnum"] | components["schemas"]["NullEnum"];
            timezone?: string | null;
            /** @default system */
            theme: components["schemas"]["ThemeEnum"];
            /** @description Whether notifications may come by e-mail. Links to the account always do. */
            email_notifications?: boolean;
            /** @description Whether notifications may come to the browser. */
            push_notifications?: boolean;
            /** @description As 22:00-07:00: when nothing is sent that can wait. Empty for none, null for the tenant's. */
            quiet_hours?: string | null;
            /** @description Where reminders come by WhatsApp, with its country: +60 12 345 6789. */
            whatsapp_number?: string | null;
        };
        Skipped: {
            id: number;
            message: string;
        };
        SkippedInvoice: {
            id: number;
            message: string;
        };
        SkippedRow: {
            id: number;
            message: string;
        };
        /** @description The overview as it was. */
        Snapshot: {
            readonly id: number;
            name?: string;
            readonly first_day: string;
            readonly last_day: string;
            readonly currency: string;
            readonly figures: unknown;
            readonly night: string | null;
            readonly owner: number | null;
            readonly created_at: string;
        };
        /** @enum {string} */
        SourceEnum: "manual" | "application" | "google";
        StageCounts: {
            lead: number;
            in_progress: number;
            active: number;
        };
        /** @enum {string} */
        StateEnum: "PENDING" | "RUNNING" | "SUCCESS" | "RETRY" | "FAILURE";
        /** @description A client's account in one currency: what is owed less what the client has as credit. */
        Statement: {
            client: number;
            client_name: string;
            currency: string;
            to: string;
            opening_balance: string;
            entries: components["schemas"]["StatementEntry"][];
            closing_balance: string;
            from: string | null;
        };
        StatementEntry: {
            date: string;
            kind: components["schemas"]["KindEnum"];
            number: string;
            /** @description Negative for what the client owes less. */
            amount: string;
            balance: string;
        };
        /** @description The pipeline in figures, over the clients that the caller may see. */
        Statistics: {
            total_clients: number;
            clients_by_stage: components["schemas"]["StageCounts"];
            recent_clients_30_days: number;
            /** @description Clients by the user name they are assigned to. */
            clients_by_staff: {
                [key: string]: number;
            };
            total_interactions: number;
            recent_interactions_30_days: number;
            /** @description Active clients of all clients, in percent. */
            conversion_rate_percentage: number;
            funnel: components["schemas"]["StageCounts"];
        };
        /** @description Flat figures of a period. */
        Stats: {
            revenue: number;
            revenue_change: number;
            collected: string;
            outstanding: string;
            overdue: string;
            expenses: string;
            profit: string;
            average_invoice: string;
            invoices_issued: number;
            total_customers: number;
            active_customers: number;
            new_clients: number;
            collection_rate: number;
            quote_acceptance_rate: number;
            currency: string;
        };
        StatusSum: {
            /** @description invoice, quote or bill. */
            document: string;
            status: string;
            number: number;
            total: string;
        };
        /** @enum {string} */
        SyncStatusEnum: "local" | "pending" | "synced" | "failed";
        SystemHealth: {
            status: components["schemas"]["SystemHealthStatusEnum"];
            database: components["schemas"]["PartHealth"];
            cache: components["schemas"]["PartHealth"];
            broker: components["schemas"]["PartHealth"];
            worker: components["schemas"]["PartHealth"];
        };
        /** @enum {string} */
        SystemHealthStatusEnum: "healthy" | "degraded" | "down";
        /** @description The newest value of every metric of the caller's tenant, and what is going on there. */
        SystemMetrics: {
            metrics: components["schemas"]["LatestMetric"][];
            tasks_last_hour: components["schemas"]["TaskCounts"];
            /** @description Unfinished and of the last day, by status. */
            jobs: {
                [key: string]: number;
            };
            /** @description By status, resolved ones left out. */
            alerts: {
                [key: string]: number;
            };
            timestamp: string;
        };
        /** @description Something to do. */
        Task: {
            readonly id: number;
            title: string;
            notes?: string;
            due?: string | null;
            done?: boolean;
            readonly done_at: string | null;
            /** @description Its creator unless given. */
            assigned_to?: number | null;
            customer_application?: number | null;
            readonly google_task_id: string;
            readonly sync_status: components["schemas"]["SyncStatusEnum"];
            readonly sync_error: string;
            readonly owner: number | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        TaskCounts: {
            pending: number;
            running: number;
            success: number;
            retry: number;
            failure: number;
        };
        /** @description A task as its worker noted it, or as a caller did. */
        TaskExecution: {
            readonly id: number;
            /** @description Made up unless given. */
            task_id?: string;
            task_name: string;
            status?: components["schemas"]["TaskStatusEnum"];
            queue?: string;
            worker?: string;
            readonly arguments: unknown;
            started_at?: string | null;
            finished_at?: string | null;
            duration_ms?: number | null;
            retries?: number;
            result?: unknown;
            error?: string;
            readonly created_at: string;
        };
        Tax: {
            name: string;
            /** @description A fraction: "0.09975" is 9.975 %. */
            rate: string;
        };
        TaxTotal: {
            name: string;
            rate: string;
            taxable: string;
            amount: string;
        };
        /** @description A company, with its settings. */
        Tenant: {
            readonly id: number;
            name: string;
            /** @description Letters, digits, dots and hyphens. */
            domain: string;
            is_active?: boolean;
            settings?: {
                [key: string]: unknown;
            };
            /** @description Where the logo of the documents is; null without one. */
            readonly logo: string | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        TenantBrief: {
            readonly id: number;
            readonly name: string;
            readonly domain: string;
        };
        Ticket: {
            ticket: string;
        };
        TimedCheck: {
            status: components["schemas"]["PartStatusEnum"];
            error: string | null;
            latency_ms: number | null;
        };
        TokenPair: {
            detail: string;
            access: string;
            refresh: string;
        };
        /** @description How much of it was new. */
        Told: {
            statuses: number;
            messages: number;
        };
        Trend: {
            /** @description 2025-11 for a month, 2025 for a year, the first day of others. */
            period: string;
            revenue: string;
            collected: string;
            expenses: string;
            profit: string;
        };
        Trends: {
            unit: string;
            currency: string;
            series: components["schemas"]["Trend"][];
        };
        /** @description A user, as those see and change it who administrate the tenant. */
        User: {
            readonly id: number;
            /** @description Letters, digits and @ . + - _ only; the e-mail unless given. */
            username?: string;
            email: string;
            first_name?: string;
            last_name?: string;
            /** @description Read as the slug; written as slug or id. */
            role?: string;
            readonly role_id: number | null;
            readonly role_name: string;
            is_active?: boolean;
            readonly last_login: string | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @description A file that the document had before. */
        Version: {
            readonly version: number;
            readonly file: string;
            readonly filename: string;
            readonly content_type: string;
            readonly size: number;
            readonly created_at: string;
        };
        /** @description A try to deliver, and what was answered: some of its headers, and the first 4 KiB of its body. */
        WebhookAttempt: {
            readonly number: number;
            readonly attempted_at: string;
            readonly request_headers: unknown;
            readonly status_code: number | null;
            readonly response_headers: unknown;
            readonly response_body: string;
            readonly error: string;
            readonly milliseconds: number;
        };
        /** @description An address that events are sent to. */
        WebhookEndpoint: {
            readonly id: number;
            url: string;
            description?: string;
            /** @description Types as they stand under `webhooks`, `invoice.*` for all of a resource, `*` for everything. */
            event_types?: string[];
            is_active?: boolean;
            /** @description Why it was switched off by itself. */
            readonly disabled_reason: string;
            /** @description How often in a row it took nothing. */
            readonly failures: number;
            readonly failing_since: string | null;
            /** @description Until then it is left in peace, since it took nothing. */
            readonly retry_at: string | null;
            readonly created_at: string;
            readonly updated_at: string;
        };
        /** @description An event that a provider sent, and what became of it. */
        WebhookEvent: {
            readonly id: number;
            readonly event_type: string;
            readonly event_id: string;
            provider: string;
            readonly status: components["schemas"]["WebhookEventStatusEnum"];
            readonly error: string;
            readonly data: unknown;
            readonly attempts: number;
            readonly occurred_at: string;
            readonly next_attempt_at: string | null;
            readonly processed_at: string | null;
            readonly created_at: string;
        };
        /** @enum {string} */
        WebhookEventStatusEnum: "accepted" | "processed" | "ignored" | "unmatched" | "failed";
        /** @description What is posted to webhook endpoints. Of two messages about one record, the later change has the higher `data.id`. */
        WebhookMessage: {
            /** @description `<resource_type>.<action>`. */
            type: string;
            /** @description When it happened. */
            timestamp: string;
            data: components["schemas"]["Change"] & {
                /** @description True where old and new values were too large to be sent. */
                is_shortened?: boolean;
            };
        };
        WeekRevenue: {
            /** @description The Monday. */
            week: string;
            revenue: number;
        };
        /** @description The number that the company writes from. Its token goes in and never comes out. */
        WhatsAppAccount: {
            /** @description Meta's id of the number: digits. */
            phone_number_id: string;
            /** @description An approved template with one parameter in its body. */
            template?: string;
            template_language?: string;
            readonly updated_at: string | null;
        };
        /** @description What somebody wrote to the company; `client` is null where no customer has the telephone. */
        WhatsAppMessage: {
            readonly id: number;
            readonly message_id: string;
            readonly client: number | null;
            readonly phone: string;
            readonly name: string;
            readonly message_type: string;
            readonly text: string;
            readonly received_at: string;
            readonly created_at: string;
        };
        /** @description A worker that answered. Administrators of a tenant see only their own tasks and no figures of the machine. */
        Worker: {
            name: string;
            status: components["schemas"]["WorkerStatusEnum"];
            active_tasks: components["schemas"]["ActiveTask"][];
            concurrency: number | null;
            processed: number | null;
            reserved: number | null;
            queues: string[] | null;
            uptime_seconds: number | null;
            pid: number | null;
        };
        /** @enum {string} */
        WorkerStatusEnum: "online";
        /** @description Those that answered within the wait; `error` says why nobody was asked. */
        Workers: {
            count: number;
            workers: components["schemas"]["Worker"][];
            error: string | null;
        };
        WorkersCheck: {
            status: components["schemas"]["PartStatusEnum"];
            error: string | null;
            online: number;
        };
        /** @description A step of the work on an application. */
        Workflow: {
            readonly id: number;
            readonly step: number;
            readonly name: string;
            readonly duration: number;
            readonly duration_is_business_days: boolean;
            readonly notify_days_before: number;
            readonly notify_customer: boolean;
            readonly start_date: string | null;
            readonly due_date: string;
            readonly completion_date: string | null;
            readonly status: components["schemas"]["ApplicationStepStatusEnum"];
            readonly notes: string;
            readonly is_current_step: boolean;
        };
        YearRevenue: {
            year: number;
            revenue: number;
        };
        AsyncJobsQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            kind?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @enum {string} */
            status?: "cancelled" | "failed" | "queued" | "running" | "succeeded";
        };
        AuditLogsQuery: {
            /** @description create, update, delete or the verb */
            action?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description At or after a date or time */
            date_from?: string;
            /** @description At or before a date or time */
            date_to?: string;
            impersonator_id?: number;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description As in `X-Request-ID` */
            request_id?: string;
            /** @description Its id */
            resource_id?: string;
            /** @description The kind of record, such as invoice */
            resource_type?: string;
            user_id?: number;
        };
        AuditLogsExportQuery: {
            /** @description create, update, delete or the verb */
            action?: string;
            /** @description At or after a date or time */
            date_from?: string;
            /** @description At or before a date or time */
            date_to?: string;
            /**
             * @description `csv` when left out.
             * @enum {string}
             */
            format?: "csv" | "excel";
            impersonator_id?: number;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description As in `X-Request-ID` */
            request_id?: string;
            /** @description Its id */
            resource_id?: string;
            /** @description The kind of record, such as invoice */
            resource_type?: string;
            user_id?: number;
        };
        AuthApiKeysQuery: {
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
        };
        AuthUsersQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            is_active?: boolean;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description `false` answers the whole list as a bare array. */
            paginate?: boolean;
            /** @description The role's slug */
            role?: string;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
        };
        BackupsQuery: {
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
        };
        BillsQuery: {
            billing_date?: string;
            /** @description Billed from */
            billing_date__gte?: string;
            /** @description Billed until */
            billing_date__lte?: string;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            customer?: number;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
            /** @enum {string} */
            status?: "Active" | "Inactive";
            /** @description More due than */
            total_due__gt?: number;
        };
        BillsDownloadQuery: {
            /** @enum {string} */
            file_format?: "pdf" | "docx";
        };
        BillsAdvancesQuery: {
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            customer?: number;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
        };
        BillsExportQuery: {
            billing_date?: string;
            /** @description Billed from */
            billing_date__gte?: string;
            /** @description Billed until */
            billing_date__lte?: string;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            customer?: number;
            /**
             * @description `csv` when left out.
             * @enum {string}
             */
            format?: "csv" | "excel";
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
            /** @enum {string} */
            status?: "Active" | "Inactive";
            /** @description More due than */
            total_due__gt?: number;
        };
        CalendarQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            customer_application?: number;
            /** @description Ends from */
            end__gte?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @enum {string} */
            source?: "application" | "google" | "manual";
            /** @description Starts from */
            start__gte?: string;
            /** @description Starts until */
            start__lte?: string;
        };
        CalendarRemindersQuery: {
            calendar_event?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @enum {string} */
            status?: "pending" | "read" | "sent";
            user?: number;
        };
        CalendarGoogleCallbackQuery: {
            code?: string;
            error?: string;
            state?: string;
        };
        CalendarOccurrencesQuery: {
            /** @description As `next` of an answer names it. */
            after?: string;
            /** @description A day, where the company is, or a time; today unless given. */
            from?: string;
            /** @description A day, included, or a time; 31 days later unless given, 400 at most. */
            to?: string;
        };
        ChangesQuery: {
            page_size?: number;
            /** @description Only events about these, such as `invoice,client`. */
            resource?: string;
            /** @description `cursor` of the last answer; `now` for what comes from now on; nothing for the whole log. */
            since?: string;
            /** @description Only events of these types, separated by commas; `invoice.*` for all of a resource. */
            types?: string;
            /** @description Seconds to wait for a change where there is none yet; the answer comes with the first. */
            wait?: number;
        };
        ClientCreditsQuery: {
            client?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            entry_date?: string;
            /** @enum {string} */
            entry_kind?: "applied" | "overpaid" | "refunded" | "released";
            invoice?: number;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
        };
        ClientsQuery: {
            assigned_sales_person?: number;
            assigned_to?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            sales_person?: number;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
            source?: string;
            /** @enum {string} */
            stage?: "ACTIVE" | "IN_PROGRESS" | "LEAD";
            /** @enum {string} */
            status?: "Active" | "Inactive" | "contacted" | "lost" | "new" | "proposal" | "qualified" | "won";
        };
        ClientsStatementQuery: {
            /** @description ISO 4217; the tenant's unless given. */
            currency?: string;
            /** @description The beginning unless given. */
            from?: string;
            /** @description Today in the tenant's timezone unless given. */
            to?: string;
        };
        ClientsByStageQuery: {
            assigned_sales_person?: number;
            assigned_to?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            sales_person?: number;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
            source?: string;
            /** @enum {string} */
            stage?: "ACTIVE" | "IN_PROGRESS" | "LEAD";
            /** @enum {string} */
            status?: "Active" | "Inactive" | "contacted" | "lost" | "new" | "proposal" | "qualified" | "won";
        };
        CountryCodesQuery: {
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description Words of the name, or a code. */
            search?: string;
        };
        CreditNotesQuery: {
            client?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            credit_note_number?: string;
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            invoice?: number;
            issue_date?: string;
            /** @description Issued from */
            issue_date__gte?: string;
            /** @description Issued until */
            issue_date__lte?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description Words, in any order; each must begin a word of the row. A document's whole number finds that alone. */
            search?: string;
            /** @description Total from */
            total_amount__gte?: number;
            /** @description Total up to */
            total_amount__lte?: number;
        };
        CustomerApplicationsQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            customer?: number;
            doc_date?: string;
            /** @description Dated from */
            doc_date__gte?: string;
            /** @description Dated until */
            doc_date__lte?: string;
            due_date?: string;
            /** @description Due from */
            due_date__gte?: string;
            /** @description Due until */
            due_date__lte?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            product?: number;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
            /** @enum {string} */
            status?: "closed" | "completed" | "pending" | "processing" | "rejected";
        };
        CustomersQuery: {
            active?: boolean;
            assigned_sales_person?: number;
            assigned_to?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            sales_person?: number;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
            source?: string;
            /** @enum {string} */
            stage?: "ACTIVE" | "IN_PROGRESS" | "LEAD";
            /** @enum {string} */
            status?: "Active" | "Inactive";
        };
        CustomersExportQuery: {
            active?: boolean;
            assigned_sales_person?: number;
            assigned_to?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /**
             * @description `csv` when left out.
             * @enum {string}
             */
            format?: "csv" | "excel";
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            sales_person?: number;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
            source?: string;
            /** @enum {string} */
            stage?: "ACTIVE" | "IN_PROGRESS" | "LEAD";
            /** @enum {string} */
            status?: "Active" | "Inactive";
        };
        CustomersProspectsQuery: {
            assigned_sales_person?: number;
            assigned_to?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            sales_person?: number;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
            source?: string;
            /** @enum {string} */
            stage?: "ACTIVE" | "IN_PROGRESS" | "LEAD";
            /** @enum {string} */
            status?: "contacted" | "lost" | "new" | "proposal" | "qualified" | "won";
        };
        CustomersSearchQuery: {
            active?: boolean;
            assigned_sales_person?: number;
            assigned_to?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description Words, in any order; each must begin a word of the row. */
            q?: string;
            sales_person?: number;
            source?: string;
            /** @enum {string} */
            stage?: "ACTIVE" | "IN_PROGRESS" | "LEAD";
            /** @enum {string} */
            status?: "Active" | "Inactive";
        };
        DashboardStatsFlatQuery: {
            /** @description Figures of this client only. */
            client?: number;
            /** @description ISO 4217: only what is in it. Unless given, all of it in the company's currency. */
            currency?: string;
            /** @description The first day, such as 2024-01-01; the first of the period unless given. */
            from?: string;
            /**
             * @description What `from` is the first day of; `month` unless said.
             * @enum {string}
             */
            period?: "month" | "quarter" | "week" | "year";
            /** @description The last day, included; today unless given. */
            to?: string;
        };
        DashboardCategoriesQuery: {
            /** @description Figures of this client only. */
            client?: number;
            /** @description ISO 4217: only what is in it. Unless given, all of it in the company's currency. */
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description The first day, such as 2024-01-01; the first of the period unless given. */
            from?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /**
             * @description What `from` is the first day of; `month` unless said.
             * @enum {string}
             */
            period?: "month" | "quarter" | "week" | "year";
            /** @description The last day, included; today unless given. */
            to?: string;
        };
        DashboardCeleryTasksQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            queue?: string;
            /** @enum {string} */
            status?: "failure" | "pending" | "retry" | "running" | "success";
            task_id?: string;
            task_name?: string;
            worker?: string;
        };
        DashboardCustomerWiseRevenueQuery: {
            /** @description Figures of this client only. */
            client?: number;
            /** @description ISO 4217: only what is in it. Unless given, all of it in the company's currency. */
            currency?: string;
            /** @description The first day, such as 2024-01-01; the first of the period unless given. */
            from?: string;
            /** @description At most so many customers, from 1 to 1,000. */
            limit?: number;
            /** @description Without the first so many. */
            offset?: number;
            /**
             * @description What `from` is the first day of; `month` unless said.
             * @enum {string}
             */
            period?: "month" | "quarter" | "week" | "year";
            /** @description The last day, included; today unless given. */
            to?: string;
        };
        DashboardExportQuery: {
            /** @description Figures of this client only. */
            client?: number;
            /** @description ISO 4217: only what is in it. Unless given, all of it in the company's currency. */
            currency?: string;
            /**
             * @description `csv` when left out.
             * @enum {string}
             */
            format?: "csv" | "excel" | "pdf";
            /** @description The first day, such as 2024-01-01; the first of the period unless given. */
            from?: string;
            /**
             * @description What `from` is the first day of; `month` unless said.
             * @enum {string}
             */
            period?: "month" | "quarter" | "week" | "year";
            /** @description The last day, included; today unless given. */
            to?: string;
        };
        DashboardProjectionsQuery: {
            /** @description Figures of this client only. */
            client?: number;
            /** @description ISO 4217: only what is in it. Unless given, all of it in the company's currency. */
            currency?: string;
            /** @description How many months, from this one on; 6 unless said, at most 24. */
            months?: number;
        };
        DashboardSnapshotsQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            night?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
        };
        DashboardSnapshotsCompareQuery: {
            /** @description The snapshot to compare with. */
            other: number;
        };
        DashboardStreamingAggregateQuery: {
            /** @description Figures of this client only. */
            client?: number;
            /** @description ISO 4217: only what is in it. Unless given, all of it in the company's currency. */
            currency?: string;
            /** @description The first day, such as 2024-01-01; the first of the period unless given. */
            from?: string;
            /**
             * @description What `from` is the first day of; `month` unless said.
             * @enum {string}
             */
            period?: "month" | "quarter" | "week" | "year";
            /** @description The id of the last event, for those who come back and cannot send `Last-Event-ID`. */
            since?: string;
            /** @description The last day, included; today unless given. */
            to?: string;
        };
        DashboardTrendsQuery: {
            /** @description Figures of this client only. */
            client?: number;
            /** @description ISO 4217: only what is in it. Unless given, all of it in the company's currency. */
            currency?: string;
            /** @description The first day, such as 2024-01-01; the first of the period unless given. */
            from?: string;
            /**
             * @description What `from` is the first day of; `month` unless said.
             * @enum {string}
             */
            period?: "month" | "quarter" | "week" | "year";
            /** @description The last day, included; today unless given. */
            to?: string;
            /**
             * @description What a point of the series is; `month` unless said.
             * @enum {string}
             */
            unit?: "day" | "month" | "week" | "year";
        };
        DocumentTypesQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            deprecated?: boolean;
            has_doc_number?: boolean;
            has_expiration_date?: boolean;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
        };
        DocumentsQuery: {
            completed?: boolean;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description Customer */
            customer?: number;
            customer_application?: number;
            doc_number?: string;
            doc_type?: number;
            expiration_date?: string;
            /** @description Expires from */
            expiration_date__gte?: string;
            /** @description Expires until */
            expiration_date__lte?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            required?: boolean;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
            /** @enum {string} */
            status?: "approved" | "pending" | "rejected";
        };
        ExchangeRatesQuery: {
            base_currency?: string;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            date?: string;
            /** @description From this day */
            date__gte?: string;
            /** @description Until this day */
            date__lte?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            source?: string;
        };
        ExpensesQuery: {
            /** @enum {string} */
            category?: "marketing" | "meals" | "office" | "other" | "software" | "travel";
            client?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            expense_date?: string;
            /** @description Spent from */
            expense_date__gte?: string;
            /** @description Spent until */
            expense_date__lte?: string;
            is_billable?: boolean;
            /** @description Is billed */
            is_billed?: boolean;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            receipt_number?: string;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
            /** @enum {string} */
            status?: "approved" | "pending" | "reimbursed" | "rejected";
            vendor?: string;
        };
        ExpensesAttachmentsQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            expense?: number;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
        };
        HolidaysQuery: {
            country?: string;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            date?: string;
            /** @description From */
            date__gte?: string;
            /** @description Until */
            date__lte?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
        };
        IntegrationsEventsQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            event_id?: string;
            event_type?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description The provider's name */
            provider?: string;
            /** @enum {string} */
            status?: "accepted" | "failed" | "ignored" | "processed" | "unmatched";
        };
        IntegrationsProvidersQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            is_active?: boolean;
            name?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
        };
        IntegrationsWebhooksPaymentServiceQuery: {
            /** @description The company's id or domain; needed where very many have a provider of this name. */
            tenant?: string;
        };
        InteractionsQuery: {
            client?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @enum {string} */
            interaction_type?: "CALL" | "EMAIL" | "MEETING" | "NOTE";
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
        };
        InvoiceImportsQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            digest?: string;
            document_number?: string;
            /** @enum {string} */
            format?: "cii" | "table" | "text" | "ubl";
            invoice?: number;
            /** @description Imported by the job */
            job_id?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @enum {string} */
            status?: "duplicate" | "failed" | "imported" | "waiting";
        };
        InvoicesQuery: {
            client?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            due_date?: string;
            /** @description Due from */
            due_date__gte?: string;
            /** @description Due until */
            due_date__lte?: string;
            invoice_number?: string;
            issue_date?: string;
            /** @description Issued from */
            issue_date__gte?: string;
            /** @description Issued until */
            issue_date__lte?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description Words, in any order; each must begin a word of the row. A document's whole number finds that alone. */
            search?: string;
            /** @enum {string} */
            status?: "cancelled" | "draft" | "overdue" | "paid" | "partial" | "sent";
            /** @description Total from */
            total_amount__gte?: number;
            /** @description Total up to */
            total_amount__lte?: number;
        };
        InvoicesProposeQuery: {
            /** @description Today in the tenant's timezone unless given. */
            invoice_date?: string;
        };
        MessageTemplatesQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            kind?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
        };
        MonitoringApiAlertsQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            rule?: string;
            /** @enum {string} */
            severity?: "critical" | "info" | "warning";
            source?: string;
            /** @enum {string} */
            status?: "acknowledged" | "open" | "resolved";
        };
        MonitoringApiHealthMetricsQuery: {
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            name?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description Recorded at or after */
            recorded_at__gte?: string;
            /** @description Recorded at or before */
            recorded_at__lte?: string;
            /** @enum {string} */
            status?: "critical" | "ok" | "warning";
            unit?: string;
        };
        MonitoringApiMonitoringQuery: {
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            name?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description Recorded at or after */
            recorded_at__gte?: string;
            /** @description Recorded at or before */
            recorded_at__lte?: string;
        };
        NotificationsWhatsappWebhookRetrieveQuery: {
            "hub.challenge"?: string;
            /** @description `subscribe` */
            "hub.mode"?: string;
            /** @description The agreed word. */
            "hub.verify_token"?: string;
        };
        PaymentsQuery: {
            client?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            invoice?: number;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            payment_date?: string;
            /** @description Paid from */
            payment_date__gte?: string;
            /** @description Paid until */
            payment_date__lte?: string;
            /** @enum {string} */
            payment_method?: "bank_transfer" | "card" | "cash" | "cheque" | "credit_card" | "debit_card" | "direct_debit" | "online" | "other" | "paypal" | "stripe";
            reference?: string;
            /** @description Words, in any order; each must begin a word of the row. A document's whole number finds that alone. */
            search?: string;
        };
        ProductsQuery: {
            code?: string;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            deprecated?: boolean;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @enum {string} */
            product_type?: "goods" | "other" | "service" | "visa";
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
        };
        ProductsExportStartQuery: {
            code?: string;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            deprecated?: boolean;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @enum {string} */
            product_type?: "goods" | "other" | "service" | "visa";
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
        };
        PublicLinksQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            invoice?: number;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            quote?: number;
        };
        QuotesQuery: {
            client?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            expiry_date?: string;
            /** @description Expires from */
            expiry_date__gte?: string;
            /** @description Expires until */
            expiry_date__lte?: string;
            issue_date?: string;
            /** @description Issued from */
            issue_date__gte?: string;
            /** @description Issued until */
            issue_date__lte?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            quote_number?: string;
            /** @description Words, in any order; each must begin a word of the row. A document's whole number finds that alone. */
            search?: string;
            /** @enum {string} */
            status?: "accepted" | "draft" | "expired" | "rejected" | "sent";
            /** @description Total from */
            total_amount__gte?: number;
            /** @description Total up to */
            total_amount__lte?: number;
        };
        RecurringInvoicesQuery: {
            client?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            currency?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            /** @enum {string} */
            frequency?: "monthly" | "weekly" | "yearly";
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description Words, in any order; each must begin a word of the row. */
            search?: string;
            /** @enum {string} */
            status?: "active" | "ended" | "paused";
        };
        RecurringInvoicesPreviewQuery: {
            count?: number;
        };
        SchemaQuery: {
            /** @enum {string} */
            lang?: "af" | "ar" | "ar-dz" | "ast" | "az" | "be" | "bg" | "bn" | "br" | "bs" | "ca" | "ckb" | "cs" | "cy" | "da" | "de" | "dsb" | "el" | "en" | "en-au" | "en-gb" | "eo" | "es" | "es-ar" | "es-co" | "es-mx" | "es-ni" | "es-ve" | "et" | "eu" | "fa" | "fi" | "fr" | "fy" | "ga" | "gd" | "gl" | "he" | "hi" | "hr" | "hsb" | "hu" | "hy" | "ia" | "id" | "ig" | "io" | "is" | "it" | "ja" | "ka" | "kab" | "kk" | "km" | "kn" | "ko" | "ky" | "lb" | "lt" | "lv" | "mk" | "ml" | "mn" | "mr" | "ms" | "my" | "nb" | "ne" | "nl" | "nn" | "os" | "pa" | "pl" | "pt" | "pt-br" | "ro" | "ru" | "sk" | "sl" | "sq" | "sr" | "sr-latn" | "sv" | "sw" | "ta" | "te" | "tg" | "th" | "tk" | "tr" | "tt" | "udm" | "ug" | "uk" | "ur" | "uz" | "vi" | "zh-hans" | "zh-hant";
        };
        TasksQuery: {
            assigned_to?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            customer_application?: number;
            done?: boolean;
            /** @description Due from */
            due__gte?: string | null;
            /** @description Due until */
            due__lte?: string | null;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
        };
        WebhooksDeliveriesQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            endpoint?: number;
            event_type?: string;
            message_id?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            resource_id?: string;
            resource_type?: string;
            /** @enum {string} */
            status?: "delivered" | "failed" | "pending";
        };
        WebhooksEndpointsQuery: {
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            is_active?: boolean;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
        };
        WorkflowNotificationsQuery: {
            /** @enum {string} */
            channel?: "email" | "in_app" | "push" | "whatsapp";
            client?: number;
            /** @description Created at or after */
            created_at__gte?: string;
            /** @description Created at or before */
            created_at__lte?: string;
            /** @description In place of `page`: empty for the first page, then as `next` and `previous` have it. Costs the same at any depth, and neither repeats nor leaves out a row when others come or go. */
            cursor?: string;
            customer_application?: number;
            /** @description What it is about, such as workflow.deadline */
            kind?: string;
            /** @description Fields to sort by, separated by commas; `-` before a field turns it round. A list of more than 100,000 rows is only ordered by the fields that have an index. */
            ordering?: string;
            /** @description A page number within the paginated result set. */
            page?: number;
            /** @description Number of results to return per page. */
            page_size?: number;
            /** @description To be sent from */
            scheduled_for__gte?: string;
            /** @description To be sent until */
            scheduled_for__lte?: string;
            /** @enum {string} */
            status?: "cancelled" | "delivered" | "failed" | "pending" | "read" | "sent";
            user?: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type ActionRequest = components['schemas']['ActionRequest'];
export type AdvanceRequest = components['schemas']['AdvanceRequest'];
export type AlertRequest = components['schemas']['AlertRequest'];
export type AlertStatusEnum = components['schemas']['AlertStatusEnum'];
export type AnnouncementRequest = components['schemas']['AnnouncementRequest'];
export type ApplicationRequest = components['schemas']['ApplicationRequest'];
export type ApplicationStepStatusEnum = components['schemas']['ApplicationStepStatusEnum'];
export type ApplyingRequest = components['schemas']['ApplyingRequest'];
export type AssignRoleRequest = components['schemas']['AssignRoleRequest'];
export type AssignmentRequest = components['schemas']['AssignmentRequest'];
export type AssignmentsRequest = components['schemas']['AssignmentsRequest'];
export type AuthTypeEnum = components['schemas']['AuthTypeEnum'];
export type AvatarRequest = components['schemas']['AvatarRequest'];
export type BackupUploadRequest = components['schemas']['BackupUploadRequest'];
export type BandwidthBillRequest = components['schemas']['BandwidthBillRequest'];
export type BandwidthChangeRequest = components['schemas']['BandwidthChangeRequest'];
export type BillRequest = components['schemas']['BillRequest'];
export type BlankEnum = components['schemas']['BlankEnum'];
export type BrowserRequest = components['schemas']['BrowserRequest'];
export type BulkDeleteRequest = components['schemas']['BulkDeleteRequest'];
export type BulkDownloadRequest = components['schemas']['BulkDownloadRequest'];
export type CategoryEnum = components['schemas']['CategoryEnum'];
export type ChangeOccurrenceRequest = components['schemas']['ChangeOccurrenceRequest'];
export type ChangePasswordRequest = components['schemas']['ChangePasswordRequest'];
export type ChannelsEnum = components['schemas']['ChannelsEnum'];
export type ClientRequest = components['schemas']['ClientRequest'];
export type CodeRequest = components['schemas']['CodeRequest'];
export type CreditedLineRequest = components['schemas']['CreditedLineRequest'];
export type CreditingRequest = components['schemas']['CreditingRequest'];
export type CustomerRequest = components['schemas']['CustomerRequest'];
export type CustomerStatusEnum = components['schemas']['CustomerStatusEnum'];
export type DegreesEnum = components['schemas']['DegreesEnum'];
export type DocumentRequest = components['schemas']['DocumentRequest'];
export type DocumentTypeRequest = components['schemas']['DocumentTypeRequest'];
export type DownloadQueryRequest = components['schemas']['DownloadQueryRequest'];
export type EndpointRequest = components['schemas']['EndpointRequest'];
export type EventAssignmentRequest = components['schemas']['EventAssignmentRequest'];
export type EventRequest = components['schemas']['EventRequest'];
export type ExchangeRateRequest = components['schemas']['ExchangeRateRequest'];
export type ExpenseRequest = components['schemas']['ExpenseRequest'];
export type ExpenseStatusEnum = components['schemas']['ExpenseStatusEnum'];
export type FileFormatEnum = components['schemas']['FileFormatEnum'];
export type FileRequest = components['schemas']['FileRequest'];
export type FilesRequest = components['schemas']['FilesRequest'];
export type ForceCloseRequest = components['schemas']['ForceCloseRequest'];
export type ForgottenPasswordRequest = components['schemas']['ForgottenPasswordRequest'];
export type FormatEnum = components['schemas']['FormatEnum'];
export type FrequencyEnum = components['schemas']['FrequencyEnum'];
export type GenderEnum = components['schemas']['GenderEnum'];
export type GenerationRequest = components['schemas']['GenerationRequest'];
export type HealthMetricRequest = components['schemas']['HealthMetricRequest'];
export type HolidayRequest = components['schemas']['HolidayRequest'];
export type ImportFileRequest = components['schemas']['ImportFileRequest'];
export type ImportFilesRequest = components['schemas']['ImportFilesRequest'];
export type ImportRequest = components['schemas']['ImportRequest'];
export type InboundEventRequest = components['schemas']['InboundEventRequest'];
export type InteractionRequest = components['schemas']['InteractionRequest'];
export type InteractionTypeEnum = components['schemas']['InteractionTypeEnum'];
export type InvitationRequest = components['schemas']['InvitationRequest'];
export type InvoiceIdsRequest = components['schemas']['InvoiceIdsRequest'];
export type InvoiceRequest = components['schemas']['InvoiceRequest'];
export type InvoiceStatusEnum = components['schemas']['InvoiceStatusEnum'];
export type KeysRequest = components['schemas']['KeysRequest'];
export type LanguageEnum = components['schemas']['LanguageEnum'];
export type LevelEnum = components['schemas']['LevelEnum'];
export type LineRequest = components['schemas']['LineRequest'];
export type LinkPasswordRequest = components['schemas']['LinkPasswordRequest'];
export type LinkRequest = components['schemas']['LinkRequest'];
export type LoadHolidaysRequest = components['schemas']['LoadHolidaysRequest'];
export type LogInRequest = components['schemas']['LogInRequest'];
export type LogOutRequest = components['schemas']['LogOutRequest'];
export type LogoRequest = components['schemas']['LogoRequest'];
export type MadeApiKeyRequest = components['schemas']['MadeApiKeyRequest'];
export type MeasurementRequest = components['schemas']['MeasurementRequest'];
export type MergeDocumentsRequest = components['schemas']['MergeDocumentsRequest'];
export type MergeRequest = components['schemas']['MergeRequest'];
export type MessageTemplateRequest = components['schemas']['MessageTemplateRequest'];
export type NullEnum = components['schemas']['NullEnum'];
export type OccurrenceDayRequest = components['schemas']['OccurrenceDayRequest'];
export type OverpaymentEnum = components['schemas']['OverpaymentEnum'];
export type PasswordAndCodeRequest = components['schemas']['PasswordAndCodeRequest'];
export type PasswordRequest = components['schemas']['PasswordRequest'];
export type PatchedAlertRequest = components['schemas']['PatchedAlertRequest'];
export type PatchedApplicationRequest = components['schemas']['PatchedApplicationRequest'];
export type PatchedBandwidthBillRequest = components['schemas']['PatchedBandwidthBillRequest'];
export type PatchedClientRequest = components['schemas']['PatchedClientRequest'];
export type PatchedCustomerRequest = components['schemas']['PatchedCustomerRequest'];
export type PatchedDocumentRequest = components['schemas']['PatchedDocumentRequest'];
export type PatchedDocumentTypeRequest = components['schemas']['PatchedDocumentTypeRequest'];
export type PatchedEventRequest = components['schemas']['PatchedEventRequest'];
export type PatchedExchangeRateRequest = components['schemas']['PatchedExchangeRateRequest'];
export type PatchedExpenseRequest = components['schemas']['PatchedExpenseRequest'];
export type PatchedHealthMetricRequest = components['schemas']['PatchedHealthMetricRequest'];
export type PatchedHolidayRequest = components['schemas']['PatchedHolidayRequest'];
export type PatchedInteractionRequest = components['schemas']['PatchedInteractionRequest'];
export type PatchedInvoiceRequest = components['schemas']['PatchedInvoiceRequest'];
export type PatchedMessageTemplateRequest = components['schemas']['PatchedMessageTemplateRequest'];
export type PatchedPaymentRequest = components['schemas']['PatchedPaymentRequest'];
export type PatchedProductRequest = components['schemas']['PatchedProductRequest'];
export type PatchedProfileRequest = components['schemas']['PatchedProfileRequest'];
export type PatchedProspectRequest = components['schemas']['PatchedProspectRequest'];
export type PatchedProviderRequest = components['schemas']['PatchedProviderRequest'];
export type PatchedQuoteRequest = components['schemas']['PatchedQuoteRequest'];
export type PatchedRecurringInvoiceRequest = components['schemas']['PatchedRecurringInvoiceRequest'];
export type PatchedReminderRequest = components['schemas']['PatchedReminderRequest'];
export type PatchedRoleRequest = components['schemas']['PatchedRoleRequest'];
export type PatchedSettingsRequest = components['schemas']['PatchedSettingsRequest'];
export type PatchedStageRequest = components['schemas']['PatchedStageRequest'];
export type PatchedTaskExecutionRequest = components['schemas']['PatchedTaskExecutionRequest'];
export type PatchedTaskRequest = components['schemas']['PatchedTaskRequest'];
export type PatchedTenantRequest = components['schemas']['PatchedTenantRequest'];
export type PatchedUserRequest = components['schemas']['PatchedUserRequest'];
export type PatchedWebhookEndpointRequest = components['schemas']['PatchedWebhookEndpointRequest'];
export type PaymentMethodEnum = components['schemas']['PaymentMethodEnum'];
export type PaymentRequest = components['schemas']['PaymentRequest'];
export type PreferredChannelEnum = components['schemas']['PreferredChannelEnum'];
export type ProductExportRequest = components['schemas']['ProductExportRequest'];
export type ProductRequest = components['schemas']['ProductRequest'];
export type ProductTaskRequest = components['schemas']['ProductTaskRequest'];
export type ProductTypeEnum = components['schemas']['ProductTypeEnum'];
export type ProspectRequest = components['schemas']['ProspectRequest'];
export type ProspectStatusEnum = components['schemas']['ProspectStatusEnum'];
export type ProviderRequest = components['schemas']['ProviderRequest'];
export type PublicLinkRequest = components['schemas']['PublicLinkRequest'];
export type QuickProductRequest = components['schemas']['QuickProductRequest'];
export type QuoteLineRequest = components['schemas']['QuoteLineRequest'];
export type QuoteRequest = components['schemas']['QuoteRequest'];
export type QuoteStatusEnum = components['schemas']['QuoteStatusEnum'];
export type RecurringInvoiceRequest = components['schemas']['RecurringInvoiceRequest'];
export type RecurringLineRequest = components['schemas']['RecurringLineRequest'];
export type RefreshRequest = components['schemas']['RefreshRequest'];
export type RefundRequest = components['schemas']['RefundRequest'];
export type RegisterRequest = components['schemas']['RegisterRequest'];
export type ReminderRequest = components['schemas']['ReminderRequest'];
export type RestoreRequest = components['schemas']['RestoreRequest'];
export type RoleRequest = components['schemas']['RoleRequest'];
export type RotationRequest = components['schemas']['RotationRequest'];
export type RowIdsRequest = components['schemas']['RowIdsRequest'];
export type ScopeEnum = components['schemas']['ScopeEnum'];
export type SettlementRequest = components['schemas']['SettlementRequest'];
export type SeverityEnum = components['schemas']['SeverityEnum'];
export type SnapshotRequest = components['schemas']['SnapshotRequest'];
export type SnoozeRequest = components['schemas']['SnoozeRequest'];
export type StageEnum = components['schemas']['StageEnum'];
export type StepDueDateRequest = components['schemas']['StepDueDateRequest'];
export type StepStatusRequest = components['schemas']['StepStatusRequest'];
export type TaskExecutionRequest = components['schemas']['TaskExecutionRequest'];
export type TaskRequest = components['schemas']['TaskRequest'];
export type TaskStatusEnum = components['schemas']['TaskStatusEnum'];
export type TaxModeEnum = components['schemas']['TaxModeEnum'];
export type TaxRequest = components['schemas']['TaxRequest'];
export type TenantRequest = components['schemas']['TenantRequest'];
export type TestPushRequest = components['schemas']['TestPushRequest'];
export type TestWhatsAppRequest = components['schemas']['TestWhatsAppRequest'];
export type ThemeEnum = components['schemas']['ThemeEnum'];
export type UploadRequest = components['schemas']['UploadRequest'];
export type UserRequest = components['schemas']['UserRequest'];
export type VerifyRequest = components['schemas']['VerifyRequest'];
export type WebhookEndpointRequest = components['schemas']['WebhookEndpointRequest'];
export type WhatsAppAccountRequest = components['schemas']['WhatsAppAccountRequest'];
export type WhatsAppWebhookRequest = components['schemas']['WhatsAppWebhookRequest'];
export type Accepted = components['schemas']['Accepted'];
export type AcceptedStatusEnum = components['schemas']['AcceptedStatusEnum'];
export type Access = components['schemas']['Access'];
export type Action = components['schemas']['Action'];
export type ActiveTask = components['schemas']['ActiveTask'];
export type Activity = components['schemas']['Activity'];
export type Advance = components['schemas']['Advance'];
export type Alert = components['schemas']['Alert'];
export type AmountChange = components['schemas']['AmountChange'];
export type ApiKey = components['schemas']['ApiKey'];
export type AppConfig = components['schemas']['AppConfig'];
export type Application = components['schemas']['Application'];
export type ApplicationStatusEnum = components['schemas']['ApplicationStatusEnum'];
export type AskingProduct = components['schemas']['AskingProduct'];
export type Assignee = components['schemas']['Assignee'];
export type Attachment = components['schemas']['Attachment'];
export type AuditLog = components['schemas']['AuditLog'];
export type BackTest = components['schemas']['BackTest'];
export type Backup = components['schemas']['Backup'];
export type BandwidthBill = components['schemas']['BandwidthBill'];
export type BillFigures = components['schemas']['BillFigures'];
export type BillImportResult = components['schemas']['BillImportResult'];
export type BillSlice = components['schemas']['BillSlice'];
export type Breakdown = components['schemas']['Breakdown'];
export type Broker = components['schemas']['Broker'];
export type BulkDeletion = components['schemas']['BulkDeletion'];
export type Categorization = components['schemas']['Categorization'];
export type CategorizedFile = components['schemas']['CategorizedFile'];
export type Category = components['schemas']['Category'];
export type CategoryDetail = components['schemas']['CategoryDetail'];
export type CategoryShare = components['schemas']['CategoryShare'];
export type CategorySum = components['schemas']['CategorySum'];
export type CeleryHealth = components['schemas']['CeleryHealth'];
export type CeleryHealthEnum = components['schemas']['CeleryHealthEnum'];
export type CeleryStatus = components['schemas']['CeleryStatus'];
export type CeleryStatusEnum = components['schemas']['CeleryStatusEnum'];
export type CeleryTask = components['schemas']['CeleryTask'];
export type Change = components['schemas']['Change'];
export type Changes = components['schemas']['Changes'];
export type ChannelEnum = components['schemas']['ChannelEnum'];
export type Checks = components['schemas']['Checks'];
export type Client = components['schemas']['Client'];
export type ClientCounts = components['schemas']['ClientCounts'];
export type ClientCredit = components['schemas']['ClientCredit'];
export type ClientDetail = components['schemas']['ClientDetail'];
export type ClientFigures = components['schemas']['ClientFigures'];
export type ClientList = components['schemas']['ClientList'];
export type Comparison = components['schemas']['Comparison'];
export type Consent = components['schemas']['Consent'];
export type Country = components['schemas']['Country'];
export type CreatedClient = components['schemas']['CreatedClient'];
export type CreatedCustomer = components['schemas']['CreatedCustomer'];
export type CreatedProspect = components['schemas']['CreatedProspect'];
export type CreditEntry = components['schemas']['CreditEntry'];
export type CreditNote = components['schemas']['CreditNote'];
export type CreditNoteLine = components['schemas']['CreditNoteLine'];
export type CreditNoteStatusEnum = components['schemas']['CreditNoteStatusEnum'];
export type Cron = components['schemas']['Cron'];
export type Customer = components['schemas']['Customer'];
export type CustomerBrief = components['schemas']['CustomerBrief'];
export type CustomerRevenue = components['schemas']['CustomerRevenue'];
export type DashboardHealth = components['schemas']['DashboardHealth'];
export type DashboardHealthStatusEnum = components['schemas']['DashboardHealthStatusEnum'];
export type DashboardStats = components['schemas']['DashboardStats'];
export type Decision = components['schemas']['Decision'];
export type DecisionEnum = components['schemas']['DecisionEnum'];
export type Deletability = components['schemas']['Deletability'];
export type Deleted = components['schemas']['Deleted'];
export type DeletedInvoices = components['schemas']['DeletedInvoices'];
export type DeletedRows = components['schemas']['DeletedRows'];
export type DeletionPreview = components['schemas']['DeletionPreview'];
export type Delivery = components['schemas']['Delivery'];
export type DeliveryStatusEnum = components['schemas']['DeliveryStatusEnum'];
export type DeliveryWithLog = components['schemas']['DeliveryWithLog'];
export type DemoAccount = components['schemas']['DemoAccount'];
export type DeprecationImpact = components['schemas']['DeprecationImpact'];
export type Detail = components['schemas']['Detail'];
export type Difference = components['schemas']['Difference'];
export type Disk = components['schemas']['Disk'];
export type Document = components['schemas']['Document'];
export type DocumentBrief = components['schemas']['DocumentBrief'];
export type DocumentStatusEnum = components['schemas']['DocumentStatusEnum'];
export type DocumentType = components['schemas']['DocumentType'];
export type Double = components['schemas']['Double'];
export type DueAmount = components['schemas']['DueAmount'];
export type Duplicate = components['schemas']['Duplicate'];
export type EndpointWithSecret = components['schemas']['EndpointWithSecret'];
export type Enrolment = components['schemas']['Enrolment'];
export type EntryKindEnum = components['schemas']['EntryKindEnum'];
export type Event = components['schemas']['Event'];
export type EventUser = components['schemas']['EventUser'];
export type ExchangeRate = components['schemas']['ExchangeRate'];
export type ExchangeRateImportResult = components['schemas']['ExchangeRateImportResult'];
export type Executed = components['schemas']['Executed'];
export type Expense = components['schemas']['Expense'];
export type Expenses = components['schemas']['Expenses'];
export type Feed = components['schemas']['Feed'];
export type GoogleAccount = components['schemas']['GoogleAccount'];
export type GoogleAccountStatusEnum = components['schemas']['GoogleAccountStatusEnum'];
export type Health = components['schemas']['Health'];
export type HealthMetric = components['schemas']['HealthMetric'];
export type Holiday = components['schemas']['Holiday'];
export type ImportConfig = components['schemas']['ImportConfig'];
export type ImportFormat = components['schemas']['ImportFormat'];
export type ImportLimits = components['schemas']['ImportLimits'];
export type ImportResult = components['schemas']['ImportResult'];
export type Interaction = components['schemas']['Interaction'];
export type Invoice = components['schemas']['Invoice'];
export type InvoiceApplication = components['schemas']['InvoiceApplication'];
export type InvoiceCounts = components['schemas']['InvoiceCounts'];
export type InvoiceImport = components['schemas']['InvoiceImport'];
export type InvoiceImportStatusEnum = components['schemas']['InvoiceImportStatusEnum'];
export type InvoiceStatusCounts = components['schemas']['InvoiceStatusCounts'];
export type InvoiceableApplication = components['schemas']['InvoiceableApplication'];
export type Job = components['schemas']['Job'];
export type JobStatusEnum = components['schemas']['JobStatusEnum'];
export type KindEnum = components['schemas']['KindEnum'];
export type Kpis = components['schemas']['Kpis'];
export type KpisPeriod = components['schemas']['KpisPeriod'];
export type LatestMetric = components['schemas']['LatestMetric'];
export type Line = components['schemas']['Line'];
export type LineEnum = components['schemas']['LineEnum'];
export type LoadedHolidays = components['schemas']['LoadedHolidays'];
export type LogInUser = components['schemas']['LogInUser'];
export type LoggedIn = components['schemas']['LoggedIn'];
export type MadeApiKey = components['schemas']['MadeApiKey'];
export type Manager = components['schemas']['Manager'];
export type Match = components['schemas']['Match'];
export type Measurement = components['schemas']['Measurement'];
export type MenuEntry = components['schemas']['MenuEntry'];
export type MessageKind = components['schemas']['MessageKind'];
export type MessageKinds = components['schemas']['MessageKinds'];
export type MessageTemplate = components['schemas']['MessageTemplate'];
export type Metric = components['schemas']['Metric'];
export type Migrations = components['schemas']['Migrations'];
export type MockAuthConfig = components['schemas']['MockAuthConfig'];
export type MonthRevenue = components['schemas']['MonthRevenue'];
export type MonthTotal = components['schemas']['MonthTotal'];
export type NamedRow = components['schemas']['NamedRow'];
export type NewFeed = components['schemas']['NewFeed'];
export type Notification = components['schemas']['Notification'];
export type NotificationStatusEnum = components['schemas']['NotificationStatusEnum'];
export type Occurrence = components['schemas']['Occurrence'];
export type OtherCurrency = components['schemas']['OtherCurrency'];
export type Overview = components['schemas']['Overview'];
export type Page = components['schemas']['Page'];
export type PageWorker = components['schemas']['PageWorker'];
export type PartHealth = components['schemas']['PartHealth'];
export type PartStatusEnum = components['schemas']['PartStatusEnum'];
export type Party = components['schemas']['Party'];
export type Payment = components['schemas']['Payment'];
export type PaymentBrief = components['schemas']['PaymentBrief'];
export type Period = components['schemas']['Period'];
export type Periodic = components['schemas']['Periodic'];
export type Permission = components['schemas']['Permission'];
export type Preview = components['schemas']['Preview'];
export type Product = components['schemas']['Product'];
export type ProductTask = components['schemas']['ProductTask'];
export type Profile = components['schemas']['Profile'];
export type ProjectedMonth = components['schemas']['ProjectedMonth'];
export type Projection = components['schemas']['Projection'];
export type Proof = components['schemas']['Proof'];
export type Proposal = components['schemas']['Proposal'];
export type Prospect = components['schemas']['Prospect'];
export type Provider = components['schemas']['Provider'];
export type ProviderHealth = components['schemas']['ProviderHealth'];
export type PublicKey = components['schemas']['PublicKey'];
export type PublicLink = components['schemas']['PublicLink'];
export type Queue = components['schemas']['Queue'];
export type Queues = components['schemas']['Queues'];
export type QueuesCheck = components['schemas']['QueuesCheck'];
export type Quote = components['schemas']['Quote'];
export type QuoteCounts = components['schemas']['QuoteCounts'];
export type QuoteLine = components['schemas']['QuoteLine'];
export type QuoteStatusCounts = components['schemas']['QuoteStatusCounts'];
export type Reading = components['schemas']['Reading'];
export type ReasonsEnum = components['schemas']['ReasonsEnum'];
export type RecoveryCodes = components['schemas']['RecoveryCodes'];
export type RecurringInvoice = components['schemas']['RecurringInvoice'];
export type RecurringInvoiceStatusEnum = components['schemas']['RecurringInvoiceStatusEnum'];
export type RecurringLine = components['schemas']['RecurringLine'];
export type RecurringPeriod = components['schemas']['RecurringPeriod'];
export type Reference = components['schemas']['Reference'];
export type Refresh = components['schemas']['Refresh'];
export type Registered = components['schemas']['Registered'];
export type RegisteredBrowser = components['schemas']['RegisteredBrowser'];
export type Reminder = components['schemas']['Reminder'];
export type ReminderStatusEnum = components['schemas']['ReminderStatusEnum'];
export type Report = components['schemas']['Report'];
export type ReportLink = components['schemas']['ReportLink'];
export type ReportPeriod = components['schemas']['ReportPeriod'];
export type Revenue = components['schemas']['Revenue'];
export type Role = components['schemas']['Role'];
export type Root = components['schemas']['Root'];
export type RowDoubles = components['schemas']['RowDoubles'];
export type RowError = components['schemas']['RowError'];
export type SecondFactor = components['schemas']['SecondFactor'];
export type Series = components['schemas']['Series'];
export type Server = components['schemas']['Server'];
export type ServerAction = components['schemas']['ServerAction'];
export type Session = components['schemas']['Session'];
export type Settings = components['schemas']['Settings'];
export type Skipped = components['schemas']['Skipped'];
export type SkippedInvoice = components['schemas']['SkippedInvoice'];
export type SkippedRow = components['schemas']['SkippedRow'];
export type Snapshot = components['schemas']['Snapshot'];
export type SourceEnum = components['schemas']['SourceEnum'];
export type StageCounts = components['schemas']['StageCounts'];
export type StateEnum = components['schemas']['StateEnum'];
export type Statement = components['schemas']['Statement'];
export type StatementEntry = components['schemas']['StatementEntry'];
export type Statistics = components['schemas']['Statistics'];
export type Stats = components['schemas']['Stats'];
export type StatusSum = components['schemas']['StatusSum'];
export type SyncStatusEnum = components['schemas']['SyncStatusEnum'];
export type SystemHealth = components['schemas']['SystemHealth'];
export type SystemHealthStatusEnum = components['schemas']['SystemHealthStatusEnum'];
export type SystemMetrics = components['schemas']['SystemMetrics'];
export type Task = components['schemas']['Task'];
export type TaskCounts = components['schemas']['TaskCounts'];
export type TaskExecution = components['schemas']['TaskExecution'];
export type Tax = components['schemas']['Tax'];
export type TaxTotal = components['schemas']['TaxTotal'];
export type Tenant = components['schemas']['Tenant'];
export type TenantBrief = components['schemas']['TenantBrief'];
export type Ticket = components['schemas']['Ticket'];
export type TimedCheck = components['schemas']['TimedCheck'];
export type TokenPair = components['schemas']['TokenPair'];
export type Told = components['schemas']['Told'];
export type Trend = components['schemas']['Trend'];
export type Trends = components['schemas']['Trends'];
export type User = components['schemas']['User'];
export type Version = components['schemas']['Version'];
export type WebhookAttempt = components['schemas']['WebhookAttempt'];
export type WebhookEndpoint = components['schemas']['WebhookEndpoint'];
export type WebhookEvent = components['schemas']['WebhookEvent'];
export type WebhookEventStatusEnum = components['schemas']['WebhookEventStatusEnum'];
export type WebhookMessage = components['schemas']['WebhookMessage'];
export type WeekRevenue = components['schemas']['WeekRevenue'];
export type WhatsAppAccount = components['schemas']['WhatsAppAccount'];
export type WhatsAppMessage = components['schemas']['WhatsAppMessage'];
export type Worker = components['schemas']['Worker'];
export type WorkerStatusEnum = components['schemas']['WorkerStatusEnum'];
export type Workers = components['schemas']['Workers'];
export type WorkersCheck = components['schemas']['WorkersCheck'];
export type Workflow = components['schemas']['Workflow'];
export type YearRevenue = components['schemas']['YearRevenue'];
export type AsyncJobsQuery = components['schemas']['AsyncJobsQuery'];
export type AuditLogsQuery = components['schemas']['AuditLogsQuery'];
export type AuditLogsExportQuery = components['schemas']['AuditLogsExportQuery'];
export type AuthApiKeysQuery = components['schemas']['AuthApiKeysQuery'];
export type AuthUsersQuery = components['schemas']['AuthUsersQuery'];
export type BackupsQuery = components['schemas']['BackupsQuery'];
export type BillsQuery = components['schemas']['BillsQuery'];
export type BillsDownloadQuery = components['schemas']['BillsDownloadQuery'];
export type BillsAdvancesQuery = components['schemas']['BillsAdvancesQuery'];
export type BillsExportQuery = components['schemas']['BillsExportQuery'];
export type CalendarQuery = components['schemas']['CalendarQuery'];
export type CalendarRemindersQuery = components['schemas']['CalendarRemindersQuery'];
export type CalendarGoogleCallbackQuery = components['schemas']['CalendarGoogleCallbackQuery'];
export type CalendarOccurrencesQuery = components['schemas']['CalendarOccurrencesQuery'];
export type ChangesQuery = components['schemas']['ChangesQuery'];
export type ClientCreditsQuery = components['schemas']['ClientCreditsQuery'];
export type ClientsQuery = components['schemas']['ClientsQuery'];
export type ClientsStatementQuery = components['schemas']['ClientsStatementQuery'];
export type ClientsByStageQuery = components['schemas']['ClientsByStageQuery'];
export type CountryCodesQuery = components['schemas']['CountryCodesQuery'];
export type CreditNotesQuery = components['schemas']['CreditNotesQuery'];
export type CustomerApplicationsQuery = components['schemas']['CustomerApplicationsQuery'];
export type CustomersQuery = components['schemas']['CustomersQuery'];
export type CustomersExportQuery = components['schemas']['CustomersExportQuery'];
export type CustomersProspectsQuery = components['schemas']['CustomersProspectsQuery'];
export type CustomersSearchQuery = components['schemas']['CustomersSearchQuery'];
export type DashboardStatsFlatQuery = components['schemas']['DashboardStatsFlatQuery'];
export type DashboardCategoriesQuery = components['schemas']['DashboardCategoriesQuery'];
export type DashboardCeleryTasksQuery = components['schemas']['DashboardCeleryTasksQuery'];
export type DashboardCustomerWiseRevenueQuery = components['schemas']['DashboardCustomerWiseRevenueQuery'];
export type DashboardExportQuery = components['schemas']['DashboardExportQuery'];
export type DashboardProjectionsQuery = components['schemas']['DashboardProjectionsQuery'];
export type DashboardSnapshotsQuery = components['schemas']['DashboardSnapshotsQuery'];
export type DashboardSnapshotsCompareQuery = components['schemas']['DashboardSnapshotsCompareQuery'];
export type DashboardStreamingAggregateQuery = components['schemas']['DashboardStreamingAggregateQuery'];
export type DashboardTrendsQuery = components['schemas']['DashboardTrendsQuery'];
export type DocumentTypesQuery = components['schemas']['DocumentTypesQuery'];
export type DocumentsQuery = components['schemas']['DocumentsQuery'];
export type ExchangeRatesQuery = components['schemas']['ExchangeRatesQuery'];
export type ExpensesQuery = components['schemas']['ExpensesQuery'];
export type ExpensesAttachmentsQuery = components['schemas']['ExpensesAttachmentsQuery'];
export type HolidaysQuery = components['schemas']['HolidaysQuery'];
export type IntegrationsEventsQuery = components['schemas']['IntegrationsEventsQuery'];
export type IntegrationsProvidersQuery = components['schemas']['IntegrationsProvidersQuery'];
export type IntegrationsWebhooksPaymentServiceQuery = components['schemas']['IntegrationsWebhooksPaymentServiceQuery'];
export type InteractionsQuery = components['schemas']['InteractionsQuery'];
export type InvoiceImportsQuery = components['schemas']['InvoiceImportsQuery'];
export type InvoicesQuery = components['schemas']['InvoicesQuery'];
export type InvoicesProposeQuery = components['schemas']['InvoicesProposeQuery'];
export type MessageTemplatesQuery = components['schemas']['MessageTemplatesQuery'];
export type MonitoringApiAlertsQuery = components['schemas']['MonitoringApiAlertsQuery'];
export type MonitoringApiHealthMetricsQuery = components['schemas']['MonitoringApiHealthMetricsQuery'];
export type MonitoringApiMonitoringQuery = components['schemas']['MonitoringApiMonitoringQuery'];
export type NotificationsWhatsappWebhookRetrieveQuery = components['schemas']['NotificationsWhatsappWebhookRetrieveQuery'];
export type PaymentsQuery = components['schemas']['PaymentsQuery'];
export type ProductsQuery = components['schemas']['ProductsQuery'];
export type ProductsExportStartQuery = components['schemas']['ProductsExportStartQuery'];
export type PublicLinksQuery = components['schemas']['PublicLinksQuery'];
export type QuotesQuery = components['schemas']['QuotesQuery'];
export type RecurringInvoicesQuery = components['schemas']['RecurringInvoicesQuery'];
export type RecurringInvoicesPreviewQuery = components['schemas']['RecurringInvoicesPreviewQuery'];
export type SchemaQuery = components['schemas']['SchemaQuery'];
export type TasksQuery = components['schemas']['TasksQuery'];
export type WebhooksDeliveriesQuery = components['schemas']['WebhooksDeliveriesQuery'];
export type WebhooksEndpointsQuery = components['schemas']['WebhooksEndpointsQuery'];
export type WorkflowNotificationsQuery = components['schemas']['WorkflowNotificationsQuery'];
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
