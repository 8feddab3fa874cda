#!/bin/sh
# Run once, when the database is made: the owner who migrates, the app that serves, the operators. None is a superuser.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner="$DATABASE_OWNER_PASSWORD" --set app="$DATABASE_APP_PASSWORD" --set ops="$DATABASE_OPS_PASSWORD" <<'SQL'
CREATE ROLE senangkira LOGIN CREATEDB PASSWORD :'owner';
CREATE ROLE senangkira_app LOGIN PASSWORD :'app';
CREATE ROLE senangkira_ops LOGIN BYPASSRLS PASSWORD :'ops';
CREATE DATABASE senangkira OWNER senangkira;
SQL
