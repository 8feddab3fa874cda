"""What each row of the books counts for: the one place where a figure's source is defined.

`docs/guides/figures.md` says the same for people. Every query answers `id, day, client_id, owner_id, other_owner_id,
kind, currency, billed, collected, number, base_billed, base_collected` of the bound tenant's rows; `base` is the
company's currency, `decimals` how many it has.
"""

from typing import Final

from apps.dashboard.models import Figures

Source = Figures.Source


def _worth(amount: str, base_amount: str) -> str:
    """What an amount is worth: as frozen; what is not frozen yet counts where it is in the company's currency."""
    return f"coalesce({base_amount}, CASE WHEN currency = %(base)s THEN {amount} END, 0)"


_PARTS: Final = {
    "total": _worth("total_amount", "base_total_amount"),
    "balance": _worth("balance", "base_balance"),
    "credit": _worth("e.amount", "e.base_amount"),
    "bill": _worth("total_bill", "base_total_bill"),
    "received": _worth("total_received", "base_total_received"),
    "amount": _worth("amount", "base_amount"),
    "no_money": "0::numeric AS base_billed, 0::numeric AS base_collected",
}
_BOOKS: Final[dict[str, str]] = {
    # kind: the status; drafts and cancelled invoices are counted, but bill nothing.
    Source.INVOICE: """
        SELECT id, issue_date AS day, client_id, owner_id, NULL::bigint AS other_owner_id, status AS kind, currency,
          CASE WHEN status IN ('sent', 'partial', 'overdue', 'paid') THEN total_amount ELSE 0 END AS billed,
          0::numeric AS collected, 1 AS number,
          CASE WHEN status IN ('sent', 'partial', 'overdue', 'paid') THEN {total} ELSE 0 END AS base_billed,
          0::numeric AS base_collected
        FROM invoices_invoice WHERE tenant_id = app_tenant()""",
    # What is open, on the day when it is due.
    Source.RECEIVABLE: """
        SELECT id, due_date AS day, client_id, owner_id, NULL::bigint AS other_owner_id, '' AS kind, currency,
          balance AS billed, 0::numeric AS collected, 1 AS number,
          {balance} AS base_billed, 0::numeric AS base_collected
        FROM invoices_invoice
        WHERE tenant_id = app_tenant() AND balance > 0 AND status IN ('sent', 'partial', 'overdue')""",
    # What takes invoices back.
    Source.CREDIT_NOTE: """
        SELECT id, issue_date AS day, client_id, owner_id, NULL::bigint AS other_owner_id, '' AS kind, currency,
          -total_amount AS billed, 0::numeric AS collected, 1 AS number,
          -{total} AS base_billed, 0::numeric AS base_collected
        FROM invoices_creditnote WHERE tenant_id = app_tenant() AND status = 'sent'""",
    # Clients' credit, what it gains and loses; kind: by what. Refunds are collected with a minus.
    Source.CREDIT: """
        SELECT id, day, client_id, owner_id, other_owner_id, kind, currency, billed,
          CASE WHEN kind = 'refunded' THEN billed ELSE 0 END AS collected, 1 AS number, base_billed,
          CASE WHEN kind = 'refunded' THEN base_billed + coalesce(exchange_gain, 0) ELSE 0 END AS base_collected
        FROM (
          SELECT e.id, e.entry_date AS day, e.client_id, e.owner_id, c.owner_id AS other_owner_id,
            e.entry_kind AS kind, e.currency, e.amount AS billed, e.exchange_gain,
            {credit} AS base_billed
          FROM invoices_creditentry e JOIN clients_client c ON c.tenant_id = e.tenant_id AND c.id = e.client_id
          WHERE e.tenant_id = app_tenant()) entries""",
    # What was gained by exchange rates, in the company's currency: by payments, and by credit that went out.
    Source.GAIN: """
        SELECT p.id, p.payment_date AS day, i.client_id, p.owner_id, i.owner_id AS other_owner_id, '' AS kind,
          %(base)s::text AS currency, p.exchange_gain AS billed, 0::numeric AS collected, 1 AS number,
          p.exchange_gain AS base_billed, 0::numeric AS base_collected
        FROM payments_payment p JOIN invoices_invoice i ON i.tenant_id = p.tenant_id AND i.id = p.invoice_id
        WHERE p.tenant_id = app_tenant() AND p.exchange_gain <> 0""",
    Source.CREDIT_GAIN: """
        SELECT e.id, e.entry_date AS day, e.client_id, e.owner_id, c.owner_id AS other_owner_id, '' AS kind,
          %(base)s::text AS currency, e.exchange_gain AS billed, 0::numeric AS collected, 1 AS number,
          e.exchange_gain AS base_billed, 0::numeric AS base_collected
        FROM invoices_creditentry e JOIN clients_client c ON c.tenant_id = e.tenant_id AND c.id = e.client_id
        WHERE e.tenant_id = app_tenant() AND e.exchange_gain <> 0""",
    # kind: the method. In the currency in which the money came.
    Source.PAYMENT: """
        SELECT p.id, p.payment_date AS day, i.client_id, p.owner_id, i.owner_id AS other_owner_id,
          p.payment_method AS kind, p.currency, 0::numeric AS billed, p.amount AS collected, 1 AS number,
          0::numeric AS base_billed,
          coalesce(p.base_amount, CASE WHEN p.currency = %(base)s THEN p.amount END, 0) AS base_collected
        FROM payments_payment p JOIN invoices_invoice i ON i.tenant_id = p.tenant_id AND i.id = p.invoice_id
        WHERE p.tenant_id = app_tenant()""",
    # kind: the status. What was received of a bill counts on the bill's day.
    Source.BILL: """
        SELECT id, billing_date AS day, customer_id AS client_id, owner_id, NULL::bigint AS other_owner_id,
          status AS kind, currency, total_bill AS billed, total_received AS collected, 1 AS number,
          {bill} AS base_billed,
          {received} AS base_collected
        FROM bills_bill WHERE tenant_id = app_tenant()""",
    # kind: the category; rejected expenses do not count.
    Source.EXPENSE: """
        SELECT id, expense_date AS day, client_id, owner_id, NULL::bigint AS other_owner_id, category AS kind, currency,
          amount AS billed, 0::numeric AS collected, 1 AS number,
          {amount} AS base_billed, 0::numeric AS base_collected
        FROM expenses_expense WHERE tenant_id = app_tenant() AND status <> 'rejected'""",
    # kind: the status.
    Source.QUOTE: """
        SELECT id, issue_date AS day, client_id, owner_id, NULL::bigint AS other_owner_id, status AS kind, currency,
          total_amount AS billed, 0::numeric AS collected, 1 AS number,
          {total} AS base_billed, 0::numeric AS base_collected
        FROM quotes_quote WHERE tenant_id = app_tenant()""",
    # The day on which a party was entered, where the tenant is.
    Source.CLIENT: """
        SELECT id, (created_at AT TIME ZONE %(timezone)s)::date AS day, id AS client_id, owner_id,
          NULL::bigint AS other_owner_id, '' AS kind, '' AS currency, 0::numeric AS billed, 0::numeric AS collected,
          1 AS number, {no_money}
        FROM clients_client WHERE tenant_id = app_tenant()""",
    # Customers by the day on which they joined; kind: the day on which they left, if they have.
    Source.CUSTOMER: """
        SELECT id, joined_on AS day, id AS client_id, owner_id, NULL::bigint AS other_owner_id,
          coalesce(left_on::text, '') AS kind, '' AS currency, 0::numeric AS billed, 0::numeric AS collected,
          1 AS number, {no_money}
        FROM clients_client WHERE tenant_id = app_tenant() AND stage = 'ACTIVE' AND joined_on IS NOT NULL""",
    # Customers' applications by the day of their date; kind: the status.
    Source.APPLICATION: """
        SELECT id, doc_date AS day, customer_id AS client_id, owner_id, NULL::bigint AS other_owner_id, status AS kind,
          '' AS currency, 0::numeric AS billed, 0::numeric AS collected, 1 AS number,
          {no_money}
        FROM documents_customerapplication WHERE tenant_id = app_tenant()""",
    # Lines of issued invoices that name a product, without tax; kind: the product's id; number: the lines.
    Source.PRODUCT: """
        SELECT i.id, i.issue_date AS day, i.client_id, i.owner_id, NULL::bigint AS other_owner_id,
          l.product_id::text AS kind, i.currency, sum(l.total) AS billed, 0::numeric AS collected, count(*) AS number,
          round(sum(l.total) * coalesce(i.exchange_rate, CASE WHEN i.currency = %(base)s THEN 1 END, 0), %(decimals)s)
            AS base_billed, 0::numeric AS base_collected
        FROM invoices_invoice i JOIN invoices_invoiceline l ON l.tenant_id = i.tenant_id AND l.invoice_id = i.id
        WHERE i.tenant_id = app_tenant() AND l.product_id IS NOT NULL
          AND i.status IN ('sent', 'partial', 'overdue', 'paid')
        GROUP BY i.id, l.product_id""",
    # What credit notes take back of them.
    Source.RETURNED: """
        SELECT n.id, n.issue_date AS day, n.client_id, n.owner_id, NULL::bigint AS other_owner_id,
          i.product_id::text AS kind, n.currency, -sum(l.total) AS billed, 0::numeric AS collected, count(*) AS number,
          -round(sum(l.total) * coalesce(n.exchange_rate, CASE WHEN n.currency = %(base)s THEN 1 END, 0), %(decimals)s)
            AS base_billed, 0::numeric AS base_collected
        FROM invoices_creditnote n
        JOIN invoices_creditnoteline l ON l.tenant_id = n.tenant_id AND l.credit_note_id = n.id
        JOIN invoices_invoiceline i ON i.tenant_id = l.tenant_id AND i.id = l.invoice_line_id
        WHERE n.tenant_id = app_tenant() AND n.status = 'sent' AND i.product_id IS NOT NULL
        GROUP BY n.id, i.product_id""",
    # Applications again; kind: the id of the product that they are for.
    Source.DEMAND: """
        SELECT id, doc_date AS day, customer_id AS client_id, owner_id, NULL::bigint AS other_owner_id,
          product_id::text AS kind, '' AS currency, 0::numeric AS billed, 0::numeric AS collected, 1 AS number,
          {no_money}
        FROM documents_customerapplication WHERE tenant_id = app_tenant()""",
}
BOOKS: Final = {source: statement.format(**_PARTS) for source, statement in _BOOKS.items()}
SOURCES_OF: Final[dict[str, tuple[str, ...]]] = {
    "invoice": (Source.INVOICE, Source.RECEIVABLE, Source.PRODUCT),
    "payment": (Source.PAYMENT, Source.GAIN),
    "creditnote": (Source.CREDIT_NOTE, Source.RETURNED),
    "creditentry": (Source.CREDIT, Source.CREDIT_GAIN),
    "bill": (Source.BILL,),
    "expense": (Source.EXPENSE,),
    "quote": (Source.QUOTE,),
    "client": (Source.CLIENT, Source.CUSTOMER),
    "customerapplication": (Source.APPLICATION, Source.DEMAND),
}
"""Which sources an event of the log touches, by its `resource_type`."""
