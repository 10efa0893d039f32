-- +goose Up
-- The record itself says which index values it has, and nothing is found by subject.
DROP INDEX {p}indexes_by_record;

DROP INDEX {p}records_by_subject;

INSERT INTO {p}schema (version) VALUES (4);
