package config

import (
	"confcall/pkg/secret"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// fileTemplate is the config file that `config init` writes. Contents replaces a line `{key}` with that key and its value.
const fileTemplate = `# The settings of confcall. Flags and the environment win over them;
# "confcall config show" says which value is from where.

# The space: a name (example), a host (example.signalwire.com) or a full URL.
{space}

# The Project ID.
{project_id}

# The API token, which needs the scope Voice: itself, a file that holds it, or a command that prints it.
# Without any of them the keyring is asked, in which "confcall auth login" stores it.
{api_token}
{api_token_file}
{api_token_command}

# The account, if it is a subproject's and not the project's own.
{account_sid}

# A PEM file of root certificates to trust beside the system's.
{ca_file}

# How to print: table, json, yaml, jsonl, csv, tsv or name.
{output}

# How long one operation may take, retries included, and how many retries it gets.
{timeout}
{retries}

# Whether lists and watches of participants show their calls' details as well.
{with_call}

# The telephone number that calls are made from.
{default_from}

# Profiles hold the same settings under a name; "profile" or --profile chooses one.
# profile: staging
# profiles:
#   staging:
#     space: example-staging
`

// examples are the values that the template shows, commented out, for keys without a value.
var examples = map[string]string{
	"space": "example", "project_id": "b3877c40-da60-4998-90ad-b792e98472af", "api_token": "PT...", "api_token_file": "token",
	"account_sid": "b3877c40-da60-4998-90ad-b792e98472af", "ca_file": "root.pem", "output": "table", "timeout": "30s", "retries": "3",
	"api_token_command": "[pass, show, signalwire]", "with_call": "false", "default_from": `"+13105550100"`,
}

// Contents returns a commented config file with the token and with values, which are by key. It returns an *Error if a value is
// not UTF-8.
func Contents(values map[string]string, token secret.Text) ([]byte, error) {
	var contents strings.Builder
	for line := range strings.Lines(fileTemplate) {
		key, isPlace := strings.CutPrefix(strings.TrimSuffix(line, "}\n"), "{")
		if !isPlace {
			contents.WriteString(line)
			continue
		}
		value := values[key]
		if key == lookup(Token).key {
			value = token.Reveal()
		}
		if value == "" {
			contents.WriteString("# " + key + ": " + examples[key] + "\n")
			continue
		}
		if !utf8.ValidString(value) {
			return nil, notText(key)
		}
		node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}
		if strings.ContainsAny(value, "\r\n") {
			node.Style = yaml.DoubleQuotedStyle // a block would take in the blank line that follows in the template
		}
		pair, err := yaml.Marshal(map[string]*yaml.Node{key: node})
		if err != nil {
			return nil, err
		}
		contents.Write(pair)
	}
	return []byte(contents.String()), nil
}
