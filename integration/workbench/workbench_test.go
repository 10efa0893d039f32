package workbench_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestStory goes through a search from the intake call to the decision, with five
// browsers, and edits one card in two of them.
func TestStory(t *testing.T) {
	t.Parallel()
	chromium(t)
	got := use(t, start(t), "story.mjs")
	require.GreaterOrEqual(t, len(got.Looked), 25)
	require.InDelta(t, 1, got.Facts["printed_pages_open"], 0, "the debrief prints on one A4 page")
	require.InDelta(t, 1, got.Facts["printed_pages"], 0, "and so does its record")
}

// TestDebrief is a debrief of two finalists in all of its states.
func TestDebrief(t *testing.T) {
	t.Parallel()
	chromium(t)
	got := use(t, start(t), "debrief.mjs")
	for _, fact := range []string{"printed_pages_open", "printed_pages", "printed_pages_panelist"} {
		require.InDelta(t, 1, got.Facts[fact], 0, fact)
	}
}

// TestPages looks at the pages of the sample and of errors.
func TestPages(t *testing.T) {
	t.Parallel()
	chromium(t)
	use(t, start(t), "pages.mjs")
}

// What the workbench may take.
const (
	mostBinary = 25 << 20
	mostMemory = 60 << 20
)

// TestSizeAndMemory asks for every page of the sample as each of its people and
// says what the workbench took. Times are printed and not judged.
func TestSizeAndMemory(t *testing.T) {
	info, err := os.Stat(binary(t))
	require.NoError(t, err)
	s := start(t)
	var took []time.Duration
	var dead []string
	pages := 0
	for _, id := range []string{"u-marcus", "u-dana", "u-tessa", "u-noor", "u-sofia", "u-ken", "u-paul", "u-ines"} {
		jar, err := cookiejar.New(nil)
		require.NoError(t, err)
		c := &http.Client{Jar: jar, Timeout: 30 * time.Second}
		began := time.Now()
		page, status := ask(t, c, http.MethodPost, s.base+"/signin", url.Values{"person": {id}})
		require.Equal(t, http.StatusOK, status)
		took = append(took, time.Since(began))
		seen := map[string]bool{"/": true}
		for queue := []string{page}; len(queue) > 0; queue = queue[1:] {
			for _, m := range link.FindAllStringSubmatch(queue[0], -1) {
				if path, _, _ := strings.Cut(m[1], "#"); !seen[path] && !strings.HasPrefix(path, "/assets") {
					seen[path] = true
					page, status := ask(t, c, http.MethodGet, s.base+path, nil)
					if status != http.StatusOK {
						dead = append(dead, fmt.Sprintf("%s is led to %s: %d", id, path, status))
					}
					queue = append(queue, page)
					pages++
				}
			}
		}
	}
	require.Empty(t, dead, "no page links to what is not there or not the reader's")
	slices.Sort(took)
	t.Logf("binary: %.1f MB; pages: %d; first page after signing in: median %s", float64(info.Size())/(1<<20), pages, took[len(took)/2].Round(time.Millisecond))
	require.Greater(t, pages, 50, "the pages lead to each other")
	require.Less(t, info.Size(), int64(mostBinary))
	if runtime.GOOS != "linux" {
		t.Skip("memory is read from /proc")
	}
	peak := resident(t, s.cmd.Process.Pid, "VmHWM")
	now := resident(t, s.cmd.Process.Pid, "VmRSS")
	t.Logf("memory: %.1f MB, at most %.1f MB", float64(now)/(1<<20), float64(peak)/(1<<20))
	require.Less(t, now, int64(mostMemory))
}

var link = regexp.MustCompile(`href="(/[^"]*)"`)

func ask(t *testing.T, c *http.Client, method, address string, form url.Values) (page string, status int) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := c.Do(req)
	require.NoError(t, err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	return string(body), res.StatusCode
}

// resident reads a figure of a process in bytes.
func resident(t *testing.T, pid int, figure string) int64 {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	require.NoError(t, err)
	m := regexp.MustCompile(figure + `:\s+(\d+) kB`).FindSubmatch(raw)
	require.NotNil(t, m)
	n, err := strconv.ParseInt(string(m[1]), 10, 64)
	require.NoError(t, err)
	return n << 10
}

// TestEmpty looks at the pages of people without a search.
func TestEmpty(t *testing.T) {
	t.Parallel()
	chromium(t)
	got := use(t, start(t, "-db", empty(t)), "empty.mjs")
	require.Len(t, got.Looked, 11)
}

// TestActs does what the story leaves out.
func TestActs(t *testing.T) {
	t.Parallel()
	chromium(t)
	got := use(t, start(t), "acts.mjs")
	require.Len(t, got.Looked, 13)
}
