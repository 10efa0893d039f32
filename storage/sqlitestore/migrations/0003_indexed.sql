-- +goose Up
CREATE TABLE {p}records_with_indexed (
  tenant  BLOB NOT NULL,
  kind    BLOB NOT NULL,
  id      BLOB NOT NULL,
  version INTEGER NOT NULL,
  deleted INTEGER NOT NULL,
  subject BLOB NOT NULL,
  indexed BLOB NOT NULL,
  body    BLOB NOT NULL,
  UNIQUE (tenant, kind, id)
);

-- The index values of a record, each name and value after its length as a varint.
INSERT INTO {p}records_with_indexed (tenant, kind, id, version, deleted, subject, indexed, body)
  SELECT tenant, kind, id, version, deleted, subject, coalesce((
    SELECT unhex(group_concat(
      CASE WHEN length(i.name) < 128 THEN printf('%02X', length(i.name)) ELSE printf('%02X%02X', length(i.name) & 127 | 128, length(i.name) >> 7) END || hex(i.name) ||
      CASE WHEN length(i.value) < 128 THEN printf('%02X', length(i.value)) ELSE printf('%02X%02X', length(i.value) & 127 | 128, length(i.value) >> 7) END || hex(i.value),
      '' ORDER BY i.name))
    FROM {p}indexes i WHERE i.tenant = r.tenant AND i.kind = r.kind AND i.id = r.id
  ), X''), coalesce(body, X'')
  FROM {p}records r;

DROP TABLE {p}records;

ALTER TABLE {p}records_with_indexed RENAME TO {p}records;

DROP INDEX {p}indexes_by_record;

INSERT INTO {p}schema (version) VALUES (3);
