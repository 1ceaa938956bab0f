package output

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/itchyny/gojq"
)

// compile reads a jq expression. It sees no environment variables and no files.
func compile(expression string) (*gojq.Code, error) {
	query, err := gojq.Parse(expression)
	if err == nil {
		var code *gojq.Code
		if code, err = gojq.Compile(query); err == nil {
			return code, nil
		}
	}
	return nil, &UsageError{fmt.Sprintf("--jq %q: %s", expression, err), "see the jq manual for the language"}
}

// runQuery gives the expression the object or array, or with jsonl each item in turn.
func (p *Printer) runQuery(ctx context.Context, items [][]byte, list bool) error {
	inputs := items
	if p.options.Format == JSON {
		inputs = [][]byte{join(items, list)}
	}
	// What one input comes to is printed when it is whole, or not at all.
	for _, input := range inputs {
		var results bytes.Buffer
		if err := p.query1(ctx, &results, input); err != nil {
			return err
		}
		if err := write(p.w, results.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func (p *Printer) query1(ctx context.Context, w *bytes.Buffer, input []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(input))
	decoder.UseNumber() // a number keeps its digits
	var document any
	if err := decoder.Decode(&document); err != nil {
		return err
	}
	results := p.query.RunWithContext(ctx, document)
	for {
		result, more := results.Next()
		if !more {
			return nil
		}
		if err, failed := result.(error); failed {
			if halt := (*gojq.HaltError)(nil); errors.As(err, &halt) && halt.Value() == nil {
				return nil
			}
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return &UsageError{fmt.Sprintf("--jq %q does not fit the answer: %s", p.options.JQ, err), "look at the answer with -o json"}
		}
		w.Write(p.queryResult(result))
	}
}

// queryResult is a string as it is, or any other value as compact JSON, on a line of its own.
func (p *Printer) queryResult(result any) []byte {
	if s, ok := result.(string); ok {
		return []byte(p.exact(s) + "\n")
	}
	// What jq made is null, boolean, number, string, array or object, and each of them encodes.
	encoded, _ := gojq.Marshal(result)
	return append(escapeJSON(encoded), '\n')
}
