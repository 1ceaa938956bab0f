package signalwire

import "iter"

// Items yields the items of all pages. After the last one, failed holds the error that ended the list, if any.
func Items(pages Pages, failed *error) iter.Seq[Resource] {
	return func(yield func(Resource) bool) {
		for page, err := range pages {
			if err != nil {
				*failed = err
				return
			}
			for _, item := range page.Items {
				if !yield(item) {
					return
				}
			}
		}
	}
}
