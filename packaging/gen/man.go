package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// manPage is a command's page of section 1. The release's date makes it the same whenever it is written.
func manPage(command *cobra.Command, r release, exitCodes string) string {
	var m roff
	fmt.Fprintf(&m, ".TH \"%s\" \"1\" \"%s\" \"confcall %s\" \"User Commands\"\n", strings.ToUpper(pageName(command)), r.date, r.version)
	m.section("NAME")
	m.text(pageName(command) + " - " + lowerFirst(command.Short))
	m.section("SYNOPSIS")
	m.bold(command.CommandPath())
	m.text(strings.TrimPrefix(command.UseLine(), command.CommandPath()))
	m.section("DESCRIPTION")
	for _, b := range blocks(describe(command)) {
		m.paragraph()
		if b.verbatim {
			m.verbatim(dedent(b.text))
		} else {
			m.text(b.text)
		}
	}
	if below := children(command); len(below) > 0 {
		m.section("COMMANDS")
		for _, child := range below {
			m.WriteString(".TP\n")
			m.bold(child.Name())
			m.text(child.Short)
		}
	}
	m.section("OPTIONS")
	for _, f := range ownFlags(command) {
		m.WriteString(".TP\n")
		m.flag(f)
		m.text(f.Meaning)
	}
	if command.HasParent() {
		m.paragraph()
		m.text("The global options, for settings, output and transport, are in")
		m.reference(command.Root())
	}
	if command.HasExample() {
		m.section("EXAMPLES")
		m.verbatim(dedent(command.Example))
	}
	m.section("EXIT STATUS")
	if command.HasParent() {
		m.text("0 when it is done. What the others mean is in")
		m.reference(command.Root())
	} else {
		m.verbatim(dedent(exitCodes))
	}
	m.section("SEE ALSO")
	var related []*cobra.Command
	if command.HasParent() {
		related = append(related, command.Parent())
	}
	related = append(related, children(command)...)
	for i, other := range related {
		m.referenceList(other, i == len(related)-1)
	}
	return m.String()
}

// describe is a command's long text, or the short one as a sentence.
func describe(command *cobra.Command) string {
	if command.Long != "" {
		return command.Long
	}
	return command.Short + "."
}

func lowerFirst(text string) string {
	if len(text) < 2 || text[1] >= 'A' && text[1] <= 'Z' {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}

// roff writes the language of man pages, with macros that both groff and mandoc know.
type roff struct{ strings.Builder }

func (m *roff) section(title string) { m.WriteString(".SH " + title + "\n") }

// paragraph begins one, which the first of a section does by itself.
func (m *roff) paragraph() {
	if text := m.String(); !strings.HasPrefix(text[strings.LastIndexByte(text[:len(text)-1], '\n')+1:], ".SH ") {
		m.WriteString(".PP\n")
	}
}

// text writes running text. roff wants no line to begin with a blank, nor one to be empty.
func (m *roff) text(text string) {
	for line := range strings.SplitSeq(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			m.WriteString(escapeRoff(line) + "\n")
		}
	}
}

func (m *roff) bold(text string) { m.WriteString(`\fB` + escapeRoff(text) + `\fR` + "\n") }

func (m *roff) verbatim(text string) {
	m.WriteString(".RS 4\n.nf\n")
	for line := range strings.SplitSeq(text, "\n") {
		m.WriteString(escapeRoff(line) + "\n")
	}
	m.WriteString(".fi\n.RE\n")
}

func (m *roff) flag(f flag) {
	if f.Short != "" {
		m.WriteString(`\fB` + escapeRoff(f.Short) + `\fR, `)
	}
	m.WriteString(`\fB` + escapeRoff(f.Name) + `\fR`)
	if f.Value != "" {
		m.WriteString(` \fI` + escapeRoff(f.Value) + `\fR`)
	}
	m.WriteByte('\n')
}

// reference names another page and ends the sentence.
func (m *roff) reference(command *cobra.Command) {
	m.WriteString(".BR " + escapeRoff(pageName(command)) + " (1).\n")
}

func (m *roff) referenceList(command *cobra.Command, last bool) {
	end := ","
	if last {
		end = ""
	}
	m.WriteString(".BR " + escapeRoff(pageName(command)) + " (1)" + end + "\n")
}

// escapeRoff makes roff show text as it is: no control line, no escape, minus signs that can be copied, and only ASCII.
func escapeRoff(text string) string {
	var b strings.Builder
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		b.WriteString(`\&`)
	}
	for _, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r == '\'':
			b.WriteString(`\(aq`)
		case r == '`':
			b.WriteString(`\(ga`)
		case r == '^':
			b.WriteString(`\(ha`)
		case r == '~':
			b.WriteString(`\(ti`)
		case r > '~':
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
