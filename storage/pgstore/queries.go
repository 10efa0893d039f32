package pgstore

import (
	"fmt"
	"strings"
)

// nameTenant says to the policies of row security whose rows a transaction works with.
const nameTenant = "SELECT set_config('hirealign.tenant', $1::text, true)"

// queries are the texts of a store's statements. pgx prepares them where the pool's
// query mode lets it.
type queries struct {
	firstHead, lock, known, state        string
	inserts                              [maxRows + 1]string // by the number of index values
	upsert, enlist, unlist               string
	append, finish, remember             string
	get, list, listIndex, listValue, log string
	step, forget                         string
}

// maxRows is how many index values are inserted with their record.
const maxRows = 8

func (n names) queries() queries {
	in := func(text string) string {
		for _, t := range tables {
			text = strings.ReplaceAll(text, "{"+t+"}", n.table(t))
		}
		return text
	}
	const found = "r.version, r.subject, r.indexed, r.body"
	// A page of index values is found first, and then its records one by one by
	// their key: joined as a whole, a table without statistics is read to its end.
	listBy := func(where, order string) string {
		return in("SELECT i.value, i.id, " + found + " FROM (SELECT value, id FROM {indexes} WHERE tenant = $1::bytea AND kind = $2::bytea AND name = $5::bytea AND " + where +
			" ORDER BY " + order + " LIMIT $4::bigint) i " +
			"CROSS JOIN LATERAL (SELECT * FROM {records} WHERE tenant = $1::bytea AND kind = $2::bytea AND id = i.id LIMIT 1) r ORDER BY i.value, i.id")
	}
	const insert = "INSERT INTO {records} (tenant, kind, id, version, deleted, subject, indexed, body) " +
		"VALUES ($1::bytea, $2::bytea, $3::bytea, $4::bigint, $5::boolean, $6::bytea, $7::bytea, $8::bytea)"
	const entry = "INSERT INTO {log} (tenant, seq, topic, payload, hash) VALUES ($1::bytea, $2::bigint, $3::bytea, $4::bytea, $5::bytea)"
	inserts := [maxRows + 1]string{in(insert)}
	with := "WITH listed AS (INSERT INTO {indexes} (tenant, kind, id, name, value) VALUES "
	for i := range maxRows {
		with += fmt.Sprintf("($1::bytea, $2::bytea, $3::bytea, $%d::bytea, $%d::bytea)", 9+2*i, 10+2*i)
		inserts[i+1] = in(with + ") " + insert)
		with += ", "
	}
	return queries{
		firstHead: in("INSERT INTO {heads} (tenant, seq, hash) VALUES ($1::bytea, 0, $2::bytea) ON CONFLICT DO NOTHING"),
		// A setting of the server, the role or the session must not lose a commit.
		lock: in("SELECT seq, hash, set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true) " +
			"FROM {heads} WHERE tenant = $1::bytea FOR UPDATE"),
		known:   in("SELECT digest, versions, seq FROM {batches} WHERE tenant = $1::bytea AND id = $2::bytea"),
		state:   in("SELECT version, deleted, indexed FROM {records} WHERE tenant = $1::bytea AND kind = $2::bytea AND id = $3::bytea"),
		inserts: inserts,
		upsert:  in(insert + " ON CONFLICT (tenant, kind, id) DO UPDATE SET version = excluded.version, deleted = excluded.deleted, subject = excluded.subject, indexed = excluded.indexed, body = excluded.body"),
		enlist:  in("INSERT INTO {indexes} (tenant, kind, name, value, id) VALUES ($1::bytea, $2::bytea, $3::bytea, $4::bytea, $5::bytea)"),
		unlist:  in("DELETE FROM {indexes} WHERE tenant = $1::bytea AND kind = $2::bytea AND name = $3::bytea AND value = $4::bytea AND id = $5::bytea"),
		append:  in(entry),
		// The last entry, the head that it moves, and the batch.
		finish: in("WITH logged AS (" + entry + "), moved AS (UPDATE {heads} SET seq = $2::bigint, hash = $5::bytea WHERE tenant = $1::bytea) " +
			"INSERT INTO {batches} (tenant, id, digest, versions, seq) VALUES ($1::bytea, $6::bytea, $7::bytea, $8::bytea, $2::bigint)"),
		remember: in("INSERT INTO {batches} (tenant, id, digest, versions, seq) VALUES ($1::bytea, $2::bytea, $3::bytea, $4::bytea, $5::bigint)"),
		get:      in("SELECT " + found + " FROM {records} r WHERE r.tenant = $1::bytea AND r.kind = $2::bytea AND r.id = $3::bytea AND NOT r.deleted"),
		list: in("SELECT ''::bytea, r.id, " + found + " FROM {records} r WHERE r.tenant = $1::bytea AND r.kind = $2::bytea AND NOT r.deleted AND r.id > $3::bytea " +
			"ORDER BY r.id LIMIT $4::bigint"),
		listIndex: listBy("(value, id) > ($6::bytea, $3::bytea)", "value, id"),
		listValue: listBy("value = $6::bytea AND id > $3::bytea", "id"),
		step:      in("SELECT id FROM {batches} WHERE tenant = $1::bytea AND id > $2::bytea ORDER BY id LIMIT 1 OFFSET 999"),
		forget: in("WITH gone AS (DELETE FROM {batches} WHERE tenant = $1::bytea AND id > $2::bytea AND ($3::bytea IS NULL OR id <= $3::bytea) AND seq <= $4::bigint RETURNING 1) " +
			"SELECT count(*) FROM gone"),
		log: in("SELECT seq, topic, payload, hash FROM {log} WHERE tenant = $1::bytea AND seq > $2::bigint ORDER BY seq LIMIT $3::bigint"),
	}
}
