#!/bin/sh
# The passwords come from the environment and are kept in memory only: /tmp is a tmpfs.
set -eu
umask 077
cat >/tmp/userlist.txt <<LIST
"senangkira_app" "$DATABASE_APP_PASSWORD"
"senangkira_ops" "$DATABASE_OPS_PASSWORD"
LIST
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
