-- +goose Up
CREATE INDEX {i}records_by_subject ON {p}records (tenant, subject) WHERE subject <> '\x';

INSERT INTO {p}schema (version) VALUES (2);
