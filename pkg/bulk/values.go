package bulk

import (
	"fmt"
	"strings"

	"confcall/pkg/flags"
	"confcall/pkg/number"
)

// callsValue is the flag --call.
type callsValue Calls

func (c *callsValue) Set(text string) error {
	c.given++
	if text == "-" {
		c.stdin = true
		return nil
	}
	word, err := (*Calls)(c).word(text)
	if err != nil {
		return fmt.Errorf("%w, or - for standard input", err)
	}
	(*Calls)(c).Name(word)
	return nil
}

func (c *callsValue) String() string {
	if c.stdin {
		return "-"
	}
	return strings.Join((*Calls)(c).Named(), ",")
}

func (c *callsValue) Type() string { return "SID" }

// GetSlice tells cobra that the flag may be repeated, and so is offered again.
func (c *callsValue) GetSlice() []string { return (*Calls)(c).Named() }

// numbersValue is the flag --number.
type numbersValue Calls

func (n *numbersValue) Set(text string) error {
	who, err := number.Parse(text)
	if err == nil {
		n.given++
		n.numbers = append(n.numbers, who)
	}
	return err
}

func (n *numbersValue) String() string { return strings.Join(n.GetSlice(), ",") }
func (n *numbersValue) Type() string   { return "number" }

// GetSlice tells cobra that the flag may be repeated, and so is offered again.
func (n *numbersValue) GetSlice() []string {
	var texts []string
	for _, who := range n.numbers {
		texts = append(texts, who.String())
	}
	return texts
}

// exceptValue is the flag --except.
type exceptValue []string

func (e *exceptValue) Set(text string) error {
	if err := flags.CheckSID(text); err != nil {
		return err
	}
	*e = append(*e, text)
	return nil
}

func (e *exceptValue) String() string { return strings.Join(*e, ",") }
func (e *exceptValue) Type() string   { return "SID" }

// GetSlice tells cobra that the flag may be repeated, and so is offered again.
func (e *exceptValue) GetSlice() []string { return *e }
