package llmfake

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/hirealign/hirealign/llm"
)

// ChaosOptions say how often, in thousandths of the replies, what goes wrong. The
// zero value and nil take the defaults; a negative number is never.
type ChaosOptions struct {
	// Truncated replies are cut by the output limit; 0 means 80.
	Truncated int
	// Broken replies are not of the schema: text around them, a key twice or too many,
	// half a document that claims to be whole; 0 means 120.
	Broken int
	// Refused replies are declined by the model or filtered; 0 means 10.
	Refused int
	// Unfinished replies give no reason why they end; 0 means 10.
	Unfinished int
}

// Chaos answers every request with a random reply in its schema: a walk over the
// schema's grammar in the words of the request's own data. Its quotes are what is
// hardest to tell from honest ones: slices of lines, slices with a word changed,
// lines run together, other words in between, under handles that are right, wrong
// and made up. The same seed gives the same replies to the same requests in the
// same order.
func Chaos(seed uint64, opts *ChaosOptions) Script {
	o := ChaosOptions{}
	if opts != nil {
		o = *opts
	}
	for _, p := range []struct {
		v *int
		d int
	}{{&o.Truncated, 80}, {&o.Broken, 120}, {&o.Refused, 10}, {&o.Unfinished, 10}} {
		if *p.v == 0 {
			*p.v = p.d
		}
	}
	r := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // the numbers have to repeat
	return func(req *llm.Request) (*llm.Response, error) {
		c := &chaos{r: r, rows: rows(req)}
		for _, l := range c.rows {
			c.words = append(c.words, strings.Fields(l.text)...)
		}
		out := &llm.Response{Finish: llm.Stop, Usage: llm.Usage{Input: req.EstimateInput()}}
		if req.Output == nil {
			out.Text = c.prose()
		} else {
			var b strings.Builder
			c.value(&b, parse(req.Output.JSON), "")
			out.Text = b.String()
		}
		out.Usage.Output = llm.EstimateTokens(out.Text)
		switch n := r.IntN(1000); {
		case n < o.Truncated:
			out.Finish, out.Text = llm.Length, c.cut(out.Text)
		case n < o.Truncated+o.Broken:
			out.Text = c.spoil(out.Text)
		case n < o.Truncated+o.Broken+o.Refused:
			out.Finish, out.Text = llm.Refused, ""
			if r.IntN(2) == 0 {
				out.Finish = llm.Blocked
			}
		case n < o.Truncated+o.Broken+o.Refused+o.Unfinished:
			out.Finish, out.Text = "", c.cut(out.Text)
		}
		return out, nil
	}
}

type chaos struct {
	r     *rand.Rand
	rows  []row
	words []string
	line  int // of the last handle
}

func (c *chaos) value(b *strings.Builder, n *node, key string) {
	switch n.kind {
	case "object":
		b.WriteByte('{')
		for i, k := range n.keys {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(quoted(k) + ":")
			c.value(b, n.properties[k], k)
		}
		b.WriteByte('}')
	case "array":
		b.WriteByte('[')
		for i := range c.r.IntN(6) {
			if i > 0 {
				b.WriteByte(',')
			}
			c.value(b, n.items, key)
		}
		b.WriteByte(']')
	case "integer", "number":
		b.WriteString(strconv.Itoa(c.r.IntN(12) - 1))
	case "boolean":
		b.WriteString(strconv.FormatBool(c.r.IntN(2) == 0))
	default:
		switch {
		case len(n.enum) > 0:
			b.WriteString(quoted(n.enum[c.r.IntN(len(n.enum))]))
		case strings.Contains(n.description, "handle"):
			b.WriteString(quoted(c.handle(key)))
		default:
			b.WriteString(quoted(c.prose()))
		}
	}
}

func (c *chaos) handle(key string) string {
	switch n := c.r.IntN(10); {
	case key == "competency" && n < 8:
		return "c" + strconv.Itoa(1+c.r.IntN(9))
	case len(c.rows) > 0 && n < 8:
		c.line = c.r.IntN(len(c.rows))
		return c.rows[c.line].handle
	case n == 8:
		return "s" + strconv.Itoa(c.r.IntN(100000))
	default:
		return c.word()
	}
}

func (c *chaos) word() string {
	if len(c.words) == 0 {
		return "word"
	}
	return c.words[c.r.IntN(len(c.words))]
}

// prose returns words of the data, in one of several wrong or right ways.
func (c *chaos) prose() string {
	if len(c.rows) == 0 || c.r.IntN(4) == 0 {
		out := make([]string, 1+c.r.IntN(12))
		for i := range out {
			out[i] = c.word()
		}
		return strings.Join(out, " ")
	}
	line := c.line
	if c.r.IntN(3) == 0 || line >= len(c.rows) {
		line = c.r.IntN(len(c.rows))
	}
	words := c.slice(line)
	switch c.r.IntN(6) {
	case 0, 1:
	case 2: // one word is another
		if len(words) > 0 {
			words[c.r.IntN(len(words))] = c.word()
		}
	case 3: // a word less
		if len(words) > 1 {
			i := c.r.IntN(len(words))
			words = slices.Delete(words, i, i+1)
		}
	case 4: // a word more
		words = slices.Insert(words, c.r.IntN(len(words)+1), c.word())
	default: // two lines in one
		if c.r.IntN(2) == 0 {
			words = append(words, "…")
		}
		words = append(words, c.slice((line+1)%len(c.rows))...)
	}
	return strings.Join(words, " ")
}

func (c *chaos) slice(line int) []string {
	words := strings.Fields(c.rows[line].text)
	if len(words) == 0 {
		return nil
	}
	from := c.r.IntN(len(words))
	to := min(len(words), from+1+c.r.IntN(14))
	return slices.Clone(words[from:to])
}

func (c *chaos) cut(text string) string {
	runes := []rune(text)
	return string(runes[:c.r.IntN(len(runes)+1)])
}

// spoil makes a reply that is not of its schema, or only looks whole.
func (c *chaos) spoil(text string) string {
	switch c.r.IntN(6) {
	case 0:
		return c.cut(text)
	case 1:
		return "Here it is: " + text
	case 2:
		return text + text
	case 3:
		return strings.Replace(text, "{", `{"rating":4,`, 1)
	case 4:
		if i := strings.IndexByte(text, ':'); i > 0 && strings.HasPrefix(text, "{") {
			return "{" + text[1:i+1] + "[]," + text[1:] // the first key twice
		}
		return ""
	default:
		return strings.ReplaceAll(text, `"`, `'`)
	}
}
