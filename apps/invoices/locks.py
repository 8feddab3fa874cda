from apps.tenants.locks import lock_row as lock_row
