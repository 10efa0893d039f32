-- +goose Up
CREATE TABLE {p}schema (version INTEGER NOT NULL PRIMARY KEY);

CREATE TABLE {p}heads (
  tenant BYTEA  NOT NULL PRIMARY KEY,
  seq    BIGINT NOT NULL,
  hash   BYTEA  NOT NULL
);

CREATE TABLE {p}records (
  tenant  BYTEA   NOT NULL,
  kind    BYTEA   NOT NULL,
  id      BYTEA   NOT NULL,
  version BIGINT  NOT NULL,
  subject BYTEA   NOT NULL,
  indexed BYTEA   NOT NULL,
  body    BYTEA   NOT NULL,
  deleted BOOLEAN NOT NULL,
  PRIMARY KEY (tenant, kind, id)
);

CREATE TABLE {p}indexes (
  tenant BYTEA NOT NULL,
  kind   BYTEA NOT NULL,
  name   BYTEA NOT NULL,
  value  BYTEA NOT NULL,
  id     BYTEA NOT NULL,
  PRIMARY KEY (tenant, kind, name, value, id)
);

CREATE INDEX {i}indexes_by_record ON {p}indexes (tenant, kind, id);

CREATE TABLE {p}log (
  tenant  BYTEA  NOT NULL,
  seq     BIGINT NOT NULL,
  topic   BYTEA  NOT NULL,
  payload BYTEA  NOT NULL,
  hash    BYTEA  NOT NULL,
  PRIMARY KEY (tenant, seq)
);

CREATE TABLE {p}batches (
  tenant   BYTEA  NOT NULL,
  id       BYTEA  NOT NULL,
  digest   BYTEA  NOT NULL,
  versions BYTEA  NOT NULL,
  seq      BIGINT NOT NULL,
  PRIMARY KEY (tenant, id)
);

INSERT INTO {p}schema (version) VALUES (1);
