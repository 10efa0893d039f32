package web_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/hirealign/hirealign/examples/workbench/sample"
)

// BenchmarkPage asks for the pages that everybody begins with, over the sample data.
func BenchmarkPage(b *testing.B) {
	at := start(b)
	jar, err := cookiejar.New(nil)
	require.NoError(b, err)
	client := &http.Client{Jar: jar}
	res, err := client.PostForm(at.url+"/signin", url.Values{"person": {sample.Ines.ID()}})
	require.NoError(b, err)
	res.Body.Close()
	for name, path := range map[string]string{
		"signin": "/signin", "next": "/next", "desk": "/desk", "search": "/requisitions/" + string(at.ids.Data), "rubric": "/requisitions/" + string(at.ids.Payments) + "/rubric",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				res, err := client.Get(at.url + path)
				if err != nil || res.StatusCode != http.StatusOK {
					b.Fatal(err, res.Status)
				}
				res.Body.Close()
			}
		})
	}
}
