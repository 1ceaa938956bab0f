package output

import "bytes"

// names is name: the ID of each item on a line.
type names struct {
	bare
	p *Printer
}

func newNames(p *Printer, _ bool) encoder { return names{p: p} }

func (n names) batch(b *bytes.Buffer, items [][]byte) error {
	for _, item := range items {
		id := ""
		if v, ok := valueOf(item).field(n.p.noun.ID); ok {
			id = v.plain()
		}
		if id == "" && n.p.noun.Nameless {
			continue
		}
		if id == "" {
			return &AnswerError{"the answer has no " + n.p.noun.ID}
		}
		b.WriteString(n.p.exact(id) + "\n")
	}
	return nil
}
