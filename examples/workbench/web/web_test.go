package web_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/examples/workbench/sample"
	"github.com/hirealign/hirealign/examples/workbench/web"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/storage/memstore"
)

// bench is a server over the sample data, with the means to be each of its people.
type bench struct {
	t      testing.TB
	svc    *hirealign.Service
	ids    sample.IDs
	store  storage.Driver
	server *web.Server
	url    string
}

func start(t testing.TB, change ...func(*web.Options)) *bench {
	t.Helper()
	return startOver(t, hirealign.Options{}, change...)
}

// startOver starts a server over a service with options of its own.
func startOver(t testing.TB, under hirealign.Options, change ...func(*web.Options)) *bench {
	t.Helper()
	clock, store := &sample.Clock{}, memstore.New()
	under.Now, under.NewID = clock.Now, sample.NewID(false)
	svc, err := hirealign.New(store, &under)
	require.NoError(t, err)
	ids, err := sample.Play(t.Context(), svc, clock)
	require.NoError(t, err)
	opts := web.Options{Tenant: sample.Tenant, Store: store, Now: clock.Now, Logger: slog.New(slog.NewTextHandler(t.Output(), nil))}
	for _, p := range sample.People() {
		opts.People = append(opts.People, web.Person(p))
	}
	for _, c := range change {
		c(&opts)
	}
	server, err := web.New(svc, opts)
	require.NoError(t, err)
	listener := httptest.NewServer(server)
	t.Cleanup(func() {
		server.Close()
		listener.Close()
	})
	return &bench{t: t, svc: svc, ids: ids, store: store, server: server, url: listener.URL}
}

func (b *bench) tenant() *hirealign.Tenant { return b.svc.Tenant(sample.Tenant) }

// as signs somebody in.
func (b *bench) as(who actor.Human) *browser {
	b.t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(b.t, err)
	br := &browser{t: b.t, url: b.url, client: &http.Client{Jar: jar}}
	page := br.post("/signin", url.Values{"person": {who.ID()}})
	require.Equal(b.t, http.StatusOK, page.status)
	return br
}

type browser struct {
	t      testing.TB
	url    string
	client *http.Client
}

type answer struct {
	status int
	path   string
	header http.Header
	body   string
}

func (b *browser) do(req *http.Request) answer {
	b.t.Helper()
	res, err := b.client.Do(req)
	require.NoError(b.t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(b.t, err)
	return answer{res.StatusCode, res.Request.URL.Path, res.Header, string(body)}
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.url+path, nil)
	require.NoError(b.t, err)
	return b.do(req)
}

func (b *browser) post(path string, form url.Values) answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.url+path, strings.NewReader(form.Encode()))
	require.NoError(b.t, err)
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(req)
}

var (
	inlineScript = regexp.MustCompile(`(?i)<script(?:\s+(?:defer|src="/assets/[a-z.-]+\?v=[0-9a-f]+"))*\s*>\s*[^<\s]|<script(?:[^>]*)>\s*[^<\s]`)
	quoted       = regexp.MustCompile(`="[^"]*"`)
	inlineStyle  = regexp.MustCompile(`(?i)<style[\s>]|<[a-z][^<>]*\s(?:style|on[a-z]+)=`) // values of attributes left out
	elsewhere    = regexp.MustCompile(`(?i)(?:src|href|action)="(?:https?:)?//`)
)

// strict checks what holds of every page.
func strict(t *testing.T, a answer) {
	t.Helper()
	require.Contains(t, a.header.Get("Content-Security-Policy"), "default-src 'none'; script-src 'self'; style-src 'self'")
	require.NotContains(t, a.header.Get("Content-Security-Policy"), "unsafe")
	require.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))
	require.Equal(t, "no-referrer", a.header.Get("Referrer-Policy"))
	if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		require.Equal(t, "no-store", a.header.Get("Cache-Control"))
		require.NotRegexp(t, inlineScript, a.body)
		require.False(t, inlineStyle.MatchString(quoted.ReplaceAllString(a.body, `=""`)), "inline style or handler: %s", inlineStyle.FindString(quoted.ReplaceAllString(a.body, `=""`)))
		require.NotRegexp(t, elsewhere, a.body, "no request leaves the origin")
		require.Equal(t, 1, strings.Count(a.body, "<h1"), "one h1")
		require.Equal(t, 1, strings.Count(a.body, "<main"), "one main landmark")
		require.NotContains(t, a.body, "ZgotmplZ")
	}
}

