"""The fields that the documents show."""

LISTED_FIELDS = {
    *("id", "name", "first_name", "last_name", "email", "phone", "address", "company", "tax_number", "stage"),
    *("created_by_name", "assigned_to_name", "created_at", "updated_at", "owner"),
}
CLIENT_FIELDS = LISTED_FIELDS | {"notes", "created_by", "assigned_to", "interactions"}
INTERACTION_FIELDS = {
    *("id", "client", "interaction_type", "subject", "description", "created_by", "created_by_name", "created_at"),
}
