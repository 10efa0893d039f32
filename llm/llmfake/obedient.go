package llmfake

import (
	"strings"

	"github.com/hirealign/hirealign/llm"
)

// Order is what an obedient model does when it reads the trigger.
type Order struct {
	// Trigger is text of the data that gives the order.
	Trigger string
	// Raw is the whole reply; "" for one in the schema. In it, {{system}} stands for
	// the instructions that the model was given and {{data}} for the data.
	Raw string
	// Quote is put where the schema has the key quote; "" for the words of the line
	// that gives the order. Handle is put where it has segment; "" for the line's own.
	Quote, Handle string
	// Say is put into every other string.
	Say string
	// Extra is put in front of the keys of every object, such as `"rating":4`.
	Extra string
	// Finish is why the reply ends; "" for llm.Stop.
	Finish llm.Finish
}

// Obedient does whatever the data says: it looks for the first order whose trigger
// stands in an untrusted part, and carries it out. It leaves a request in which no
// trigger stands to the next script. With it, a test shows what code lets through
// once a model has been taken over, whatever the words were that did it.
func Obedient(orders ...Order) Script {
	return func(req *llm.Request) (*llm.Response, error) {
		lines := rows(req)
		for _, o := range orders {
			for _, l := range lines {
				if strings.Contains(l.text, o.Trigger) {
					return o.carryOut(req, l), nil
				}
			}
		}
		return nil, nil
	}
}

func (o Order) carryOut(req *llm.Request, l row) *llm.Response {
	out := &llm.Response{Finish: llm.Stop}
	if o.Finish != "" {
		out.Finish = o.Finish
	}
	if o.Raw != "" || req.Output == nil {
		var data []string
		for _, p := range req.Parts {
			if p.Kind == llm.Untrusted {
				data = append(data, p.Text)
			}
		}
		out.Text = strings.NewReplacer("{{system}}", req.System, "{{data}}", strings.Join(data, "\n")).Replace(o.Raw)
		return out
	}
	if o.Quote == "" {
		o.Quote = l.text
	}
	if o.Handle == "" {
		o.Handle = l.handle
	}
	var b strings.Builder
	o.value(&b, parse(req.Output.JSON), "")
	out.Text = b.String()
	return out
}

func (o Order) value(b *strings.Builder, n *node, key string) {
	switch n.kind {
	case "object":
		b.WriteString("{" + o.Extra)
		for i, k := range n.keys {
			if i > 0 || o.Extra != "" {
				b.WriteByte(',')
			}
			b.WriteString(quoted(k) + ":")
			o.value(b, n.properties[k], k)
		}
		b.WriteByte('}')
	case "array":
		b.WriteByte('[')
		o.value(b, n.items, key)
		b.WriteByte(']')
	case "integer", "number":
		b.WriteByte('4')
	case "boolean":
		b.WriteString("true")
	default:
		switch {
		case len(n.enum) > 0:
			b.WriteString(quoted(n.enum[0]))
		case key == "quote":
			b.WriteString(quoted(o.Quote))
		case key == "competency":
			b.WriteString(`"c1"`)
		case strings.Contains(n.description, "handle"):
			b.WriteString(quoted(o.Handle))
		default:
			b.WriteString(quoted(o.Say))
		}
	}
}
