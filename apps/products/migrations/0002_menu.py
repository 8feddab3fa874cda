"""What is sold, in the menu as it is delivered."""

from django.db import migrations

# slug, English, Malay, Indonesian, Bengali, path, icon, right
ENTRIES = [
    ("catalogue", "Catalogue", "Katalog", "Katalog", "ক্যাটালগ", "", "inventory_2", ""),
    ("products", "Products", "Produk", "Produk", "পণ্য", "/products", "sell", "products.view_product"),
    ("document-types", "Document types", "Jenis dokumen", "Jenis dokumen", "নথির ধরন", "/document-types", "folder_open",
     "products.view_documenttype"),
]


def deliver(apps, schema_editor):
    items = apps.get_model("accounts", "MenuItem").objects.using(schema_editor.connection.alias)
    parent = None
    for order, (slug, title, ms, id_, bn, path, icon, right) in enumerate(ENTRIES, start=6):
        item = items.create(
            slug=slug, title=title, titles={"ms": ms, "id": id_, "bn": bn}, path=path, icon=icon, order=order,
            right=right, parent=parent,
        )
        parent = parent or item


class Migration(migrations.Migration):
    dependencies = [("products", "0001_initial"), ("accounts", "0006_menu")]
    operations = [migrations.RunPython(deliver, migrations.RunPython.noop)]
