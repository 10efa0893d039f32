package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"sync"
)

//go:embed assets/*
var assetFiles embed.FS

// assetHashes name the content of every asset, so that browsers may keep it.
var assetHashes = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	entries, err := assetFiles.ReadDir("assets")
	if err != nil {
		return out
	}
	for _, e := range entries {
		if raw, err := assetFiles.ReadFile("assets/" + e.Name()); err == nil {
			sum := sha256.Sum256(raw)
			out[e.Name()] = hex.EncodeToString(sum[:8])
		}
	}
	return out
})

// asset is the address of an asset with the hash of its content.
func asset(name string) string { return "/assets/" + name + "?v=" + assetHashes()[name] }

func serveAsset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	raw, err := assetFiles.ReadFile("assets/" + name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	tag := `"` + assetHashes()[name] + `"`
	w.Header().Set("ETag", tag)
	w.Header().Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == assetHashes()[name] {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = "application/octet-stream"
	}
	w.Header().Set("Content-Type", kind)
	_, _ = w.Write(raw)
}
