// Package main is the least client that is built on the same libraries as confcall: one GET, the answer to standard output.
//
//	linked get --url URL
//
// What confcall needs more than this program is confcall's own; what this one needs is the libraries'. Tables, jq and YAML
// are linked and made ready by the libraries themselves at every start, and used only when asked for, as in confcall.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/itchyny/gojq"
	"github.com/olekukonko/tablewriter"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"
	"go.yaml.in/yaml/v3"
)

func main() {
	settings := viper.New()
	root := &cobra.Command{Use: "linked", SilenceErrors: true, SilenceUsage: true}
	get := &cobra.Command{Use: "get", RunE: func(*cobra.Command, []string) error { return run(settings) }}
	get.Flags().String("url", "", "the URL")
	get.Flags().String("output", "json", "json, yaml, table or a jq expression")
	root.AddCommand(get)
	_ = settings.BindPFlags(get.Flags()) // they are there
	_ = settings.BindEnv("user", "USER")
	_ = settings.BindEnv("token", "TOKEN")
	if err := root.Execute(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(settings *viper.Viper) error {
	request, err := http.NewRequest(http.MethodGet, settings.GetString("url"), nil)
	if err != nil {
		return err
	}
	request.SetBasicAuth(settings.GetString("user"), settings.GetString("token"))
	client := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true}}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	return write(settings.GetString("output"), body)
}

func write(format string, body []byte) error {
	if format == "json" {
		var indented bytes.Buffer
		if err := json.Indent(&indented, body, "", "  "); err != nil {
			return err
		}
		_, err := os.Stdout.Write(append(indented.Bytes(), '\n'))
		return err
	}
	var answer any
	if err := json.Unmarshal(body, &answer); err != nil {
		return err
	}
	switch format {
	case "yaml":
		return yaml.NewEncoder(os.Stdout).Encode(answer)
	case "table":
		table := tablewriter.NewTable(os.Stdout)
		if err := table.Append([]string{fmt.Sprint(answer)}); err != nil {
			return err
		}
		return table.Render()
	}
	query, err := gojq.Parse(format)
	if err != nil {
		return err
	}
	for results := query.Run(answer); ; {
		result, more := results.Next()
		if !more {
			return nil
		}
		fmt.Println(result)
	}
}
