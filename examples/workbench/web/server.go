// Package web is the workbench: the pages of hirealign for recruiters, hiring
// managers and panelists, in plain HTML.
//
//	s, err := web.New(svc, web.Options{Tenant: "fernhill", Store: store, People: people})
//	defer s.Close()
//	http.ListenAndServe("127.0.0.1:8090", s)
//
// One file of Go and one template make a page: desk.go and templates/desk.html. A
// page states its routes in a function that Server.routes calls. Everything that it
// shows comes from the Service as the signed-in person, so that what the access
// policy hides is not there, and everything that it changes is an act of that
// person.
//
// Pages work without script. With it they follow the tenant's log, see Hub, and
// take up what others change without a reload.
package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hirealign/hirealign"
	"github.com/hirealign/hirealign/actor"
	"github.com/hirealign/hirealign/requisition"
	"github.com/hirealign/hirealign/storage"
	"github.com/hirealign/hirealign/transcript"
)

// Person is somebody who may sign in.
type Person struct {
	Human actor.Human
	// Title is what they do, in words.
	Title string
	// Try is what is to be seen as them first; "" for nothing in particular.
	Try string
}

// Options configure a Server.
type Options struct {
	// Tenant is whose searches are shown. Required.
	Tenant storage.Tenant
	// Store is the driver under the service, for the live log. Required.
	Store storage.Driver
	// People may sign in. Required.
	People []Person
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Zone is in which zone times are shown; nil is UTC.
	Zone *time.Location
	// Hosts are the names under which the server may be asked besides the machine's
	// own loopback names.
	Hosts []string
	// Heard is what a recogniser hears in interviews that are going on. A product has
	// its recogniser there; here it is a recording, played as if people spoke now.
	// None is heard whose candidate has not agreed to it.
	Heard map[requisition.InterviewID]transcript.Transcript
	// Logger takes failures, without content; nil is silent.
	Logger *slog.Logger
}

// Server serves the workbench. It is safe for concurrent use.
type Server struct {
	svc      *hirealign.Service
	tenant   *hirealign.Tenant
	opts     Options
	hub      *Hub
	pages    map[string]*template.Template
	patterns map[string]bool
	sessions sessions
	rooms    rooms
	handler  http.Handler
	stop     func()
}

// Handler answers a request of a signed-in person. What it returns is shown as an
// error page; see fail.
type Handler func(w http.ResponseWriter, r *http.Request, who actor.Human) error

// Route is a pattern of http.ServeMux with its handler.
type Route struct {
	Pattern string
	Serve   Handler
}

// Tab is a page that the navigation shows.
type Tab struct {
	// Key marks the tab as current on pages that carry it.
	Key   string
	Label string
	Path  string
	// For are the roles that the page is made for; none is everybody.
	For []actor.Role
}

// routes are the pages, in the order of the navigation: a page adds its function
// here and its tab, where it has one, to tabs.
func (s *Server) routes() []Route {
	return slices.Concat(
		s.homeRoutes(),
		s.deskRoutes(),
		s.intakeRoutes(),
		s.debriefRoutes(),
		s.compareRoutes(),
		s.reportRoutes(),
		s.managerRoutes(),
		s.requisitionRoutes(),
		s.planRoutes(),
		s.rubricRoutes(),
		s.liveRoutes(),
		s.cardRoutes(),
		s.eventRoutes(),
	)
}

func (s *Server) tabs() []Tab {
	return []Tab{managerTab, deskTab, debriefsTab, reportsTab}
}

