// Package main is the least client in Go that does what confcall is measured against:
//
//	bare get URL              one GET, the answer to standard output
//	bare chain URL URL   one GET after the other, the answers read and dropped
//	bare many COUNT < URLS    as many GETs at a time, the answers read and dropped
//	bare pages URL            the pages of a list, fetched and decoded, nothing printed
//
// The credentials are in USER and TOKEN. Certificates are checked against the system's roots, as the standard library does it.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"sync"
)

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, ForceAttemptHTTP2: true}}

func main() {
	var err error
	switch os.Args[1] {
	case "get":
		err = fetch(os.Args[2], func(body io.Reader) error {
			_, err := io.Copy(os.Stdout, body)
			return err
		})
	case "chain":
		for _, address := range os.Args[2:] {
			err = errors.Join(err, fetch(address, func(body io.Reader) error {
				_, err := io.Copy(io.Discard, body)
				return err
			}))
		}
	case "many":
		err = many(os.Args[2])
	case "pages":
		err = pages(os.Args[2])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func fetch(address string, read func(io.Reader) error) error {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	request.SetBasicAuth(os.Getenv("USER"), os.Getenv("TOKEN"))
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", address, response.Status)
	}
	return read(response.Body)
}

func many(count string) error {
	workers, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	addresses := make(chan string, workers)
	failures := make(chan error, workers)
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			for address := range addresses {
				err := fetch(address, func(body io.Reader) error {
					_, err := io.Copy(io.Discard, body)
					return err
				})
				if err != nil {
					select {
					case failures <- err:
					default:
					}
				}
			}
		})
	}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		addresses <- lines.Text()
	}
	close(addresses)
	running.Wait()
	close(failures)
	return <-failures
}

// participant has the fields of the API's participant.
type participant struct {
	AccountSID             string  `json:"account_sid"`
	CallSID                string  `json:"call_sid"`
	CallSIDToCoach         *string `json:"call_sid_to_coach"`
	Coaching               bool    `json:"coaching"`
	ConferenceSID          string  `json:"conference_sid"`
	DateCreated            string  `json:"date_created"`
	DateUpdated            string  `json:"date_updated"`
	Status                 string  `json:"status"`
	EndConferenceOnExit    bool    `json:"end_conference_on_exit"`
	Muted                  bool    `json:"muted"`
	Hold                   bool    `json:"hold"`
	StartConferenceOnEnter bool    `json:"start_conference_on_enter"`
	URI                    string  `json:"uri"`
}

func pages(address string) error {
	base, err := url.Parse(address)
	if err != nil {
		return err
	}
	for count := 0; ; {
		var page struct {
			NextPageURI  *string       `json:"next_page_uri"`
			Participants []participant `json:"participants"`
		}
		if err := fetch(address, func(body io.Reader) error { return json.NewDecoder(body).Decode(&page) }); err != nil {
			return err
		}
		count += len(page.Participants)
		if page.NextPageURI == nil {
			if want := os.Getenv("COUNT"); want != strconv.Itoa(count) {
				return fmt.Errorf("%d participants, want %s", count, want)
			}
			return nil
		}
		next, err := base.Parse(*page.NextPageURI)
		if err != nil {
			return err
		}
		address = next.String()
	}
}
