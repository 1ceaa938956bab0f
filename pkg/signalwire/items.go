package signalwire

import "iter"

// An Item is one of a list, or the error that the list broke off with.
type Item struct {
	Resource Resource
	Err      error
}

// Items yields the items of pages. If they break off, the last one is the error.
func Items(pages Pages) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		for page, err := range pages {
			if err != nil {
				yield(Item{Err: err})
				return
			}
			for _, item := range page.Items {
				if !yield(Item{Resource: item}) {
					return
				}
			}
		}
	}
}

// Collect returns the items of pages. If they break off, it returns those before the error with it.
func Collect(pages Pages) ([]Resource, error) {
	var all []Resource
	for item := range Items(pages) {
		if item.Err != nil {
			return all, item.Err
		}
		all = append(all, item.Resource)
	}
	return all, nil
}
