// Command consumer imports one room of the library, as a host does that needs
// rubrics only. A test shows what such a program links.
package main

import (
	"fmt"

	"github.com/hirealign/hirealign/rubric"
)

func main() {
	r := rubric.Rubric{ID: "rb-1", Version: 1, Role: rubric.Role{Title: "Support Engineer"}}
	fmt.Println(r.Validate())
}
