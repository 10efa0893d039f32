package sqlitestore

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// queries are the statements of a store, which database/sql prepares once on each
// connection.
type queries struct {
	all []*sql.Stmt

	get, list, listIndex, listValue, log       *sql.Stmt
	insert, update, upsert, state              *sql.Stmt
	listed                                     [maxRows]*sql.Stmt // by the number of rows, less one
	unlist, head, append, remember, remembered *sql.Stmt
	step, forget                               *sql.Stmt
}

// maxRows is how many index values one statement inserts.
const maxRows = 8

const indexRow = "(?, ?, ?, ?, ?)"

func (q *queries) prepare(ctx context.Context, db *sql.DB, p string) error {
	const found = "version, subject, indexed, body"
	const join = "SELECT i.value, i.id, r.version, r.subject, r.indexed, r.body FROM {p}indexes i CROSS JOIN {p}records r ON r.tenant = i.tenant AND r.kind = i.kind AND r.id = i.id "
	wanted := []struct {
		stmt **sql.Stmt
		text string
	}{
		{&q.get, "SELECT " + found + " FROM {p}records WHERE tenant = ? AND kind = ? AND id = ? AND deleted = 0"},
		{&q.list, "SELECT X'', id, " + found + " FROM {p}records WHERE tenant = ? AND kind = ? AND deleted = 0 AND id > ? ORDER BY id LIMIT ?"},
		{&q.listIndex, join + "WHERE i.tenant = ? AND i.kind = ? AND i.name = ? AND (i.value, i.id) > (?, ?) ORDER BY i.value, i.id LIMIT ?"},
		{&q.listValue, join + "WHERE i.tenant = ? AND i.kind = ? AND i.name = ? AND i.value = ? AND i.id > ? ORDER BY i.id LIMIT ?"},
		{&q.log, "SELECT seq, topic, payload, hash FROM {p}log WHERE tenant = ? AND seq > ? ORDER BY seq LIMIT ?"},
		{&q.insert, "INSERT INTO {p}records (tenant, kind, id, version, deleted, subject, indexed, body) VALUES (?, ?, ?, 1, 0, ?, ?, ?) ON CONFLICT DO NOTHING"},
		{&q.update, "UPDATE {p}records SET version = version + 1, subject = ?, body = ? WHERE tenant = ? AND kind = ? AND id = ? AND version = ? AND deleted = 0 AND indexed = ?"},
		{&q.upsert, "INSERT INTO {p}records (tenant, kind, id, version, deleted, subject, indexed, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?) " +
			"ON CONFLICT DO UPDATE SET version = excluded.version, deleted = excluded.deleted, subject = excluded.subject, indexed = excluded.indexed, body = excluded.body"},
		{&q.state, "SELECT version, deleted, indexed FROM {p}records WHERE tenant = ? AND kind = ? AND id = ?"},
		{&q.unlist, "DELETE FROM {p}indexes WHERE tenant = ? AND kind = ? AND name = ? AND value = ? AND id = ?"},
		{&q.head, "SELECT seq, hash FROM {p}log WHERE tenant = ? ORDER BY seq DESC LIMIT 1"},
		{&q.append, "INSERT INTO {p}log (tenant, seq, topic, payload, hash) VALUES (?, ?, ?, ?, ?)"},
		{&q.remember, "INSERT INTO {p}batches (tenant, id, digest, versions, seq) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"},
		{&q.step, "SELECT id FROM {p}batches WHERE tenant = ? AND id > ? ORDER BY id LIMIT 1 OFFSET 999"},
		{&q.forget, "DELETE FROM {p}batches WHERE tenant = ?1 AND id > ?2 AND (?3 IS NULL OR id <= ?3) AND seq <= ?4"},
		{&q.remembered, "SELECT digest, versions, seq FROM {p}batches WHERE tenant = ? AND id = ?"},
	}
	for i := range q.listed {
		wanted = append(wanted, struct {
			stmt **sql.Stmt
			text string
		}{&q.listed[i], "INSERT INTO {p}indexes (tenant, kind, name, value, id) VALUES " + indexRow + strings.Repeat(", "+indexRow, i)})
	}
	for _, w := range wanted {
		stmt, err := db.PrepareContext(ctx, strings.ReplaceAll(w.text, "{p}", p))
		if err != nil {
			return errors.Join(err, q.close())
		}
		*w.stmt = stmt
		q.all = append(q.all, stmt)
	}
	return nil
}

func (q *queries) close() error {
	var err error
	for _, stmt := range q.all {
		err = errors.Join(err, stmt.Close())
	}
	return err
}
