package list

import (
	"net/url"

	"confcall/pkg/signalwire"
)

// eachStatus lists one status after another if several are wanted, since the API takes one at a time.
func eachStatus(query url.Values, pages func(url.Values) signalwire.Pages) signalwire.Pages {
	statuses := query["Status"]
	if len(statuses) < 2 {
		return pages(query)
	}
	return func(yield func(signalwire.Page, error) bool) {
		for i, status := range statuses {
			one := url.Values{}
			for name, values := range query {
				one[name] = values
			}
			one.Set("Status", status)
			for page, err := range pages(one) {
				page.More = page.More || i < len(statuses)-1
				if !yield(page, err) || err != nil {
					return
				}
			}
		}
	}
}
