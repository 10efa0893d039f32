// Package clash has a type of which there is another of the same name.
package clash

// Thing is one of two.
type Thing struct {
	Of string `json:"of_one"`
}
