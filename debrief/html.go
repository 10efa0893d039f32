package debrief

import (
	_ "embed"
	"html/template"
	"io"
)

//go:embed packet.gohtml
var packetHTML string

var packetTemplate = template.Must(template.New("packet").Parse(packetHTML))

// WriteHTML renders the packet and the decisions that belong to it as one page
// that prints on A4. It loads nothing from elsewhere and runs no script. It
// returns the writer's error.
func WriteHTML(w io.Writer, p Packet, decisions ...Decision) error {
	return packetTemplate.Execute(w, newView(p, decisions))
}
