-- +goose Up
-- The planner never looks at a body, and its statistics would keep the text of
-- bodies after they were deleted.
ALTER TABLE {p}records ALTER COLUMN body SET STATISTICS 0;

INSERT INTO {p}schema (version) VALUES (3);