// TestEveryPageAsEverybody asks for every page as each person: who has a part in a
// search sees it, and to the others it does not exist.
func TestEveryPageAsEverybody(t *testing.T) {
	t.Parallel()
	b := start(t)
	const yes, no, never = http.StatusOK, http.StatusNotFound, http.StatusForbidden
	// Who has a part in a search; Paul coordinates all of them, Ines answers for all.
	payments := map[actor.Human]int{sample.Noor: no, sample.Tessa: no}
	design := map[actor.Human]int{sample.Noor: no, sample.Tessa: no, sample.Sofia: no, sample.Ken: no}
	data := map[actor.Human]int{sample.Dana: no, sample.Marcus: no}
	support := map[actor.Human]int{sample.Dana: no, sample.Marcus: no, sample.Sofia: no}
	search := func(id requisition.ID) string { return "/requisitions/" + string(id) }
	pages := []struct {
		path  string
		want  map[actor.Human]int // by person; those who are not named get other
		other int
	}{
		{"/desk", nil, yes},
		{"/next", nil, yes},
		{"/signin", nil, yes},
		{"/no/such/page", nil, no},
		{"/requisitions/no-such-search", nil, no},
		{"/requisitions/new", map[actor.Human]int{sample.Sofia: never, sample.Ken: never, sample.Paul: never}, yes},
		{search(b.ids.Payments), payments, yes},
		{search(b.ids.Design), design, yes},
		{search(b.ids.Data), data, yes},
		{search(b.ids.Support), support, yes},
		{search(b.ids.Payments) + "/rubric", payments, yes},
		{search(b.ids.Design) + "/rubric", design, yes},
		{"/interviews/no-such/live", nil, no},
		{"/interviews/no-such/card", nil, no},
		{"/cards/no-such", nil, no},
		{livePath(b.ids.Interviews["amara/r-technical"]), map[actor.Human]int{sample.Dana: no, sample.Marcus: no, sample.Paul: never}, yes},
		{livePath(b.ids.Interviews["priya/r-technical"]), map[actor.Human]int{sample.Noor: no, sample.Tessa: no, sample.Paul: never}, yes},
		{search(b.ids.Payments) + "/plan", map[actor.Human]int{sample.Noor: no, sample.Tessa: no, sample.Sofia: never, sample.Ken: never}, yes},
	}
	for _, p := range sample.People() {
		br := b.as(p.Human)
		for _, page := range pages {
			want, ok := page.want[p.Human]
			if !ok {
				want = page.other
			}
			a := br.get(page.path)
			require.Equal(t, want, a.status, "%s asks for %s", p.Human.Name(), page.path)
			strict(t, a)
		}
	}
}

func TestSignInIsNeeded(t *testing.T) {
	t.Parallel()
	b := start(t)
	stranger := &browser{t: t, url: b.url, client: &http.Client{}}
	a := stranger.get("/desk")
	require.Equal(t, "/signin", a.path)
	strict(t, a)
	a = stranger.post("/signin", url.Values{"person": {"u-nobody"}})
	require.Equal(t, http.StatusBadRequest, a.status)
	strict(t, a)
	a = stranger.post("/requisitions", url.Values{})
	require.Equal(t, http.StatusUnauthorized, a.status)

	br := b.as(sample.Dana)
	require.Equal(t, "/signin", br.post("/signout", nil).path)
	require.Equal(t, "/signin", br.get("/desk").path)
}

func TestForeignRequestsAreRefused(t *testing.T) {
	t.Parallel()
	b := start(t)
	br := b.as(sample.Dana)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+"/signout", nil)
	require.NoError(t, err)
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	require.Equal(t, http.StatusForbidden, br.do(req).status)

	req, err = http.NewRequestWithContext(t.Context(), http.MethodGet, b.url+"/desk", nil)
	require.NoError(t, err)
	req.Host = "workbench.attacker.example"
	require.Equal(t, http.StatusMisdirectedRequest, br.do(req).status)
}

func TestAssets(t *testing.T) {
	t.Parallel()
	b := start(t)
	br := b.as(sample.Dana)
	page := br.get("/desk")
	for _, m := range regexp.MustCompile(`(?:src|href)="(/assets/[^"]+)"`).FindAllStringSubmatch(page.body, -1) {
		a := br.get(m[1])
		require.Equal(t, http.StatusOK, a.status, m[1])
		require.Contains(t, a.header.Get("Cache-Control"), "immutable")
	}
	require.Equal(t, http.StatusNotFound, br.get("/assets/../server.go").status)
	require.Equal(t, http.StatusNotFound, br.get("/assets/none.js").status)
}

// TestChangesArrive follows the stream of a person who has a part in a search and of
// one who has none, while somebody acts.
func TestChangesArrive(t *testing.T) {
	t.Parallel()
	b := start(t)
	listen := func(who actor.Human) (<-chan string, func()) {
		br := b.as(who)
		ctx, cancel := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+"/events", nil)
		require.NoError(t, err)
		res, err := br.client.Do(req) //nolint:bodyclose // the reader below closes it
		require.NoError(t, err)
		require.Equal(t, "text/event-stream", res.Header.Get("Content-Type"))
		lines := make(chan string, 100)
		go func() {
			defer close(lines)
			defer res.Body.Close()
			buf := make([]byte, 4096)
			for {
				n, err := res.Body.Read(buf)
				if n > 0 {
					lines <- string(buf[:n])
				}
				if err != nil {
					return
				}
			}
		}()
		return lines, cancel
	}
	in, stopIn := listen(sample.Marcus)
	defer stopIn()
	out, stopOut := listen(sample.Noor)
	defer stopOut()

	_, err := b.tenant().Requisitions().PutOnHold(t.Context(), sample.Marcus, b.ids.Design, "waiting for the budget")
	require.NoError(t, err)
	until := time.After(10 * time.Second)
	for seen := ""; !strings.Contains(seen, `"requisition":"`+string(b.ids.Design)+`"`); {
		select {
		case s := <-in:
			seen += s
		case <-until:
			t.Fatalf("no event after ten seconds: %q", seen)
		}
	}
	select {
	case s := <-out:
		require.NotContains(t, s, string(b.ids.Design), "Noor has no part in the search")
	case <-time.After(500 * time.Millisecond):
	}
}
