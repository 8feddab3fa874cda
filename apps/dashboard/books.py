"""What each row of the books counts for: the one place where a figure's source is defined.

`docs/guides/figures.md` says the same for people. Every query answers `id, day, client_id, owner_id, other_owner_id,
kind, currency, billed, collected, number` of the bound tenant's rows.
"""

from typing import Final

from apps.dashboard.models import Figures

Source = Figures.Source

BOOKS: Final[dict[str, str]] = {
    # kind: the status; drafts and cancelled invoices are counted, but bill nothing.
    Source.INVOICE: """
        SELECT id, issue_date AS day, client_id, owner_id, NULL::bigint AS other_owner_id, status AS kind, currency,
          CASE WHEN status IN ('sent', 'partial', 'overdue', 'paid') THEN total_amount ELSE 0 END AS billed,
          0::numeric AS collected, 1 AS number
        FROM invoices_invoice WHERE tenant_id = app_tenant()""",
    # What is open, on the day when it is due.
    Source.RECEIVABLE: """
        SELECT id, due_date AS day, client_id, owner_id, NULL::bigint AS other_owner_id, '' AS kind, currency,
          balance AS billed, 0::numeric AS collected, 1 AS number
        FROM invoices_invoice
        WHERE tenant_id = app_tenant() AND balance > 0 AND status IN ('sent', 'partial', 'overdue')""",
    # kind: the method.
    Source.PAYMENT: """
        SELECT p.id, p.payment_date AS day, i.client_id, p.owner_id, i.owner_id AS other_owner_id,
          p.payment_method AS kind, i.currency, 0::numeric AS billed, p.amount AS collected, 1 AS number
        FROM payments_payment p JOIN invoices_invoice i ON i.tenant_id = p.tenant_id AND i.id = p.invoice_id
        WHERE p.tenant_id = app_tenant()""",
    # kind: the status. What was received of a bill counts on the bill's day.
    Source.BILL: """
        SELECT id, billing_date AS day, customer_id AS client_id, owner_id, NULL::bigint AS other_owner_id,
          status AS kind, currency, total_bill AS billed, total_received AS collected, 1 AS number
        FROM bills_bill WHERE tenant_id = app_tenant()""",
    # kind: the category; rejected expenses do not count.
    Source.EXPENSE: """
        SELECT id, expense_date AS day, client_id, owner_id, NULL::bigint AS other_owner_id, category AS kind, currency,
          amount AS billed, 0::numeric AS collected, 1 AS number
        FROM expenses_expense WHERE tenant_id = app_tenant() AND status <> 'rejected'""",
    # kind: the status.
    Source.QUOTE: """
        SELECT id, issue_date AS day, client_id, owner_id, NULL::bigint AS other_owner_id, status AS kind, currency,
          total_amount AS billed, 0::numeric AS collected, 1 AS number
        FROM quotes_quote WHERE tenant_id = app_tenant()""",
    # The day on which a party was entered, where the tenant is.
    Source.CLIENT: """
        SELECT id, (created_at AT TIME ZONE %(timezone)s)::date AS day, id AS client_id, owner_id,
          NULL::bigint AS other_owner_id, '' AS kind, '' AS currency, 0::numeric AS billed, 0::numeric AS collected,
          1 AS number
        FROM clients_client WHERE tenant_id = app_tenant()""",
    # Customers by the day on which they joined; kind: the day on which they left, if they have.
    Source.CUSTOMER: """
        SELECT id, joined_on AS day, id AS client_id, owner_id, NULL::bigint AS other_owner_id,
          coalesce(left_on::text, '') AS kind, '' AS currency, 0::numeric AS billed, 0::numeric AS collected,
          1 AS number
        FROM clients_client WHERE tenant_id = app_tenant() AND stage = 'ACTIVE' AND joined_on IS NOT NULL""",
    # Customers' applications by the day of their date; kind: the status.
    Source.APPLICATION: """
        SELECT id, doc_date AS day, customer_id AS client_id, owner_id, NULL::bigint AS other_owner_id, status AS kind,
          '' AS currency, 0::numeric AS billed, 0::numeric AS collected, 1 AS number
        FROM documents_customerapplication WHERE tenant_id = app_tenant()""",
    # Lines of issued invoices that name a product, without tax; kind: the product's id; number: the lines.
    Source.PRODUCT: """
        SELECT i.id, i.issue_date AS day, i.client_id, i.owner_id, NULL::bigint AS other_owner_id,
          l.product_id::text AS kind, i.currency, sum(l.total) AS billed, 0::numeric AS collected, count(*) AS number
        FROM invoices_invoice i JOIN invoices_invoiceline l ON l.tenant_id = i.tenant_id AND l.invoice_id = i.id
        WHERE i.tenant_id = app_tenant() AND l.product_id IS NOT NULL
          AND i.status IN ('sent', 'partial', 'overdue', 'paid')
        GROUP BY i.id, l.product_id""",
    # Applications again; kind: the id of the product that they are for.
    Source.DEMAND: """
        SELECT id, doc_date AS day, customer_id AS client_id, owner_id, NULL::bigint AS other_owner_id,
          product_id::text AS kind, '' AS currency, 0::numeric AS billed, 0::numeric AS collected, 1 AS number
        FROM documents_customerapplication WHERE tenant_id = app_tenant()""",
}
SOURCES_OF: Final[dict[str, tuple[str, ...]]] = {
    "invoice": (Source.INVOICE, Source.RECEIVABLE, Source.PRODUCT),
    "payment": (Source.PAYMENT,),
    "bill": (Source.BILL,),
    "expense": (Source.EXPENSE,),
    "quote": (Source.QUOTE,),
    "client": (Source.CLIENT, Source.CUSTOMER),
    "customerapplication": (Source.APPLICATION, Source.DEMAND),
}
"""Which sources an event of the log touches, by its `resource_type`."""