// New returns a server over a service. Close ends what it started.
func New(svc *hirealign.Service, opts Options) (*Server, error) {
	switch {
	case svc == nil:
		return nil, errors.New("workbench: a service is needed")
	case opts.Tenant == "" || opts.Store == nil || len(opts.People) == 0:
		return nil, errors.New("workbench: tenant, store and people are needed")
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Zone == nil {
		opts.Zone = time.UTC
	}
	if opts.Logger == nil {
		opts.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Server{svc: svc, tenant: svc.Tenant(opts.Tenant), opts: opts, hub: NewHub()}
	var err error
	if s.pages, err = s.parse(); err != nil {
		return nil, err
	}
	if s.stop, err = s.follow(); err != nil {
		return nil, err
	}
	s.rooms.run(s.sweepAfter)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /assets/{name}", serveAsset)
	mux.HandleFunc("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, asset("icon.svg"), http.StatusMovedPermanently)
	})
	mux.HandleFunc("GET /signin", s.signInPage)
	mux.HandleFunc("POST /signin", s.signIn)
	mux.HandleFunc("POST /signout", s.signOut)
	s.patterns = map[string]bool{}
	for _, route := range s.routes() {
		s.patterns[route.Pattern] = true
		mux.Handle(route.Pattern, s.signedIn(route.Serve))
	}
	mux.Handle("/", s.signedIn(func(http.ResponseWriter, *http.Request, actor.Human) error { return hirealign.ErrNotFound }))
	s.handler = s.guard(http.NewCrossOriginProtection().Handler(mux))
	return s, nil
}

// Hub carries what is pushed to open pages.
func (s *Server) Hub() *Hub { return s.hub }

// Close ends all streams. The service and the store stay the caller's.
func (s *Server) Close() {
	s.stop()
	s.rooms.close()
	s.hub.Close()
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// policy lets a page load its own files, talk to its own origin, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

const largestForm = 4 << 20 // bytes of a posted form

// guard sets the headers of every answer and refuses requests under a foreign
// name, which a page elsewhere could make by rebinding its own name to loopback.
func (s *Server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		if !s.ownName(r.Host) {
			http.Error(w, "This server does not answer under that name.", http.StatusMisdirectedRequest)
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, largestForm)
		next.ServeHTTP(w, r)
	})
}

func (s *Server) ownName(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.Trim(name, "[]")
	if name == "localhost" || slices.Contains(s.opts.Hosts, name) {
		return true
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}

func (s *Server) now() time.Time { return s.opts.Now() }

// sessions remember who signed in. They live as long as the server.
type sessions struct {
	mu   sync.Mutex
	byID map[string]*session
}

type session struct {
	who actor.Human
	// notice is shown on the next page.
	notice string
	// over is closed when the session ends.
	over chan struct{}
}

const (
	cookieName   = "workbench"
	mostSessions = 10_000
)

func (s *sessions) start(who actor.Human) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byID == nil || len(s.byID) >= mostSessions {
		for _, one := range s.byID {
			close(one.over)
		}
		s.byID = map[string]*session{}
	}
	id := rand.Text()
	s.byID[id] = &session{who: who, over: make(chan struct{})}
	return id
}

func (s *sessions) find(r *http.Request) (actor.Human, bool) {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return actor.Human{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.byID[c.Value]
	if !ok {
		return actor.Human{}, false
	}
	return one.who, true
}

func (s *sessions) end(r *http.Request) {
	if c, err := r.Cookie(cookieName); err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if one, ok := s.byID[c.Value]; ok {
			close(one.over)
			delete(s.byID, c.Value)
		}
	}
}

// until returns a context of a request that ends with its session too, by errNoLonger.
func (s *sessions) until(r *http.Request) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(r.Context())
	over := make(chan struct{})
	if c, err := r.Cookie(cookieName); err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if one, ok := s.byID[c.Value]; ok {
			over = one.over
		} else {
			cancel(errNoLonger)
		}
	}
	go func() {
		select {
		case <-over:
			cancel(errNoLonger)
		case <-ctx.Done():
		}
	}()
	return ctx, func() { cancel(nil) }
}

// notify keeps a sentence for the next page that the person sees.
func (s *sessions) notify(r *http.Request, text string) {
	if c, err := r.Cookie(cookieName); err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if one, ok := s.byID[c.Value]; ok {
			one.notice = text
		}
	}
}

func (s *sessions) takeNotice(r *http.Request) string {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return ""
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.byID[c.Value]
	if !ok {
		return ""
	}
	text := one.notice
	one.notice = ""
	return text
}

// signedIn asks who it is first and turns an error into its page.
func (s *Server) signedIn(serve Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		who, ok := s.sessions.find(r)
		if !ok {
			if r.Method != http.MethodGet || isFragment(r) {
				s.fail(w, r, who, errSignedOut)
				return
			}
			http.Redirect(w, r, "/signin", http.StatusSeeOther)
			return
		}
		if err := serve(w, r, who); err != nil {
			s.fail(w, r, who, err)
		}
	})
}

// done ends an act: the person is sent to a page that says what was done.
func (s *Server) done(w http.ResponseWriter, r *http.Request, path, format string, args ...any) error {
	s.sessions.notify(r, fmt.Sprintf(format, args...))
	s.hub.Wake()
	http.Redirect(w, r, path, http.StatusSeeOther)
	return nil
}

// isFragment reports whether the script of a page asks, to take up what changed.
func isFragment(r *http.Request) bool { return r.Header.Get("Workbench-Refresh") != "" }
