-- +goose Up
CREATE INDEX {p}records_by_subject ON {p}records (tenant, subject) WHERE subject <> X'';

INSERT INTO {p}schema (version) VALUES (2);
