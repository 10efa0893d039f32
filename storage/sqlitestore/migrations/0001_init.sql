-- +goose Up
CREATE TABLE {p}schema (version INTEGER NOT NULL PRIMARY KEY);

CREATE TABLE {p}records (
  tenant  BLOB NOT NULL,
  kind    BLOB NOT NULL,
  id      BLOB NOT NULL,
  version INTEGER NOT NULL,
  subject BLOB NOT NULL,
  body    BLOB,
  deleted INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, kind, id)
) WITHOUT ROWID;

CREATE TABLE {p}indexes (
  tenant BLOB NOT NULL,
  kind   BLOB NOT NULL,
  name   BLOB NOT NULL,
  value  BLOB NOT NULL,
  id     BLOB NOT NULL,
  PRIMARY KEY (tenant, kind, name, value, id)
) WITHOUT ROWID;

CREATE INDEX {p}indexes_by_record ON {p}indexes (tenant, kind, id);

CREATE TABLE {p}log (
  tenant  BLOB NOT NULL,
  seq     INTEGER NOT NULL,
  topic   BLOB NOT NULL,
  payload BLOB NOT NULL,
  hash    BLOB NOT NULL,
  PRIMARY KEY (tenant, seq)
) WITHOUT ROWID;

CREATE TABLE {p}batches (
  tenant   BLOB NOT NULL,
  id       BLOB NOT NULL,
  digest   BLOB NOT NULL,
  versions BLOB NOT NULL,
  seq      INTEGER NOT NULL,
  PRIMARY KEY (tenant, id)
) WITHOUT ROWID;

INSERT INTO {p}schema (version) VALUES (1);
