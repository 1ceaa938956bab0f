package output

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/itchyny/gojq"

	"confcall/pkg/timestamp"
)

// compile reads a jq expression. It sees no environment variables and no files.
func compile(expression string) (*gojq.Code, error) {
	query, err := gojq.Parse(expression)
	if err == nil {
		var code *gojq.Code
		if code, err = gojq.Compile(query, gojq.WithFunction("time", 0, 0, jqTime)); err == nil {
			return code, nil
		}
	}
	return nil, &UsageError{fmt.Sprintf("--jq %q: %s", expression, err), "see the jq manual for the language"}
}

// jqTime is jq's `time`: the seconds since the epoch of a time that the API writes, which jq's own functions do not read.
// It maps null to null, since many of the API's times are not set yet.
func jqTime(input any, _ []any) any {
	switch input := input.(type) {
	case nil:
		return nil
	case string:
		if t, ok := timestamp.Parse(input); ok {
			if t.Nanosecond() == 0 && int64(int(t.Unix())) == t.Unix() {
				return int(t.Unix())
			}
			return float64(t.Unix()) + float64(t.Nanosecond())/1e9
		}
		return fmt.Errorf("time cannot read %q", input)
	}
	return fmt.Errorf("time wants a text or null, not %s", gojq.TypeOf(input))
}

// query applies --jq to the object or array or, with jsonl, to each item in turn.
type query struct {
	ctx   context.Context
	p     *Printer
	list  bool
	items [][]byte // of the array
}

func (q *query) begin(*bytes.Buffer, [][]byte) error { return nil }

func (q *query) batch(b *bytes.Buffer, items [][]byte) error {
	if q.p.format.whole && q.list {
		q.items = append(q.items, items...)
		return nil
	}
	for _, item := range items {
		if err := q.run(b, item); err != nil {
			return err
		}
	}
	return nil
}

func (q *query) end(b *bytes.Buffer) error {
	if !q.p.format.whole || !q.list {
		return nil
	}
	return q.run(b, slices.Concat([]byte{'['}, bytes.Join(q.items, []byte{','}), []byte{']'}))
}

// run writes all results for one input, or nothing if there is an error.
func (q *query) run(b *bytes.Buffer, input []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(input))
	decoder.UseNumber() // a number keeps its digits
	var document any
	if err := decoder.Decode(&document); err != nil {
		return err
	}
	results := q.p.query.RunWithContext(q.ctx, document)
	var printed []byte
	for {
		result, more := results.Next()
		if !more {
			break
		}
		if err, failed := result.(error); failed {
			if halt := (*gojq.HaltError)(nil); errors.As(err, &halt) && halt.Value() == nil {
				break
			}
			if q.ctx.Err() != nil {
				return context.Cause(q.ctx)
			}
			return &UsageError{fmt.Sprintf("--jq %q does not fit the answer: %s", q.p.options.JQ, err), "look at the answer with -o json"}
		}
		printed = q.p.appendResult(printed, result)
	}
	b.Write(printed)
	return nil
}

// appendResult appends a string as it is, or any other value as compact JSON, on a line of its own.
func (p *Printer) appendResult(dst []byte, result any) []byte {
	if s, ok := result.(string); ok {
		return append(append(dst, p.exact(s)...), '\n')
	}
	// What jq made is null, boolean, number, string, array or object, and each of them encodes.
	encoded, _ := gojq.Marshal(result)
	return append(append(dst, escapeJSON(encoded)...), '\n')
}
