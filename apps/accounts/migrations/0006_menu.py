"""The menu as it is delivered. Entries are rows: whoever runs the installation may change them."""

from django.db import migrations

# slug, English, Malay, Indonesian, Bengali, path, icon, right
ENTRIES = [
    ("dashboard", "Dashboard", "Papan pemuka", "Dasbor", "ড্যাশবোর্ড", "/dashboard", "dashboard", "dashboard.view_overview"),
    ("clients", "Clients", "Pelanggan", "Klien", "ক্লায়েন্ট", "/clients", "group", "clients.view_client"),
    ("sales", "Sales", "Jualan", "Penjualan", "বিক্রয়", "", "point_of_sale", ""),
    ("sales/quotes", "Quotes", "Sebut harga", "Penawaran", "কোটেশন", "/quotes", "request_quote", "quotes.view_quote"),
    ("sales/invoices", "Invoices", "Invois", "Faktur", "চালান", "/invoices", "receipt_long", "invoices.view_invoice"),
    ("sales/payments", "Payments", "Bayaran", "Pembayaran", "পেমেন্ট", "/payments", "payments", "payments.view_payment"),
    ("administration", "Administration", "Pentadbiran", "Administrasi", "প্রশাসন", "", "settings", ""),
    ("administration/users", "Users", "Pengguna", "Pengguna", "ব্যবহারকারী", "/users", "person", "accounts.view_user"),
    ("administration/roles", "Roles", "Peranan", "Peran", "ভূমিকা", "/roles", "badge", "accounts.view_role"),
    ("administration/company", "Company", "Syarikat", "Perusahaan", "প্রতিষ্ঠান", "/company", "business", "tenants.view_tenant"),
]


def deliver(apps, schema_editor):
    items = apps.get_model("accounts", "MenuItem").objects.using(schema_editor.connection.alias)
    parents = {}
    for order, (slug, title, ms, id_, bn, path, icon, right) in enumerate(ENTRIES, start=1):
        parent, _, name = slug.rpartition("/")
        parents[slug] = items.create(
            slug=name, title=title, titles={"ms": ms, "id": id_, "bn": bn}, path=path, icon=icon, order=order, right=right,
            parent=parents.get(parent),
        )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_keys_menu_profile")]
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
